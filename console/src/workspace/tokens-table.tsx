import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { useWrite } from '../data/write.ts';
import { Named } from '../names/named.tsx';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useToast } from '../parts/toast.tsx';

type Token = ItemOf<'GET /tokens'>;

const COLUMNS: readonly Column<Token>[] = [
  {
    key: 'name',
    head: 'Token',
    cell: ({ name, id }) => (
      <>
        <b>{name}</b> <code className="t3">{id}</code>
      </>
    ),
  },
  {
    key: 'may',
    head: 'May',
    width: '20%',
    cell: ({ role, scopes, grant }) =>
      grant !== undefined ? (
        <>
          destinations of <Named kind="app with access" id={grant.app} /> at <Named kind="source" id={grant.source} />
        </>
      ) : scopes === undefined ? (
        `all of ${role}`
      ) : (
        `${scopes.length} scopes of ${role}`
      ),
  },
  { key: 'by', head: 'Made by', width: '14%', cell: ({ createdBy }) => createdBy.name },
  { key: 'used', head: 'Last used', width: 200, cell: ({ lastUsedAt }) => <TimeOr at={lastUsedAt} or="never" /> },
  { key: 'ends', head: 'Ends', width: 200, cell: ({ expiresAt }) => <TimeOr at={expiresAt} or="does not end" /> },
];

function TimeOr({ at, or }: { readonly at: string | undefined; readonly or: string }) {
  return at === undefined ? <span className="t3">{or}</span> : <Time at={at} />;
}

/** Those of people, and apart from them those that partners' apps were given. */
export function TokensTable({ tokens }: { readonly tokens: readonly Token[] }) {
  const [revoking, setRevoking] = useState<Token>();
  const whyNot = useWhyNot('tokens:write');
  const revoke: Column<Token> = {
    key: 'revoke',
    head: <span className="sr">Revoke</span>,
    isNumber: true,
    width: 96,
    cell: (token) =>
      whyNot === undefined && (
        <Button kind="quiet" size="small" onClick={() => setRevoking(token)}>
          Revoke…
        </Button>
      ),
  };
  const columns = [...COLUMNS, revoke];
  const own = tokens.filter(({ grant }) => grant === undefined);
  const granted = tokens.filter(({ grant }) => grant !== undefined);
  return (
    <>
      {own.length === 0 ? (
        <EmptyState
          says="There is no token. Programs such as the command and Terraform need one to use the API."
          command="penstock tokens create --name Terraform --role developer"
        />
      ) : (
        <Table caption="Tokens" columns={columns} rows={own} keyOf={({ id }) => id} />
      )}
      {granted.length > 0 && (
        <section>
          <h2>Of apps with access</h2>
          <Table caption="Tokens of apps with access" columns={columns} rows={granted} keyOf={({ id }) => id} />
        </section>
      )}
      {revoking !== undefined && <Revoke token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function Revoke({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const revoke = useWrite('DELETE /tokens/{tokenId}');
  const say = useToast();
  const isGone = revoke.error?.code === 'not_found';
  const run = async (): Promise<void> => {
    if (isGone) {
      onClose();
      return;
    }
    if ((await revoke.run({ params: { tokenId: token.id } })) === undefined) return;
    say(`${token.name} is revoked`);
    onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Revoke the token ${token.name}`}
      says="It stops working at once, and so do tokens and grants that it has made."
      verb={isGone ? 'Close' : 'Revoke it'}
      isBusy={revoke.isBusy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      <p>
        {token.lastUsedAt === undefined ? (
          'It was never used.'
        ) : (
          <>
            Last used <Time at={token.lastUsedAt} />.
          </>
        )}
      </p>
      {isGone ? (
        <p role="alert">Somebody else has revoked it already: it does not work any more.</p>
      ) : (
        revoke.error !== undefined && <ErrorState error={revoke.error} />
      )}
    </Confirm>
  );
}
