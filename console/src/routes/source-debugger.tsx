import { useState } from 'react';
import { useView } from '../app/links.tsx';
import { useMay } from '../data/api.tsx';
import { useTail, type Tail, type TailedEvent } from '../data/tail.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { PermissionNote } from '../parts/permission-note.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { PreciseTime } from '../parts/time.tsx';
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

/** While it is held, rows stay where they are, and new ones wait. */
type Held = { readonly items: readonly TailedEvent[]; readonly seen: number };

function Live({ sourceId, tail }: { readonly sourceId: string; readonly tail: Tail }) {
  const [view, change] = useView();
  const [held, setHeld] = useState<Held>();
  const [openKey, setOpenKey] = useState<string>();
  const hold = (): void => setHeld((before) => before ?? { items: tail.items, seen: tail.seen });
  const shown = held ?? tail;
  const rows = shown.items.filter((event) => isAskedFor(event, view));
  const open = rows.find(({ key }) => key === openKey);
  return (
    <div className="debugger">
      <DebuggerTools
        filter={view}
        onFilter={change}
        isHeld={held !== undefined}
        fresh={tail.seen - shown.seen}
        shown={rows.length}
        watchedUntil={tail.watchedUntil}
        onHold={(isHeld) => (isHeld ? hold() : setHeld(undefined))}
      />
      <div
        className={open === undefined ? 'region' : 'region has-drawer'}
        onScrollCapture={({ target }) => {
          // Who has scrolled down reads there.
          if (target instanceof HTMLElement && target.scrollTop > 0) hold();
        }}
      >
        {rows.length === 0 ? (
          <Nothing isFiltered={shown.items.length > 0} sourceId={sourceId} />
        ) : (
          <Table
            caption="Events of this source, newest first"
            columns={open === undefined ? COLUMNS : COLUMNS_BESIDE}
            rows={rows}
            keyOf={({ key }) => key}
            openKey={open?.key}
            onOpen={({ key }) => {
              // What is read does not move.
              hold();
              setOpenKey(key);
            }}
            rowHeight={32}
            isEdge
            height="100%"
          />
        )}
        {open !== undefined && (
          <EventDrawer sourceId={sourceId} event={open} onFilter={change} onClose={() => setOpenKey(undefined)} />
        )}
      </div>
    </div>
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
