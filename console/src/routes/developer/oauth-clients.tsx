import { useState } from 'react';
import type { DataOf, ItemOf } from '../../../../client/api-client.ts';
import { useList } from '../../data/read.ts';
import { problemsOf, useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Confirm, Dialog, FormDialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field, TextArea, TextInput } from '../../parts/field.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { ExactTime } from '../../parts/time.tsx';

type Client = ItemOf<'GET /apps/{appId}/oauth-clients'>;
type Made = DataOf<'POST /apps/{appId}/oauth-clients'>['oauthClient'];

/** What the app proves itself with when a customer enables it from the partner's own site. */
export function OAuthClients({ appId }: { readonly appId: string }) {
  const mayNotRead = useWhyNot('oauth-clients:read');
  const mayNot = useWhyNot('oauth-clients:write');
  const { data } = useList(
    'GET /apps/{appId}/oauth-clients',
    { params: { appId } },
    { when: mayNotRead === undefined },
  );
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<Made>();
  const count = data?.length ?? 0;
  return (
    <section className="stack" aria-label="OAuth clients">
      <h2>Enable with Penstock</h2>
      <p className="t2">
        {mayNotRead ??
          (count === 0
            ? 'Customers can connect you from your own site: create a client, and put the button there.'
            : 'To change a secret, create a second client, use its secret, and delete the first. Grants stay.')}
      </p>
      <ul className="stack">
        {(data ?? []).map((client) => (
          <OneClient key={client.id} appId={appId} client={client} isLast={count === 1} />
        ))}
      </ul>
      <div>
        <Button icon="plus" why={mayNot} onClick={() => setCreating(true)}>
          {count === 0 ? 'Create a client' : 'Create a second client'}
        </Button>
      </div>
      {isCreating && (
        <CreateClient
          appId={appId}
          onClose={() => setCreating(false)}
          onMade={(client) => {
            setCreating(false);
            setMade(client);
          }}
        />
      )}
      {made !== undefined && <Secret client={made} onClose={() => setMade(undefined)} />}
    </section>
  );
}

type OneProps = { readonly appId: string; readonly client: Client; readonly isLast: boolean };

function OneClient({ appId, client, isLast }: OneProps) {
  const [isAsked, setAsked] = useState(false);
  const { run, isBusy, error } = useWrite('DELETE /apps/{appId}/oauth-clients/{clientId}');
  const mayNot = useWhyNot('oauth-clients:write');
  const remove = async (): Promise<void> => {
    if ((await run({ params: { appId, clientId: client.id } })) !== undefined) setAsked(false);
  };
  return (
    <li className="stack-small">
      <span className="between">
        <b className="cut">{client.name}</b>
        <Button size="small" kind="quiet" why={mayNot} onClick={() => setAsked(true)}>
          Delete<span className="sr"> {client.name}</span>
        </Button>
      </span>
      <Copyable text={client.id} label={`Copy the id of ${client.name}`} />
      <span className="label t2">
        scope <code>{client.scope}</code>, created <ExactTime at={client.createdAt} />
      </span>
      {client.redirectUris.map((uri) => (
        <code key={uri} className="cut" title={uri}>
          {uri}
        </code>
      ))}
      <Confirm
        title={`Delete the client ${client.name}`}
        says={
          isLast
            ? 'It is the only one: your app gets no tokens any more, and those that it has end within the hour.'
            : 'It gets no tokens any more, and those that it has end within the hour. Grants go on with the other client.'
        }
        verb="Delete the client"
        isDanger
        isOpen={isAsked}
        isBusy={isBusy}
        onConfirm={() => void remove()}
        onClose={() => setAsked(false)}
      >
        {error !== undefined && <ErrorState error={error} />}
      </Confirm>
    </li>
  );
}

type CreateProps = {
  readonly appId: string;
  readonly onClose: () => void;
  readonly onMade: (client: Made) => void;
};

function CreateClient({ appId, onClose, onMade }: CreateProps) {
  const [name, setName] = useState('');
  const [uris, setUris] = useState('');
  const { run, isBusy, error } = useWrite('POST /apps/{appId}/oauth-clients');
  const problems = problemsOf(error);
  const uriProblem = [...problems].find(([path]) => path.startsWith('redirectUris'))?.[1];
  const create = async (): Promise<void> => {
    const redirectUris = uris.split(/\s+/).filter(Boolean);
    const made = await run({ params: { appId }, body: { name, redirectUris } });
    if (made !== undefined) onMade(made.oauthClient);
  };
  return (
    <FormDialog
      title="Create a client"
      says="Its secret is shown once, right after. Customers are sent back to one of the addresses, which has to be exactly as here."
      isOpen
      onClose={onClose}
      verb="Create the client"
      isBusy={isBusy}
      onSubmit={() => void create()}
    >
      <Field label="Name" help="What customers are asked about." fault={problems.get('name')}>
        <TextInput value={name} onChange={setName} placeholder="Acme CRM" maxLength={200} />
      </Field>
      <Field label="Redirect addresses" note="one a line" fault={uriProblem}>
        <TextArea
          isMono
          rows={3}
          value={uris}
          onChange={setUris}
          placeholder="https://acme.example/penstock/callback"
        />
      </Field>
      {error !== undefined && problems.size === 0 && <ErrorState error={error} />}
    </FormDialog>
  );
}

/** Shown once: only a hash of it is stored. */
function Secret({ client, onClose }: { readonly client: Made; readonly onClose: () => void }) {
  return (
    <Dialog
      title={`The secret of ${client.name}`}
      says="Copy it now: it is shown this once, and only a hash of it is stored."
      isOpen
      actions={
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <dl className="facts">
        <dt>Client id</dt>
        <dd>
          <Copyable text={client.id} label="Copy the client id" />
        </dd>
        <dt>Secret</dt>
        <dd>
          <Copyable text={client.secret} label="Copy the secret" />
        </dd>
      </dl>
    </Dialog>
  );
}
