import { useView } from '../app/links.tsx';
import { useMay } from '../data/api.tsx';
import { useTail, type Tail, type TailedEvent } from '../data/tail.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State } from '../parts/state.tsx';
import type { Column } from '../parts/table.tsx';
import { PreciseTime } from '../parts/time.tsx';
import { LiveRows } from './shared/live-rows.tsx';
import { DebuggerTools } from './sources/debugger-tools.tsx';
import { EventDrawer } from './sources/event-drawer.tsx';
import { fieldOf, isAskedFor, VERDICT_STATES, VERDICTS } from './sources/debugger-filter.ts';
import { SourceFrame } from './sources/source-frame.tsx';
import './sources/debugger.css';

const EVERY_MS = 2000;

/** What comes in right now? */
export function Page() {
  return (
    <SourceFrame part="debugger" isSplit>
      {(source) => <Debugger key={source.id} sourceId={source.id} />}
    </SourceFrame>
  );
}

function Debugger({ sourceId }: { readonly sourceId: string }) {
  const { may } = useMay('events:read');
  const tail = useTail(sourceId, { every: EVERY_MS, when: may });
  if (!may) return <PermissionNote permission="events:read" what="see events; the overview has the numbers" />;
  return (
    <Reading read={tail} bones={<Bones rows={12} height={32} />}>
      {(data) => <Live sourceId={sourceId} tail={data} />}
    </Reading>
  );
}

function Live({ sourceId, tail }: { readonly sourceId: string; readonly tail: Tail }) {
  const [view, change] = useView();
  return (
    <LiveRows
      tail={tail}
      isAskedFor={(event) => isAskedFor(event, view)}
      caption="Events of this source, newest first"
      columns={COLUMNS}
      columnsBeside={COLUMNS_BESIDE}
      tools={(holding, rows) => (
        <DebuggerTools
          filter={view}
          onFilter={change}
          {...holding}
          shown={rows.length}
          watchedUntil={tail.watchedUntil}
        />
      )}
      nothing={(isFiltered) => <Nothing isFiltered={isFiltered} sourceId={sourceId} />}
      drawer={(open, onClose) => <EventDrawer sourceId={sourceId} event={open} onFilter={change} onClose={onClose} />}
    />
  );
}

function Nothing({ isFiltered, sourceId }: { readonly isFiltered: boolean; readonly sourceId: string }) {
  if (isFiltered) return <EmptyState says="None of the events that came fits the filter." />;
  return (
    <EmptyState
      says="Nothing has come in lately. What the source sends from now on is here about two seconds later."
      command={`penstock tail ${sourceId}`}
    />
  );
}

const COLUMNS: readonly Column<TailedEvent>[] = [
  { key: 'at', head: 'Time', width: 190, cell: ({ receivedAt }) => <PreciseTime at={receivedAt} /> },
  {
    key: 'verdict',
    head: 'Verdict',
    width: 120,
    cell: ({ verdict }) => <State state={VERDICT_STATES[verdict]}>{VERDICTS[verdict]}</State>,
  },
  { key: 'type', head: 'Type', width: 90, cell: ({ type }) => type ?? <Unknown /> },
  {
    key: 'name',
    head: 'Name',
    cell: ({ name, reason }) => (
      <span title={name}>
        {name ?? (reason === undefined ? <Unknown /> : '')}{' '}
        {reason !== undefined && <code className="t2">{reason}</code>}
      </span>
    ),
  },
  { key: 'user', head: 'User', width: '16%', cell: ({ text }) => userOf(text) ?? <Unknown /> },
  {
    key: 'id',
    head: 'Id',
    width: '22%',
    cell: ({ messageId }) => (messageId === undefined ? <Unknown /> : <code title={messageId}>{messageId}</code>),
  },
];

/** What has room beside the drawer, which has the rest. */
const COLUMNS_BESIDE = COLUMNS.filter(({ key }) => key !== 'user' && key !== 'id');

const userOf = (text: string): string | undefined => fieldOf(text, 'userId') ?? fieldOf(text, 'anonymousId');

function Unknown() {
  return <span className="zero">–</span>;
}
