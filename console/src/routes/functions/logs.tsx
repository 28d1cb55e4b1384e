// What a function has done in production, live: every run that failed, and one in a hundred that did not.

import '../sources/debugger.css';
import { Link, useView } from '../../app/links.tsx';
import { useLogTail, type LogTail, type TailedRun } from '../../data/tail.ts';
import { Button } from '../../parts/button.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Select } from '../../parts/field.tsx';
import { countedText, countText, durationText } from '../../parts/number.tsx';
import { Bones, Reading } from '../../parts/reading.tsx';
import { reasonText, reasonTitle } from '../../parts/reason.ts';
import { State } from '../../parts/state.tsx';
import type { Column } from '../../parts/table.tsx';
import { ExactTime, PreciseTime } from '../../parts/time.tsx';
import { LiveRows, type Holding } from '../shared/live-rows.tsx';
import { cpuText, LogLines, MadeRequests } from './seen.tsx';
import { timesOf } from './run-times.ts';

const EVERY_MS = 2000;

export function Logs({ functionId }: { readonly functionId: string }) {
  const tail = useLogTail(functionId, { every: EVERY_MS, when: true });
  return (
    <Reading read={tail} bones={<Bones rows={12} height={32} />}>
      {(data) => <Live functionId={functionId} tail={data} />}
    </Reading>
  );
}

const RESULTS = [
  ['', 'All runs'],
  ['failed', 'Failed'],
  ['returned', 'Returned'],
] as const;

type LiveProps = { readonly functionId: string; readonly tail: LogTail };

function Live({ functionId, tail }: LiveProps) {
  const [{ result = '' }, change] = useView();
  return (
    <LiveRows
      tail={tail}
      isAskedFor={(run) => result === '' || run.result === result}
      caption="Runs in production, newest first"
      columns={COLUMNS}
      columnsBeside={COLUMNS_BESIDE}
      tools={(holding, rows) => (
        <Tools
          {...{ ...holding, rows, result }}
          onResult={(chosen) => change({ result: chosen === '' ? undefined : chosen })}
        />
      )}
      nothing={(isFiltered) => <Nothing functionId={functionId} isFiltered={isFiltered} />}
      drawer={(open, onClose) => <OneRun run={open} onClose={onClose} />}
    />
  );
}

type ToolsProps = Holding & {
  readonly rows: readonly TailedRun[];
  readonly result: string;
  readonly onResult: (result: string) => void;
};

function Tools({ isHeld, fresh, rows, result, onResult, onHold }: ToolsProps) {
  return (
    <div className="tools">
      <Button size="small" icon={isHeld ? 'play' : 'pause'} aria-keyshortcuts="p" onClick={() => onHold(!isHeld)}>
        {isHeld ? 'Go on' : 'Pause'}
      </Button>
      <Select
        aria-label="Which runs"
        value={RESULTS.find(([name]) => name === result)?.[0] ?? ''}
        options={RESULTS}
        onChange={onResult}
      />
      {isHeld && fresh > 0 && (
        <Button size="small" kind="quiet" onClick={() => onHold(false)}>
          Show {countText(fresh)} new
        </Button>
      )}
      <Summary rows={rows} />
    </div>
  );
}

/** Failures are all there and others are not, so these are no averages of all runs. */
function Summary({ rows }: { readonly rows: readonly TailedRun[] }) {
  const [cpu, all] = [timesOf(rows, 'cpuMs'), timesOf(rows, 'ms')];
  return (
    <span className="label t2 push fn-summary">
      {countedText(rows.length, 'run')}: all that failed, one in a hundred of the others
      {cpu !== undefined && all !== undefined && (
        <>
          . Computing {cpuText(cpu.median)} in the middle, {cpuText(cpu.most)} at most; in all{' '}
          {durationText(all.median)}, {durationText(all.most)} at most
        </>
      )}
    </span>
  );
}

function Nothing({ functionId, isFiltered }: { readonly functionId: string; readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState says="None of the runs that were kept is one of these." />;
  return (
    <EmptyState
      says="No run was kept in the last three days. One that fails is here about two seconds later, and one in a hundred of the others."
      command={`penstock functions logs ${functionId} --follow`}
    />
  );
}

const COLUMNS: readonly Column<TailedRun>[] = [
  { key: 'at', head: 'Time', width: 208, cell: ({ at }) => <PreciseTime at={at} /> },
  {
    key: 'result',
    head: 'Result',
    width: 112,
    cell: ({ result }) => (
      <State state={result === 'failed' ? 'failed' : 'ok'}>{result === 'failed' ? 'Failed' : 'Returned'}</State>
    ),
  },
  {
    key: 'says',
    head: 'What it says',
    cell: ({ reason, message, logs }) => (
      <span className="cut" title={message}>
        {reason !== undefined && <span className="t2">{reasonTitle(reason)} </span>}
        {message ?? logs[0]?.text ?? ''}
      </span>
    ),
  },
  { key: 'version', head: 'Version', isNumber: true, width: 80, cell: ({ version }) => version ?? <Unknown /> },
  { key: 'cpu', head: 'Computing', isNumber: true, width: 96, cell: ({ cpuMs }) => cpuText(cpuMs) },
  { key: 'ms', head: 'In all', isNumber: true, width: 88, cell: ({ ms }) => durationText(ms) },
];

/** What has room beside the drawer, which has the rest. */
const COLUMNS_BESIDE = COLUMNS.slice(0, 3);

function Unknown() {
  return <span className="zero">–</span>;
}

function OneRun({ run, onClose }: { readonly run: TailedRun; readonly onClose: () => void }) {
  const { at, result, reason, message, messageId, events, version, logs, requests, cpuMs, ms } = run;
  return (
    <Drawer title={result === 'failed' ? 'A run that failed' : 'A run that returned'} onClose={onClose}>
      <div className="stack">
        <dl className="facts">
          <dt>At</dt>
          <dd>
            <ExactTime at={at} />
          </dd>
          <dt>Version</dt>
          <dd>{version ?? <Unknown />}</dd>
          {reason !== undefined && (
            <>
              <dt>Reason</dt>
              <dd title={reason}>
                {reasonTitle(reason)}: {reasonText(reason)}
              </dd>
            </>
          )}
          {events !== undefined && (
            <>
              <dt>Events</dt>
              <dd>{countText(events)} together</dd>
            </>
          )}
          {messageId !== undefined && (
            <>
              <dt>Event</dt>
              <dd className="wrap">
                <Link className="link" to="/w/$workspace/events" search={{ messageId }}>
                  {messageId}
                </Link>
              </dd>
            </>
          )}
          <dt>Took</dt>
          <dd>
            {cpuText(cpuMs)} of computing, {durationText(ms)} in all
          </dd>
        </dl>
        {message !== undefined && <p className="fn-said pre">{message}</p>}
        <MadeRequests requests={requests} isWhole={false} />
        <LogLines logs={logs} />
      </div>
    </Drawer>
  );
}
