import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { differences } from '../../../domain/base/differences.ts';
import { useView } from '../app/links.tsx';
import { usePages } from '../data/read.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Button } from '../parts/button.tsx';
import { Drawer } from '../parts/drawer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Select, TextInput } from '../parts/field.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { DifferencesTable } from '../parts/differences/differences-table.tsx';

type AuditEvent = ItemOf<'GET /audit-events'>;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { key: 'at', head: 'When', width: 232, cell: ({ timestamp }) => <Time at={timestamp} /> },
  { key: 'who', head: 'Who', width: '20%', cell: ({ actor }) => actor.name },
  { key: 'what', head: 'What', width: '22%', cell: ({ type }) => type },
  { key: 'kind', head: 'Of', width: 152, cell: ({ resourceType }) => resourceType },
  { key: 'id', head: 'Which', cell: ({ resourceId }) => <code>{resourceId}</code> },
];

const TYPES = [
  ['', 'Of anything'],
  ...['source', 'destination', 'user', 'token', 'grant', 'replay', 'app', 'component', 'workspace'].map(
    (type) => [type, `Of a ${type}`.replace('a app', 'an app')] as const,
  ),
] as const;

/** What anybody has changed, filtered by the API, and one change in full. */
export function AuditLog() {
  const [view, change] = useView();
  const { type: resourceType, id: resourceId, actor: actorId, open: openId } = view;
  const query = { resourceType, resourceId, actorId };
  const pages = usePages('GET /audit-events', { query });
  const opened = pages.data?.find(({ id }) => id === openId);
  return (
    <>
      <Filters key={`${resourceId ?? ''} ${actorId ?? ''}`} />
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

function Filters() {
  const [view, change] = useView();
  const { type = '', id = '', actor = '' } = view;
  const [texts, setTexts] = useState({ id, actor });
  const use = (): void => {
    if (texts.id === id && texts.actor === actor) return;
    change({ id: texts.id || undefined, actor: texts.actor || undefined, open: undefined });
  };
  return (
    <form
      className="audit-tools row"
      onBlur={use}
      onSubmit={(event) => {
        event.preventDefault();
        use();
      }}
    >
      <Select
        aria-label="Kind of resource"
        value={type}
        options={TYPES}
        onChange={(chosen) => change({ type: chosen || undefined, open: undefined })}
      />
      <TextInput
        aria-label="Id of the resource"
        placeholder="Which: any id"
        isMono
        value={texts.id}
        onChange={(text) => setTexts({ ...texts, id: text })}
      />
      <TextInput
        aria-label="Id of who did it"
        placeholder="Who: any id"
        isMono
        value={texts.actor}
        onChange={(text) => setTexts({ ...texts, actor: text })}
      />
      <button type="submit" className="sr" tabIndex={-1}>
        Filter
      </button>
    </form>
  );
}

function Change({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) {
  const rows = differences(event.before, event.after);
  const [, change] = useView();
  return (
    <Drawer
      title={`${event.type}: ${event.resourceId}`}
      facts={
        <>
          <span>{event.actor.name}</span>
          <Time at={event.timestamp} />
        </>
      }
      actions={
        <Button
          kind="quiet"
          onClick={() => change({ type: event.resourceType, id: event.resourceId, actor: undefined, open: undefined })}
        >
          All changes of this {event.resourceType}
        </Button>
      }
      onClose={onClose}
    >
      {rows.length === 0 ? (
        <p className="t2">Nothing of the {event.resourceType} itself has changed.</p>
      ) : (
        <DifferencesTable rows={rows} />
      )}
    </Drawer>
  );
}
