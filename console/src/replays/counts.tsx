// What a replay has found and what became of what it sent, in numbers.

import { bytesText, countText, dollarsText, Num } from '../parts/number.tsx';
import { reasonTitle } from '../parts/reason.ts';
import { leftOut, minutesAt, sumOf, type Replay } from './replay.ts';

/** The answer of a dry run: how much it would be, at this rate. */
export function Estimate({ replay, perSecond }: { readonly replay: Replay; readonly perSecond: number }) {
  const { estimate } = replay;
  if (estimate === undefined) return null;
  const { events, bytes, cost } = estimate;
  return (
    <div className="stack">
      <div className="replay-figures">
        <Figure value={countText(events)} label="events would be sent" />
        <Figure value={bytesText(bytes)} label="of JSON" />
        <Figure value={minutesText(minutesAt(events, perSecond))} label={`at ${countText(perSecond)} a second`} />
        <Figure value={dollarsText(cost.dollars)} label={`list price of ${cost.pricesAsOf}, no bill`} />
      </div>
      <dl className="facts">
        {PARTS.map(([key, label]) => (
          <Fact key={key} label={label} value={dollarsText(cost[key])} />
        ))}
      </dl>
      <LeftOut replay={replay} />
    </div>
  );
}

const PARTS = [
  ['storage', 'Reading the archive'],
  ['queues', 'Queues'],
  ['database', 'Database'],
  ['functions', 'Functions'],
  ['dataOut', 'Data out'],
] as const;

const MINUTES_PER_HOUR = 60;

function minutesText(minutes: number): string {
  if (minutes < 1) return 'under 1 min';
  if (minutes < MINUTES_PER_HOUR) return `${Math.ceil(minutes)} min`;
  return `${(minutes / MINUTES_PER_HOUR).toFixed(1)} h`;
}

function Figure({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <div className="figure-of">
      <div className="figure tn">{value}</div>
      <div className="label">{label}</div>
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="tn">{value}</dd>
    </>
  );
}

export function LeftOut({ replay }: { readonly replay: Replay }) {
  const reasons = leftOut(replay);
  if (reasons.length === 0) return null;
  return (
    <section>
      <h2>Left out</h2>
      <dl className="facts">
        {reasons.map(([words, count]) => (
          <Fact key={words} label={words} value={countText(count)} />
        ))}
      </dl>
    </section>
  );
}

/** What became of the events that it sent. */
export function Deliveries({ replay }: { readonly replay: Replay }) {
  const { delivered, waiting, held, discarded, deadLettered, attempts } = replay.deliveries;
  const rows = [
    ['Delivered', delivered],
    ['Waiting', waiting],
    ['Held', held],
    [`Refused${reasonsText(discarded)}`, sumOf(discarded)],
    [`Given up${reasonsText(deadLettered)}`, sumOf(deadLettered)],
    ['Attempts', attempts],
  ] as const;
  return (
    <dl className="facts">
      {rows.map(([label, value]) => (
        <div className="replay-row" key={label}>
          <dt>{label}</dt>
          <dd>
            <Num value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function reasonsText(counts: Readonly<Record<string, number>>): string {
  const reasons = Object.keys(counts).map(reasonTitle);
  return reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
}
