import type { ItemOf } from '../../../client/api-client.ts';
import { differences } from '../../../domain/base/differences.ts';
import { useView } from '../app/links.tsx';
import { usePages } from '../data/read.ts';
import { Named } from '../names/named.tsx';
import { useNames } from '../names/names.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Button } from '../parts/button.tsx';
import { Drawer } from '../parts/drawer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { deedText } from './deed-text.ts';
import { AuditFilters, auditQueryOf } from './audit-filters.tsx';
import { DifferencesTable } from '../parts/differences/differences-table.tsx';

type AuditEvent = ItemOf<'GET /audit-events'>;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { key: 'at', head: 'When', width: 232, cell: ({ timestamp }) => <Time at={timestamp} /> },
  { key: 'who', head: 'Who', width: '20%', cell: ({ actor }) => actor.name },
  { key: 'what', head: 'What', width: '22%', cell: ({ type }) => <span title={type}>{deedText(type)}</span> },
  { key: 'kind', head: 'Of', width: 152, cell: ({ resourceType }) => resourceType },
  {
    key: 'id',
    head: 'Which',
    cell: ({ resourceType, resourceId }) => <Named kind={resourceType} id={resourceId} hasId />,
  },
];

/** What anybody has changed, filtered by the API, and one change in full. */
export function AuditLog() {
  const [view, change] = useView();
  const { open: openId } = view;
  const pages = usePages('GET /audit-events', { query: auditQueryOf(view) });
  const actors = new Map((pages.data ?? []).map(({ actor }) => [actor.id, actor.name]));
  const opened = pages.data?.find(({ id }) => id === openId);
  return (
    <>
      <AuditFilters actors={actors} />
      <div className="audit-list">
        <Reading read={pages} bones={<Bones rows={10} height={32} />}>
          {(rows) =>
            rows.length === 0 && !pages.hasMore ? (
              <EmptyState says="Nothing matches. Changes are kept for 400 days." command="penstock audit" />
            ) : (
              <Table
                caption="Changes of the workspace"
                columns={COLUMNS}
                rows={rows}
                keyOf={({ id }) => id}
                openKey={openId}
                onOpen={({ id }) => change({ open: id })}
                rowHeight={32}
                isEdge
                height="100%"
                foot={<LoadMore pages={pages} className="audit-more" />}
              />
            )
          }
        </Reading>
      </div>
      {opened !== undefined && <Change event={opened} onClose={() => change({ open: undefined })} />}
    </>
  );
}

/** Another look at the log: no filter, and nothing open. */
const ALL = { type: undefined, id: undefined, actor: undefined, from: undefined, to: undefined, open: undefined };

function Change({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) {
  const rows = differences(event.before, event.after);
  const nameOf = useNames(event.resourceType);
  const [, change] = useView();
  return (
    <Drawer
      title={`${deedText(event.type)}: ${nameOf(event.resourceId)}`}
      facts={
        <>
          <span>{event.actor.name}</span>
          <code>{event.resourceId}</code>
          <Time at={event.timestamp} />
        </>
      }
      actions={
        <>
          <Button
            kind="quiet"
            onClick={() => change({ ...ALL, type: event.resourceType, id: event.resourceId }, { isStep: true })}
          >
            All changes of this {event.resourceType}
          </Button>
          <Button kind="quiet" onClick={() => change({ ...ALL, actor: event.actor.id }, { isStep: true })}>
            All that they did
          </Button>
        </>
      }
      onClose={onClose}
    >
      {rows.length === 0 ? (
        <p className="t2">
          {event.before === undefined && event.after === undefined
            ? `It is noted that this was done; nothing of the ${event.resourceType} itself has changed.`
            : `Nothing of the ${event.resourceType} itself has changed.`}
        </p>
      ) : (
        <DifferencesTable rows={rows} />
      )}
    </Drawer>
  );
}
