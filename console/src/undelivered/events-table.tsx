import type { ItemOf } from '../../../client/api-client.ts';
import type { Pages } from '../data/read.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Num, countText } from '../parts/number.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { ExactTime } from '../parts/time.tsx';

export type Undelivered = ItemOf<'GET /undelivered-events'>;

const COLUMNS: readonly Column<Undelivered>[] = [
  { key: 'endedAt', head: 'Given up', width: 104, cell: ({ endedAt }) => <ExactTime at={endedAt} /> },
  { key: 'event', head: 'Event', cell: ({ event, type }) => <span className="cut">{event ?? type ?? '–'}</span> },
  { key: 'user', head: 'User', width: 160, cell: ({ userId }) => <code className="t2 cut">{userId ?? '–'}</code> },
  { key: 'attempts', head: 'Attempts', isNumber: true, width: 104, cell: ({ attempts }) => <Num value={attempts} /> },
];

const STATE: Column<Undelivered> = {
  key: 'state',
  head: 'State',
  width: 96,
  cell: ({ state }) => (state === 'discarded' ? 'written off' : state),
};

type EventsTableProps = {
  readonly pages: Pages<Undelivered>;
  readonly rows: readonly Undelivered[];
  readonly total: number | undefined;
  readonly showsState: boolean;
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  /** Absent for who may not resolve them. */
  readonly selection?: Selection | undefined;
};

export type Selection = {
  readonly ids: ReadonlySet<string>;
  readonly choose: (ids: ReadonlySet<string>) => void;
};

export function EventsTable({ pages, rows, total, showsState, openId, onOpen, selection }: EventsTableProps) {
  const columns = [
    ...(selection === undefined ? [] : [checkColumn(rows, selection)]),
    ...COLUMNS,
    ...(showsState ? [STATE] : []),
  ];
  return (
    <Table
      caption="Undelivered events"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      openKey={openId}
      onOpen={({ id }) => onOpen(id)}
      {...(total === undefined ? {} : { total })}
      rowHeight={32}
      isEdge
      height="100%"
      foot={<LoadMore pages={pages} className="und-more row" says={`${countText(rows.length)} are loaded.`} />}
    />
  );
}

function checkColumn(rows: readonly Undelivered[], { ids, choose }: Selection): Column<Undelivered> {
  const areAll = rows.length > 0 && rows.every(({ id }) => ids.has(id));
  const toggle = (id: string): void => {
    const chosen = new Set(ids);
    if (!chosen.delete(id)) chosen.add(id);
    choose(chosen);
  };
  return {
    key: 'check',
    head: (
      <Box
        label="Select all that are loaded"
        checked={areAll}
        onToggle={() => choose(new Set(areAll ? [] : rows.map(({ id }) => id)))}
      />
    ),
    width: 60,
    cell: ({ id, event, type }) => (
      <Box label={`Select ${event ?? type ?? id}`} checked={ids.has(id)} onToggle={() => toggle(id)} />
    ),
  };
}

type BoxProps = { readonly label: string; readonly checked: boolean; readonly onToggle: () => void };

/** A click on it is none on its row. */
function Box({ label, checked, onToggle }: BoxProps) {
  return (
    <span className="checkbox" onClick={(event) => event.stopPropagation()}>
      <input type="checkbox" aria-label={label} checked={checked} onChange={onToggle} />
    </span>
  );
}
