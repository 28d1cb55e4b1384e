// How long events took from ingest to delivered, and how many there were, over a range of time.

import { useMemo } from 'react';
import { ATTEMPT_TIMEOUT_MS } from '../../../../domain/pipeline/time-budget.ts';
import { Chart } from '../../parts/chart.tsx';
import { countText, durationText } from '../../parts/number.tsx';
import { useZone } from '../../parts/zone.tsx';
import type { DestinationPoint } from './funnel.ts';
import type { Range } from '../shared/ranges.ts';
import type { Destination } from './state.ts';

const LIMIT = { value: ATTEMPT_TIMEOUT_MS, label: '5 s: a delivery waits no longer for an answer' };

type LatencyProps = {
  readonly points: readonly DestinationPoint[];
  readonly range: Range;
  readonly down: Destination['down'];
};

export function Latency({ points, range, down }: LatencyProps) {
  const { zone } = useZone();
  const shown = useMemo(() => seriesOf(points), [points]);
  const mark = useMemo(() => (down === undefined ? undefined : { from: new Date(down.since), label: 'down' }), [down]);
  const step = range.granularity === 'MINUTE' ? 'minute' : 'hour';
  return (
    <section className="stack">
      <div>
        <h2>Latency, ingest to delivered</h2>
        <p className="label t3">
          {capital(range.words)}, by {step}, {zone === 'utc' ? 'UTC' : 'local time'}. Each is right within 13 %. No line
          where nothing was delivered.
        </p>
      </div>
      <Chart
        label={`Latency from ingest to delivered by ${step}, ${range.words}`}
        times={shown.times}
        series={shown.latency}
        format={durationText}
        isLogarithmic
        height={180}
        limit={LIMIT}
        mark={mark}
      />
      <h3>Events a {step}, delivered and added to held</h3>
      <Chart
        label={`Events by ${step}, ${range.words}`}
        times={shown.times}
        series={shown.events}
        format={countText}
        height={120}
        mark={mark}
      />
    </section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function seriesOf(points: readonly DestinationPoint[]) {
  return {
    times: points.map(({ time }) => new Date(time)),
    latency: [
      { label: 'p50', ink: 'text-3' as const, values: points.map(({ latencyMs }) => latencyMs.p50) },
      { label: 'p95', ink: 'text-2' as const, values: points.map(({ latencyMs }) => latencyMs.p95) },
      { label: 'p99', ink: 'accent' as const, values: points.map(({ latencyMs }) => latencyMs.p99) },
    ],
    events: [
      { label: 'delivered', ink: 'ok' as const, values: points.map(({ delivered }) => delivered), isFilled: true },
      { label: 'added to held', ink: 'held' as const, values: points.map(({ held }) => Math.max(held, 0)) },
    ],
  };
}
