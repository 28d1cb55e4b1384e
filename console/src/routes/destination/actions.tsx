// What can be done with a destination from each of its pages: trying it, switching it on and off, deleting it.

import { useState } from 'react';
import { useGo } from '../../app/links.tsx';
import { useMay } from '../../data/api.tsx';
import { useWrite } from '../../data/write.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Menu } from '../../parts/menu.tsx';
import { useToast } from '../../parts/toast.tsx';
import { ConnectionTest } from './connection-test.tsx';
import type { Destination } from './state.ts';

type ActionsProps = { readonly destination: Destination; readonly revision: string | undefined };

export function Actions({ destination, revision }: ActionsProps) {
  const [asked, setAsked] = useState<'off' | 'delete' | 'test'>();
  const close = (): void => setAsked(undefined);
  const { may, roles } = useMay('destinations:write');
  const { may: mayTest } = useMay('destinations:test');
  const who = `For ${roles.join(', ')}`;
  const switching = useSwitch(destination, revision, close);
  return (
    <>
      {mayTest && (
        <Button size="small" onClick={() => setAsked('test')}>
          Test connection
        </Button>
      )}
      <Button
        size="small"
        why={may ? undefined : who}
        isBusy={switching.isBusy}
        onClick={() => (destination.enabled ? setAsked('off') : void switching.to(true))}
      >
        {destination.enabled ? 'Switch off' : 'Switch on'}
      </Button>
      {may && (
        <Menu
          trigger={<IconButton icon="ellipsis" label="More: copy link, delete" />}
          items={[
            { label: 'Copy link', onChoose: () => void navigator.clipboard.writeText(location.href) },
            { label: `Delete ${destination.name}`, isDanger: true, onChoose: () => setAsked('delete') },
          ]}
        />
      )}
      {asked === 'test' && <ConnectionTest destinationId={destination.id} name={destination.name} onClose={close} />}
      {asked === 'off' && <SwitchOff destination={destination} switching={switching} onClose={close} />}
      {asked === 'delete' && <Delete destination={destination} revision={revision} onClose={close} />}
      {asked === undefined && switching.error !== undefined && <ErrorState error={switching.error} />}
    </>
  );
}

type Switching = ReturnType<typeof useSwitch>;

/** A switch is of one field, which nobody else's change can meet: the last one wins. */
function useSwitch({ id, name }: Destination, revision: string | undefined, done: () => void) {
  const { run, isBusy, error } = useWrite('PATCH /destinations/{destinationId}');
  const say = useToast();
  const to = async (enabled: boolean): Promise<void> => {
    const ifMatch = revision === undefined ? {} : { ifMatch: revision };
    const answer = await run({ params: { destinationId: id }, body: { enabled }, ...ifMatch });
    if (answer === undefined) return;
    done();
    say(enabled ? `${name} is on, in use within 2 s` : `${name} is off, in use within 2 s`);
  };
  return { to, isBusy, error };
}

type AskProps = { readonly destination: Destination; readonly onClose: () => void };

function SwitchOff({ destination, switching, onClose }: AskProps & { readonly switching: Switching }) {
  return (
    <Confirm
      isOpen
      title={`Switch off ${destination.name}`}
      says="New events do not go to it, and are not sent later by themselves; a replay of what was missed can. Events on their way are held until it is on again."
      verb={`Switch off ${destination.name}`}
      isBusy={switching.isBusy}
      onConfirm={() => void switching.to(false)}
      onClose={onClose}
    >
      {switching.error !== undefined && <ErrorState error={switching.error} />}
    </Confirm>
  );
}

function Delete({ destination, revision, onClose }: AskProps & { readonly revision: string | undefined }) {
  const { id, name } = destination;
  const { run, isBusy, error } = useWrite('DELETE /destinations/{destinationId}');
  const go = useGo();
  const say = useToast();
  const remove = async (): Promise<void> => {
    const ifMatch = revision === undefined ? {} : { ifMatch: revision };
    const answer = await run({ params: { destinationId: id }, ...ifMatch });
    if (answer === undefined) return;
    say(`${name} is deleted`);
    await go({ to: '/w/$workspace/destinations' });
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Delete ${name}`}
      says="Events on their way to it are discarded. Its settings, its secrets and its filter are gone; what it has had stays in the archive. This cannot be taken back."
      verb={`Delete ${name}`}
      typed={id}
      isBusy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      {error !== undefined && <ErrorState error={error} />}
    </Confirm>
  );
}
