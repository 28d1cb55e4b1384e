// How quickly held events are sent on and delivered, by what a stage, a partner and a source can change about it.

import { FAILING, anOutage, defaultLane, simulateOutage, type OutageResult } from './outage.ts';

type Varied = {
  readonly name: string;
  /** Four lines tell enough. */
  readonly isPlotted?: true;
  readonly retryConcurrency: number;
  readonly eventsPerPack: number;
  readonly latencyMs: number;
};

export type SweepRow = Varied & {
  /** While it catches up. */
  readonly eventsPerSecond: number;
  /** What any retry of the lane waits beyond its own time, at worst. */
  readonly oldestRetryMs: number;
  readonly peakRetryInFlight: number;
  /** What was held, over time. */
  readonly held: readonly (readonly [atMs: number, events: number])[];
};

/** Short and dense: it is enough to see how quickly what was held goes. */
const SHORT = { eventsPerSecond: 1000, hours: 0.1, sampleMs: 1000, isAlone: true };

/** The lane as it is, and then what else it could be. */
export function releaseVariants(): readonly Varied[] {
  const { retryConcurrency, eventsPerPack } = defaultLane();
  const asItIs = { name: 'as it is', retryConcurrency, eventsPerPack, latencyMs: 200 };
  const isPlotted = true;
  return [
    { ...asItIs, isPlotted },
    { ...asItIs, name: 'a quicker partner', latencyMs: 50 },
    { ...asItIs, name: 'half the functions', isPlotted, retryConcurrency: retryConcurrency / 2 },
    { ...asItIs, name: 'twice the functions', isPlotted, retryConcurrency: 2 * retryConcurrency },
    { ...asItIs, name: 'small packs', isPlotted, eventsPerPack: 20 },
    { ...asItIs, name: 'small packs, twice the functions', eventsPerPack: 20, retryConcurrency: 2 * retryConcurrency },
  ];
}

export async function sweepRelease(varied: Varied): Promise<SweepRow> {
  const { latencyMs, retryConcurrency, eventsPerPack } = varied;
  const lane = { ...defaultLane(), retryConcurrency, eventsPerPack };
  const result = await simulateOutage(anOutage('http_500', { ...SHORT, latencyMs, lane }));
  const { waitMs, inFlight } = result.lane.retry.queue.peaks();
  const held = heldOf(result);
  return {
    ...varied,
    eventsPerSecond: releaseRate(held),
    oldestRetryMs: waitMs,
    peakRetryInFlight: inFlight,
    held,
  };
}

function heldOf({ samples }: OutageResult): SweepRow['held'] {
  return samples.map(({ atMs, destinations }) => [atMs, destinations[FAILING]?.heldEvents ?? 0]);
}

/** Beginning and end are left out: there the functions have not begun, or have nothing left. */
const FROM_SHARE = 0.9;
const TO_SHARE = 0.1;

/** Events a second that went while most of them were still there. */
export function releaseRate(held: SweepRow['held']): number {
  const most = Math.max(...held.map(([, events]) => events));
  const release = held.slice(held.findIndex(([, events]) => events === most));
  const [fromMs = 0, from = 0] = release.find(([, events]) => events <= FROM_SHARE * most) ?? [];
  const [toMs = 0, to = 0] = release.find(([, events]) => events <= TO_SHARE * most) ?? [];
  return ((from - to) * 1000) / (toMs - fromMs);
}
