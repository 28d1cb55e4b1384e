import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import { CONCURRENT_ATTEMPTS, DELIVERY_BATCH_SIZE } from '../../domain/delivery/delivery-capacity.ts';
import { DELIVERY_TIMEOUT_SECONDS, visibilitySeconds } from '../../domain/pipeline/time-budget.ts';
import type { NaiveResult } from './naive.ts';
import { FAILING, HEALTHY, type OutageResult } from './outage.ts';
import type { LaneSettings } from './lane.ts';
import { lost, type DestinationSample } from './measure.ts';
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
    ['most in flight, live queue', ({ lane }) => count(lane.live.queue.peaks().inFlight)],
    ['most in flight, retry queue', ({ lane }) => count(lane.retry.queue.peaks().inFlight)],
    ['most of the quota used', ({ lane }) => percent(peakInFlight(lane) / SQS_MAX_IN_FLIGHT)],
    ['most delayed, retry queue', ({ lane }) => count(lane.retry.queue.peaks().delayed)],
    ['longest wait in the live queue', ({ lane }) => duration(lane.live.queue.peaks().waitMs)],
    ['longest wait in the retry queue', ({ lane }) => duration(lane.retry.queue.peaks().waitMs)],
    ['most held, packs', (result) => count(highest(result, ({ heldPacks }) => heldPacks))],
    ['most held, events', (result) => count(highest(result, ({ heldEvents }) => heldEvents))],
    ['attempts in vain', ({ lane }) => count(lane.tallyOf(FAILING).inVain)],
    ['probes', ({ lane }) => count(lane.tallyOf(FAILING).probes)],
    ['times the breaker opened', ({ lane }) => count(lane.tallyOf(FAILING).openings)],
    ['events lost or dead-lettered', (result) => count(lostOrGivenUp(result))],
    ['events delivered twice', ({ lane }) => count(lane.tallyOf(FAILING).deliveredAgain)],
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

/** The hazard of the arithmetic: what four hours at so many events a second leave behind. */
const HAZARD = { eventsPerSecond: 1000, hours: 4 } as const;
const HAZARD_EVENTS = HAZARD.eventsPerSecond * HAZARD.hours * 60 * 60;

export function sweepTable(sweep: readonly SweepRow[]): string {
  return markdownTable(
    [
      '',
      'functions',
      'events a pack',
      'latency',
      'events a second',
      `${count(HAZARD_EVENTS)} events`,
      'a retry waits at worst',
      'most in flight',
    ],
    sweep.map((row) => [
      row.name,
      count(row.retryConcurrency),
      count(row.eventsPerPack),
      duration(row.latencyMs),
      count(row.eventsPerSecond),
      duration((HAZARD_EVENTS / row.eventsPerSecond) * 1000),
      duration(row.oldestRetryMs),
      count(row.peakRetryInFlight),
    ]),
  );
}

const VISIBILITY_SECONDS = visibilitySeconds(DELIVERY_TIMEOUT_SECONDS);

/** The arithmetic that needs no simulation. */
export function arithmeticTable({ liveConcurrency, retryConcurrency, eventsPerPack }: LaneSettings): string {
  const { eventsPerSecond, hours } = HAZARD;
  const seconds = hours * 60 * 60;
  const packsPerSecond = Math.ceil(eventsPerSecond / eventsPerPack);
  const rows: [string, string, number][] = [
    ['naive, the whole outage', `${count(eventsPerSecond)}/s x ${count(seconds)} s`, eventsPerSecond * seconds],
    ['live queue, never more', `${liveConcurrency} x ${DELIVERY_BATCH_SIZE}`, liveConcurrency * DELIVERY_BATCH_SIZE],
    ['retry queue, never more', `${retryConcurrency} x ${DELIVERY_BATCH_SIZE}`, retryConcurrency * DELIVERY_BATCH_SIZE],
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

function peakInFlight({ live, retry }: OutageResult['lane']): number {
  return Math.max(live.queue.peaks().inFlight, retry.queue.peaks().inFlight);
}

function highest({ samples }: OutageResult, read: (sample: DestinationSample) => number): number {
  return Math.max(...samples.flatMap(({ destinations: { [FAILING]: sample } }) => (sample ? read(sample) : [])));
}

function lostOrGivenUp({ samples }: OutageResult): number {
  const all = samples.flatMap(({ destinations }) => Object.values(destinations));
  return Math.max(...all.map((sample) => lost(sample) + sample.deadLettered));
}

function neighbour({ lane }: OutageResult, share: number): string {
  const { firstWaits } = lane.tallyOf(HEALTHY);
  return duration(share === 1 ? firstWaits.maxMs() : firstWaits.quantileMs(share));
}

function caughtUp(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'more than 12 h' : duration(milliseconds);
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? count(value) : value.toFixed(2)} %`;
}
