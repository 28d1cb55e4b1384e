import type { ItemOf } from '../../../client/api-client.ts';
import { useWrite } from '../data/write.ts';
import { Named } from '../names/named.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Revoke, useRevoking } from './revoke.tsx';

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
  const { column, revoking, close } = useRevoking<Token>('tokens:write');
  const columns = [...COLUMNS, column];
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
      {revoking !== undefined && <RevokeToken token={revoking} onClose={close} />}
    </>
  );
}

function RevokeToken({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const write = useWrite('DELETE /tokens/{tokenId}');
  return (
    <Revoke
      title={`Revoke the token ${token.name}`}
      says="It stops working at once, and so do tokens and grants that it has made."
      verb="Revoke it"
      gone="it does not work any more"
      done={`${token.name} is revoked`}
      write={write}
      run={() => write.run({ params: { tokenId: token.id } })}
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
    </Revoke>
  );
}
