import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import { CONCURRENT_ATTEMPTS, DELIVERY_BATCH_SIZE } from '../../domain/delivery/delivery-capacity.ts';
import { DELIVERY_TIMEOUT_SECONDS, visibilitySeconds } from '../../domain/pipeline/time-budget.ts';
import type { NaiveResult } from './naive.ts';
import { FAILING, HEALTHY, type OutageResult } from './outage.ts';
import { unaccounted } from './measure.ts';
import type { SweepRow } from './outage-sweep.ts';
import { count, duration, markdownTable } from './table.ts';

/** The most that AWS allows as the maximum concurrency of an event source. */
const MOST_CONCURRENCY = 1000;

export type OutageFigures = {
  readonly results: readonly OutageResult[];
  readonly naive: NaiveResult;
  readonly sweep: readonly SweepRow[];
};

/** What is simulated for each behaviour, as people read it. */
export function behaviourTable(results: readonly OutageResult[]): string {
  const rows: [string, (result: OutageResult) => string][] = [
    ['most in flight, live queue', ({ lane }) => count(lane.world.live.peaks().inFlight)],
    ['most in flight, retry queue', ({ lane }) => count(lane.world.retry.peaks().inFlight)],
    ['most of the quota used', ({ lane }) => percent(peakInFlight(lane) / SQS_MAX_IN_FLIGHT)],
    ['most delayed, retry queue', ({ lane }) => count(lane.world.retry.peaks().delayed)],
    ['longest wait in the live queue', ({ lane }) => duration(lane.world.live.peaks().waitMs)],
    ['longest wait in the retry queue', ({ lane }) => duration(lane.world.retry.peaks().waitMs)],
    ['most held, packs', (result) => count(highest(result, (s) => s.destinations[FAILING]?.heldPacks ?? 0))],
    ['most held, events', (result) => count(highest(result, (s) => s.destinations[FAILING]?.heldEvents ?? 0))],
    ['attempts in vain', ({ lane }) => count(lane.world.stateOf(FAILING).tally.inVain)],
    ['of these, probes', ({ lane }) => count(lane.world.stateOf(FAILING).tally.probes - 1)],
    ['events lost or dead-lettered', (result) => count(lost(result))],
    ['neighbour, first attempt p50', (result) => neighbour(result, 0.5)],
    ['neighbour, first attempt p99', (result) => neighbour(result, 0.99)],
    ['neighbour, first attempt at worst', (result) => neighbour(result, 1)],
    ['everything delivered after recovery', ({ caughtUpMs }) => caughtUp(caughtUpMs)],
  ];
  return markdownTable(
    ['', ...results.map(({ scenario }) => scenario.kind)],
    rows.map(([name, read]) => [name, ...results.map(read)]),
  );
}

export function naiveTable({ naive, backlogAtRecovery }: NaiveResult): string {
  return markdownTable(
    ['', 'a message for each event'],
    [
      ['quota reached after', duration(naive.quotaReachedMs() ?? Infinity)],
      ['most in flight', count(naive.queue.peaks().inFlight)],
      ['visible when the destination is back', count(backlogAtRecovery)],
      ['longest wait for a first attempt', duration(naive.firstWaits.maxMs())],
      ['attempts in vain', count(naive.sums.attempts - naive.sums.delivered)],
    ],
  );
}

export function sweepTable(sweep: readonly SweepRow[]): string {
  return markdownTable(
    ['', 'functions', 'events a pack', 'latency', 'caught up after', 'a retry waits at worst', 'most in flight'],
    sweep.map((row, index) => [
      `${row.packsPerStep} packs a step${index === 0 ? ', as it is' : ''}`,
      count(row.retryConcurrency),
      count(row.eventsPerPack),
      duration(row.latencyMs),
      caughtUp(row.caughtUpMs),
      duration(row.oldestRetryMs),
      count(row.peakRetryInFlight),
    ]),
  );
}

const VISIBILITY_SECONDS = visibilitySeconds(DELIVERY_TIMEOUT_SECONDS);

/** The arithmetic that needs no simulation. */
export function arithmeticTable({ scenario }: OutageResult): string {
  const { eventsPerSecond, hours, lane } = scenario;
  const seconds = hours * 60 * 60;
  const packsPerSecond = Math.ceil(eventsPerSecond / lane.eventsPerPack);
  const rows: [string, string, number][] = [
    ['naive, the whole outage', `${count(eventsPerSecond)}/s x ${count(seconds)} s`, eventsPerSecond * seconds],
    [
      'live queue, never more',
      `${lane.liveConcurrency} x ${DELIVERY_BATCH_SIZE}`,
      lane.liveConcurrency * DELIVERY_BATCH_SIZE,
    ],
    [
      'retry queue, never more',
      `${lane.retryConcurrency} x ${DELIVERY_BATCH_SIZE}`,
      lane.retryConcurrency * DELIVERY_BATCH_SIZE,
    ],
    [
      'either at the most AWS allows',
      `${count(MOST_CONCURRENCY)} x ${DELIVERY_BATCH_SIZE}`,
      MOST_CONCURRENCY * DELIVERY_BATCH_SIZE,
    ],
    [
      'if every function died at work',
      `${packsPerSecond}/s x ${VISIBILITY_SECONDS} s`,
      packsPerSecond * VISIBILITY_SECONDS,
    ],
  ];
  return markdownTable(
    ['', 'rate x time, or functions x batch', 'messages in flight', 'of the quota'],
    rows.map(([name, sum, messages]) => [name, sum, count(messages), percent(messages / SQS_MAX_IN_FLIGHT)]),
  );
}

/** Events a second that some functions can attempt at one destination. */
export function attemptsPerSecond(functions: number, latencyMs: number): number {
  return (functions * CONCURRENT_ATTEMPTS * 1000) / latencyMs;
}

export function peakInFlight({ world }: OutageResult['lane']): number {
  return Math.max(world.live.peaks().inFlight, world.retry.peaks().inFlight);
}

function highest({ samples }: OutageResult, read: (sample: OutageResult['samples'][number]) => number): number {
  return Math.max(...samples.map(read));
}

function lost({ samples, lane }: OutageResult): number {
  const last = samples.at(-1)?.destinations ?? {};
  const missing = Object.values(last).map((sample) => Math.abs(unaccounted(sample)));
  const given = lane.destinations.map(({ tally }) => tally.deadLettered);
  return [...missing, ...given].reduce((sum, events) => sum + events, 0);
}

function neighbour({ lane }: OutageResult, share: number): string {
  const { firstWaits } = lane.world.stateOf(HEALTHY).tally;
  return duration(share === 1 ? firstWaits.maxMs() : firstWaits.quantileMs(share));
}

function caughtUp(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'more than 12 h' : duration(milliseconds);
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? count(value) : value.toFixed(2)} %`;
}
