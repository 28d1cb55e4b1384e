// A lane for each destination: attempts, the waits between them, and how it ended, on a logarithmic axis.

import { spanText } from '../../parts/span-text.ts';
import { StateGlyph } from '../../parts/state.tsx';
import { axisOf, momentsOf, type Axis } from './timeline.ts';
import {
  endingOf,
  filterSentence,
  keyOfLane,
  shortReason,
  type Clock,
  type DestinationTrace,
  type Trace,
} from './trace-view.ts';

const WIDTH = 772;
const HEIGHT = 52;
const MIDDLE = HEIGHT / 2;
/** Of a mark, with air around. */
const MARK = 8;

type LanesProps = {
  readonly trace: Trace;
  readonly clock: Clock;
  readonly nameOf: (destination: DestinationTrace) => string;
  readonly filterOf: (id: string) => string | undefined;
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
};

export function Lanes({ trace, clock, nameOf, filterOf, openId, onOpen }: LanesProps) {
  const axis = axisOf(momentsOf(trace), { ...clock, width: WIDTH });
  return (
    <div className="lanes">
      <div className="lane-head">
        <span className="label">What became of it, for each destination of today</span>
        <AxisHead axis={axis} />
      </div>
      <ul>
        {trace.destinations.map((destination) => {
          const { state, says, detail } = endingOf(destination, clock);
          return (
            <li key={keyOfLane(destination)} className={keyOfLane(destination) === openId ? 'sel' : undefined}>
              <button
                type="button"
                className="lane-name"
                aria-pressed={keyOfLane(destination) === openId}
                onClick={() => onOpen(keyOfLane(destination))}
              >
                <b className="cut" title={nameOf(destination)}>
                  {nameOf(destination)}
                </b>
                <span className="state t2" title={detail}>
                  <StateGlyph state={state} />
                  <span className="cut">{says}</span>
                </span>
              </button>
              <Lane
                destination={destination}
                axis={axis}
                note={
                  destination.end.reason === 'filter' ? filterSentence(filterOf(destination.id), trace.event) : detail
                }
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function AxisHead({ axis }: { readonly axis: Axis }) {
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} 20`} width={WIDTH} height="20" aria-hidden="true">
      {axis.ticks.map(
        ({ x, label, isLabelled }) =>
          isLabelled && (
            <text key={label} x={x} y="13" textAnchor={x < MARK ? 'start' : x > WIDTH - MARK ? 'end' : 'middle'}>
              {label}
            </text>
          ),
      )}
      <text className="now" x={axis.nowX} y="13" textAnchor={axis.nowX > WIDTH - 20 ? 'end' : 'middle'}>
        now
      </text>
    </svg>
  );
}

type LaneProps = { readonly destination: DestinationTrace; readonly axis: Axis; readonly note: string | undefined };

function Lane({ destination, axis, note }: LaneProps) {
  const { attempts, end } = destination;
  return (
    <svg className="chart lane" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {axis.ticks.map(({ x, label }) => (
        <path key={label} className="grid" d={`M${x} 0V${HEIGHT}`} />
      ))}
      <path className="now" d={`M${axis.nowX} 0V${HEIGHT}`} />
      {attempts.map((attempt, index) => (
        <Attempt key={`${attempt.packId} ${attempt.retry}`} destination={destination} index={index} axis={axis} />
      ))}
      <Future end={end} axis={axis} />
      {attempts.length === 0 && note !== undefined && (
        <text className="on" x="0" y={MIDDLE + 4}>
          {note}
        </text>
      )}
    </svg>
  );
}

type AttemptProps = { readonly destination: DestinationTrace; readonly index: number; readonly axis: Axis };

/** The way to it, its mark and what it met. */
function Attempt({ destination: { attempts, end }, index, axis }: AttemptProps) {
  const attempt = attempts[index];
  if (attempt === undefined) return null;
  const before = attempts[index - 1];
  const x = axis.x(Date.parse(attempt.decidedAt));
  const from = before === undefined ? 0 : axis.x(Date.parse(before.decidedAt)) + MARK;
  const waitMs = before === undefined ? 0 : Date.parse(attempt.decidedAt) - Date.parse(before.decidedAt);
  const isDelivered = attempt.result === 'delivered';
  const says = isDelivered ? answerOf(attempt) : shortReason(attempt.reason ?? attempt.result);
  const room = x - from;
  return (
    <>
      {room > MARK && <path className={before === undefined ? 'way' : 'wait'} d={`M${from} ${MIDDLE}H${x - MARK}`} />}
      {before !== undefined && room > 64 && (
        <text className="on" x={from + room / 2 - MARK / 2} y={MIDDLE - 7} textAnchor="middle">
          {spanText(waitMs)}
        </text>
      )}
      <Mark x={x} result={attempt.result} />
      {(index === 0 || index === attempts.length - 1) && room > 24 && (
        <text className="on" x={Math.max(x, 30)} y={MIDDLE + 20} textAnchor={x > WIDTH - 60 ? 'end' : 'middle'}>
          {says}
        </text>
      )}
      {index === attempts.length - 1 && end.state === 'held' && (
        <path className="held" d={`M${x + MARK} ${MIDDLE}H${Math.max(axis.nowX, x + MARK)}`} />
      )}
    </>
  );
}

function answerOf({ example }: DestinationTrace['attempts'][number]): string {
  return example === undefined ? 'delivered' : `${shortReason(example.reason)}, ${spanText(example.latencyMs)}`;
}

const CROSS = 4;

function Mark({ x, result }: { readonly x: number; readonly result: DestinationTrace['attempts'][number]['result'] }) {
  if (result === 'delivered') return <circle className="mark ok" cx={x} cy={MIDDLE} r="5" />;
  if (result === 'filter') return <circle className="mark off" cx={x} cy={MIDDLE} r="4.5" />;
  if (result === 'hold' || result === 'postpone') {
    return <path className="mark held" d={`M${x - 4} ${MIDDLE - 5}h3v10h-3zM${x + 1} ${MIDDLE - 5}h3v10h-3z`} />;
  }
  return (
    <path
      className="mark failed"
      d={`M${x - CROSS} ${MIDDLE - CROSS}l${2 * CROSS} ${2 * CROSS}m0 ${-2 * CROSS}l${-2 * CROSS} ${2 * CROSS}`}
    />
  );
}

/** What is to come: dotted from now on. */
function Future({ end, axis }: { readonly end: DestinationTrace['end']; readonly axis: Axis }) {
  const untilMs = Date.parse(end.until ?? '');
  const x = axis.x(untilMs);
  if (end.state !== 'waiting' || Number.isNaN(untilMs) || x <= axis.nowX) return null;
  return (
    <>
      <path className="future" d={`M${axis.nowX} ${MIDDLE}H${x - 6}`} />
      <circle className="mark waiting" cx={x} cy={MIDDLE} r="4.25" />
      <path className="mark half" d={`M${x} ${MIDDLE - 4.25}a4.25 4.25 0 0 1 0 8.5z`} />
    </>
  );
}
