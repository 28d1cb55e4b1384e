import { useState, type ReactNode } from 'react';
import type { ItemOf } from '../../../../client/api-client.ts';
import { rolesWith } from '../../../../domain/access/permissions.ts';
import { useList } from '../../data/read.ts';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, Select, TextInput } from '../../parts/field.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { webAddress, type Authorization } from './authorization.ts';

type Source = ItemOf<'GET /sources'>;

type AllowProps = {
  readonly authorization: Authorization;
  readonly mayGrant: boolean;
  /** Puts the button beside its counterpart. */
  readonly children: (button: ReactNode) => ReactNode;
};

const NEW = '';

/** Which source, and the yes: which one it is must be known before anybody says it. */
export function Allow({ authorization, mayGrant, children }: AllowProps) {
  const sources = useList('GET /sources', {}, { when: mayGrant });
  if (!mayGrant) return <OthersMay>{children}</OthersMay>;
  if (sources.data !== undefined) return <Choice {...{ authorization, children }} found={sources.data} />;
  return (
    <>
      <Reading read={sources} bones={<Bones rows={1} height={40} />}>
        {() => null}
      </Reading>
      {children(
        <Button isBusy={sources.error === undefined} why={sources.error && ''}>
          Allow
        </Button>,
      )}
    </>
  );
}

type ChoiceProps = Pick<AllowProps, 'authorization' | 'children'> & { readonly found: readonly Source[] };

function Choice({ authorization, found, children }: ChoiceProps) {
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('');
  // Also while the partner is slow to take over: a second yes would be a second grant.
  const [isLeaving, setLeaving] = useState(false);
  const create = useWrite('POST /sources');
  const grant = useWrite('POST /oauth/grants');
  const sourceId = chosen ?? found[0]?.id ?? NEW;

  const redirectTo = async (): Promise<string | undefined> => {
    const made = sourceId === NEW ? await create.run({ body: { name } }) : undefined;
    const id = sourceId === NEW ? made?.source.id : sourceId;
    if (id === undefined) return undefined;
    setChosen(id);
    const granted = await grant.run({ body: { ...authorization.request, sourceId: id } });
    return granted === undefined ? undefined : webAddress(granted.redirectTo);
  };
  const allow = async (): Promise<void> => {
    setLeaving(true);
    const to = await redirectTo();
    if (to === undefined) setLeaving(false);
    else location.assign(to);
  };
  const error = create.error ?? grant.error;
  return (
    <>
      <Field label="Source" help="The one whose events it may get.">
        <Select
          value={sourceId}
          options={[
            ...found.map(
              (source) => [source.id, source.name === source.id ? source.id : `${source.name} (${source.id})`] as const,
            ),
            [NEW, 'A new source'] as const,
          ]}
          onChange={setChosen}
        />
      </Field>
      {sourceId === NEW && (
        <Field label="Name of the new source">
          <TextInput value={name} onChange={setName} placeholder="Website" maxLength={200} />
        </Field>
      )}
      {error !== undefined && <ErrorState error={error} />}
      {error?.code === 'invalid_authorization_request' && (
        <p className="t2">
          Nobody was let in: what was asked is not good any more. Begin again at the app that sent you.
        </p>
      )}
      {children(
        <Button isBusy={isLeaving} onClick={() => void allow()}>
          Allow
        </Button>,
      )}
    </>
  );
}

function OthersMay({ children }: Pick<AllowProps, 'children'>) {
  const roles = rolesWith('grants:write').join(' or ');
  return (
    <>
      <p className="banner note">
        In this workspace an {roles} lets apps in. Ask one of them, or choose another workspace.
      </p>
      {children(<Button why="">Allow</Button>)}
    </>
  );
}
