import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { useWrite } from '../data/write.ts';
import { NamedLink } from '../names/named.tsx';
import { useNames } from '../names/names.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import '../workspace/workspace.css';
import { useToast } from '../parts/toast.tsx';

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
  const [revoking, setRevoking] = useState<Grant>();
  const whyNot = useWhyNot('grants:write');
  const revoke: Column<Grant> = {
    key: 'revoke',
    head: <span className="sr">Revoke</span>,
    isNumber: true,
    width: 96,
    cell: (grant) =>
      whyNot === undefined && (
        <Button kind="quiet" size="small" onClick={() => setRevoking(grant)}>
          Revoke…
        </Button>
      ),
  };
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
              <Table caption="Apps with access" columns={[...COLUMNS, revoke]} rows={rows} keyOf={({ id }) => id} />
            )
          }
        </Reading>
      </div>
      {revoking !== undefined && <Revoke grant={revoking} onClose={() => setRevoking(undefined)} />}
    </Frame>
  );
}

function Revoke({ grant, onClose }: { readonly grant: Grant; readonly onClose: () => void }) {
  const revoke = useWrite('DELETE /oauth/grants/{grantId}');
  const say = useToast();
  const nameOf = useNames('source');
  const isGone = revoke.error?.code === 'not_found';
  const run = async (): Promise<void> => {
    if (isGone) {
      onClose();
      return;
    }
    if ((await revoke.run({ params: { grantId: grant.id } })) === undefined) return;
    say(`${grant.name} has no access any more`);
    onClose();
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Revoke the access of ${grant.name} to ${nameOf(grant.sourceId)}`}
      says="Every token of it stops working at once. Destinations that the app has made stay as they are and go on."
      verb={isGone ? 'Close' : 'Revoke access'}
      isBusy={revoke.isBusy}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      {isGone ? (
        <p role="alert">Somebody else has revoked it already: it has no access any more.</p>
      ) : (
        revoke.error !== undefined && <ErrorState error={revoke.error} />
      )}
    </Confirm>
  );
}
