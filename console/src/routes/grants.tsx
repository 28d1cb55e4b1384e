import type { ItemOf } from '../../../client/api-client.ts';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { useWrite } from '../data/write.ts';
import { NamedLink } from '../names/named.tsx';
import { useNames } from '../names/names.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Revoke, useRevoking } from '../workspace/revoke.tsx';
import '../workspace/workspace.css';

type Grant = ItemOf<'GET /oauth/grants'>;

const COLUMNS: readonly Column<Grant>[] = [
  {
    key: 'name',
    head: 'App',
    cell: ({ name, appId }) => (
      <>
        <b>{name}</b> <code className="t3">{appId}</code>
      </>
    ),
  },
  {
    key: 'source',
    head: 'Source',
    width: '18%',
    cell: ({ sourceId }) => <NamedLink kind="source" id={sourceId} />,
  },
  { key: 'by', head: 'Let in by', width: '22%', cell: ({ createdBy }) => createdBy.name },
  {
    key: 'at',
    head: 'Connected',
    isNumber: true,
    width: 232,
    cell: ({ connectedAt, createdAt }) => <Time at={connectedAt ?? createdAt} />,
  },
];

/** Which partners may change something here? */
export function Page() {
  const grants = useList('GET /oauth/grants');
  const { column, revoking, close } = useRevoking<Grant>('grants:write');
  return (
    <Frame
      title="Apps with access"
      sub="Apps of partners that somebody let in by Enable with Penstock. Each manages the destinations that it has made itself, of one source."
    >
      <div className="ws-body">
        <Reading read={grants} bones={<Bones rows={3} />}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState says="No app of a partner has access. A partner sends people here to agree to it." />
            ) : (
              <Table caption="Apps with access" columns={[...COLUMNS, column]} rows={rows} keyOf={({ id }) => id} />
            )
          }
        </Reading>
      </div>
      {revoking !== undefined && <RevokeGrant grant={revoking} onClose={close} />}
    </Frame>
  );
}

function RevokeGrant({ grant, onClose }: { readonly grant: Grant; readonly onClose: () => void }) {
  const write = useWrite('DELETE /oauth/grants/{grantId}');
  const nameOf = useNames('source');
  return (
    <Revoke
      title={`Revoke the access of ${grant.name} to ${nameOf(grant.sourceId)}`}
      says="Every token of it stops working at once. Destinations that the app has made stay as they are and go on."
      verb="Revoke access"
      gone="it has no access any more"
      done={`${grant.name} has no access any more`}
      write={write}
      run={() => write.run({ params: { grantId: grant.id } })}
      onClose={onClose}
    />
  );
}
