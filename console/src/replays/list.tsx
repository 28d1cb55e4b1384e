import './replays.css';
import { useView, useGo, Link, type View } from '../app/links.tsx';
import { useList, usePages } from '../data/read.ts';
import { JOB_STATES, type JobState } from '../../../domain/replay/archive-job.ts';
import { Named } from '../names/named.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Select } from '../parts/field.tsx';
import { Num } from '../parts/number.tsx';
import { Bones, Reading } from '../parts/reading.tsx';
import { State, Tag } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { ExactTime, Time } from '../parts/time.tsx';
import { kindsText, STATE_WORDS, type Replay } from './replay.ts';

const EVERY_MS = 5000;

const ANY = 'any';
const STATE_OPTIONS: readonly (readonly [JobState | typeof ANY, string])[] = [
  [ANY, 'In any state'],
  ...JOB_STATES.map((state) => [state, STATE_WORDS[state].word] as const),
];

const COLUMNS: readonly Column<Replay>[] = [
  {
    key: 'state',
    head: 'State',
    width: 136,
    cell: ({ state }) => <State state={STATE_WORDS[state].glyph}>{STATE_WORDS[state].word}</State>,
  },
  {
    key: 'what',
    head: 'What',
    cell: (replay) => (
      <>
        {kindsText(replay)} {replay.dryRun && <Tag>dry run</Tag>}
      </>
    ),
  },
  {
    key: 'range',
    head: 'Received',
    width: '27%',
    cell: ({ from, to }) => (
      <>
        <ExactTime at={from} /> to <ExactTime at={to} />
      </>
    ),
  },
  { key: 'sent', head: 'Sent', isNumber: true, width: 88, cell: ({ progress }) => <Num value={progress.sent} /> },
  {
    key: 'share',
    head: 'Through',
    isNumber: true,
    width: 80,
    cell: ({ progress }) => <Share value={progress.share} />,
  },
  { key: 'created', head: 'Created', isNumber: true, width: 200, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

function Share({ value }: { readonly value: number }) {
  return <span className="tn">{Math.floor(value * 100)} %</span>;
}

/** The replays of the workspace, or of one destination. */
export function Replays({ destinationId }: { readonly destinationId?: string }) {
  const [view, change] = useView();
  const go = useGo();
  const { data: destinations } = useList('GET /destinations');
  const state = JOB_STATES.find((name) => name === view['state']);
  const ofOne = destinationId ?? view['destination'];
  const query = { ...(ofOne === undefined ? {} : { destinationId: ofOne }), ...(state === undefined ? {} : { state }) };
  const pages = usePages('GET /replays', { query }, { every: EVERY_MS });
  const destination: Column<Replay> = {
    key: 'destination',
    head: 'Destination',
    width: '16%',
    cell: (replay) => <Named kind="destination" id={replay.destinationId} />,
  };
  const [first, ...rest] = COLUMNS;
  const columns = first === undefined || destinationId !== undefined ? COLUMNS : [first, destination, ...rest];
  return (
    <>
      <Tools
        state={state}
        ofOne={ofOne}
        destinations={destinationId === undefined ? destinations : undefined}
        change={change}
      />
      <Reading read={pages} bones={<Bones rows={5} />}>
        {(replays) =>
          replays.length === 0 && !pages.hasMore ? (
            <Nothing destinationId={destinationId} />
          ) : (
            <Table
              caption="Replays"
              columns={columns}
              rows={replays}
              keyOf={({ id }) => id}
              onOpen={({ id }) => void go({ to: '/w/$workspace/replays/$replayId', params: { replayId: id } })}
              foot={<LoadMore pages={pages} className="replay-tools" />}
            />
          )
        }
      </Reading>
    </>
  );
}

type ToolsProps = {
  readonly state: JobState | undefined;
  readonly ofOne: string | undefined;
  /** Absent on the page of one destination. */
  readonly destinations: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly change: (changed: View) => void;
};

function Tools({ state, ofOne, destinations, change }: ToolsProps) {
  return (
    <div className="replay-tools row">
      <Select
        aria-label="State"
        value={state ?? ANY}
        options={STATE_OPTIONS}
        onChange={(chosen) => change({ state: chosen === ANY ? undefined : chosen })}
      />
      {destinations !== undefined && (
        <Select
          aria-label="Destination"
          value={ofOne ?? ''}
          options={[['', 'Of any destination'], ...destinations.map(({ id, name }) => [id, name] as const)]}
          onChange={(chosen) => change({ destination: chosen === '' ? undefined : chosen })}
        />
      )}
    </div>
  );
}

function Nothing({ destinationId }: { readonly destinationId: string | undefined }) {
  return (
    <EmptyState
      says="There is no replay. A replay sends events of the archive to a destination once more, after a dry run that says how many and for how much."
      command={`penstock replay create --destination ${destinationId ?? 'ID'} --from 2026-11-01 --dry-run`}
    >
      {destinationId === undefined ? (
        <p className="t2">
          It begins at a destination, on its tab Replays.{' '}
          <Link className="link" to="/w/$workspace/destinations">
            Choose a destination
          </Link>
        </p>
      ) : (
        <NewReplayLink destinationId={destinationId} />
      )}
    </EmptyState>
  );
}

export function NewReplayLink({ destinationId }: { readonly destinationId: string }) {
  return (
    <Link className="btn" to="/w/$workspace/destinations/$destinationId/replays/new" params={{ destinationId }}>
      New replay
    </Link>
  );
}
