import type { ReactNode } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { Link } from '../app/links.tsx';
import { Page as Frame } from '../app/page.tsx';
import { useList } from '../data/read.ts';
import { NamedLink } from '../names/named.tsx';
import '../workspace/workspace.css';
import { EmptyState } from '../parts/empty-state.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, type StateName } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { reasonText, reasonTitle } from '../parts/reason.ts';
import { Time } from '../parts/time.tsx';
import { Told } from '../parts/told.tsx';

type Notice = ItemOf<'GET /notices'>;

const EVERY_MS = 30_000;

const KINDS: Readonly<Record<Notice['kind'], readonly [state: StateName, words: string]>> = {
  down: ['failed', 'Down'],
  throttled: ['waiting', 'Throttled'],
  'switched-off': ['off', 'Switched off'],
  warning: ['warn', 'Warning'],
  'replay-failed': ['failed', 'Replay failed'],
  'review-approved': ['pass', 'Review: approved'],
  'review-rejected': ['failed', 'Review: rejected'],
};

const COLUMNS: readonly Column<Notice>[] = [
  {
    key: 'kind',
    head: 'What',
    width: 120,
    cell: ({ kind }) => <State state={KINDS[kind][0]}>{KINDS[kind][1]}</State>,
  },
  { key: 'where', head: 'Where', width: '16%', cell: (notice) => <Where {...notice} /> },
  { key: 'message', head: 'Says', cell: (notice) => <Told text={wordsOf(notice)} /> },
  { key: 'do', head: 'What to do', width: '24%', cell: (notice) => <WhatToDo {...notice} /> },
  { key: 'at', head: 'Since', isNumber: true, width: 216, cell: ({ at }) => <Time at={at} /> },
];

/** Why it is down is a code of the ledger. */
const wordsOf = ({ kind, message }: Notice): string =>
  kind === 'down' ? `${reasonTitle(message)}: ${reasonText(message)}` : message;

type Step = { readonly says?: string; readonly link: (id: string) => ReactNode };

const settings = (words: string) => (destinationId: string) => (
  <Link className="link" to="/w/$workspace/destinations/$destinationId/settings" params={{ destinationId }}>
    {words}
  </Link>
);
const publishing = (words: string) => (componentId: string) => (
  <Link className="link" to="/w/$workspace/developer/components/$componentId/publish" params={{ componentId }}>
    {words}
  </Link>
);

/** What follows from it, and the place where one acts. */
const STEPS: Readonly<Record<Notice['kind'], Step>> = {
  down: { says: 'Its events are held and follow by themselves.', link: settings('Test the connection') },
  throttled: { says: 'It gets as much as it takes.', link: settings('Set its rate') },
  'switched-off': { says: 'Mend it, then switch it on.', link: settings('Go to its settings') },
  warning: {
    link: (destinationId) => (
      <Link className="link" to="/w/$workspace/destinations/$destinationId" params={{ destinationId }}>
        See what becomes of its events
      </Link>
    ),
  },
  'replay-failed': {
    says: 'What it has sent stays sent.',
    link: (replayId) => (
      <Link className="link" to="/w/$workspace/replays/$replayId" params={{ replayId }}>
        See how far it came
      </Link>
    ),
  },
  'review-rejected': {
    says: 'Change what the reviewer says, submit again.',
    link: publishing('Go to its checklist'),
  },
  'review-approved': { link: publishing('See the version, invite customers') },
};

function WhatToDo({ kind, resourceId }: Notice) {
  const { says, link } = STEPS[kind];
  return (
    <div className="notice-step">
      {says !== undefined && <span className="t2">{says}</span>}
      {link(resourceId)}
    </div>
  );
}

function Where({ resourceType, resourceId }: Notice) {
  if (resourceType !== 'replay') return <NamedLink kind={resourceType} id={resourceId} />;
  return (
    <Link className="link" to="/w/$workspace/replays/$replayId" params={{ replayId: resourceId }}>
      {resourceId}
    </Link>
  );
}

/** What needs me? */
export function Page() {
  const notices = useList('GET /notices', {}, { every: EVERY_MS });
  return (
    <Frame title="Notices" sub="What holds now, failed replays of 7 days, answers of reviews of 14 days. Newest first.">
      <div className="ws-body">
        <Reading read={notices} bones={<Bones rows={4} />}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState says="Nothing needs anybody: no destination is down, throttled or switched off with a reason, and no replay has failed." />
            ) : (
              <Table
                caption="Notices"
                columns={COLUMNS}
                rows={rows}
                keyOf={({ kind, resourceId, at }) => `${kind} ${resourceId} ${at}`}
              />
            )
          }
        </Reading>
      </div>
    </Frame>
  );
}
