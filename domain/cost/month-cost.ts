// What the traffic of a month costs: from what the ledger has counted and what was metered (domain/cost/measured-costs.ts).
// `penstock cost` shows it. An estimate by list price, not a bill.

import { DAY_MS } from '../base/time-units.ts';
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../pipeline/batching-window.ts';
import { PROVISIONED_STANDING, provisionedWrite } from './dedupe-capacity.ts';
import type { MeasuredCosts, PerMillion } from './measured-costs-shape.ts';
import { eventMetrics } from '../pipeline/metric-names.ts';
import { HOURS_PER_MONTH, PRICES } from './prices.ts';

/** What the ledger has of a month so far. */
export type MonthTraffic = {
  readonly accepted: number;
  /** Attempts that were answered as a destination should. */
  readonly delivered: number;
  readonly failedAttempts: number;
  /** Hours in which anything was accepted. */
  readonly busyHours: number;
  /** Epoch milliseconds: where the month begins and ends, when the first event came in it, and now. */
  readonly beginsMs: number;
  readonly endsMs: number;
  readonly firstMs: number;
  readonly nowMs: number;
};

export type MonthCost = {
  /** Less than a day has passed since the first event, so what is said of the end of the month is a guess. */
  readonly isEarly: boolean;
  /** Dollars by the part of the bill. */
  readonly soFar: PerMillion;
  readonly endOfMonth: PerMillion;
  readonly soFarDollars: number;
  readonly endOfMonthDollars: number;
  /** On average over the busy hours. */
  readonly eventsPerSecond: number;
  /** Of the ways to send that were metered, the nearest. */
  readonly eventsPerRequest: number;
};

/** What a stage costs whatever comes. */
export const STANDING = 'standing';

/** What the sweep writes of the traffic in each minute that has any. CloudWatch bills the hours in which it is written. */
const METRICS = 'metrics';
const METRICS_HOUR = (Object.keys(eventMetrics({})).length * PRICES.metricMonth) / HOURS_PER_MONTH;

/** What provisioned capacity makes cheaper: the writes of it, and not what is stored. */
const CLAIMS = 'DynamoDB, claims';

const MILLION = 1_000_000;
const SECONDS_PER_HOUR = 3_600;

/** How events come, and what the stage says about its own price. */
export type Way = {
  readonly eventsPerRequest: number;
  /** The batching window of fan-out; the default when left out. */
  readonly windowSeconds?: number | undefined;
  /** How much of the provisioned capacity of the dedupe table is used; on demand when left out. */
  readonly utilizationPercent?: number | undefined;
};

export function monthCost(traffic: MonthTraffic, measured: MeasuredCosts, way: Way): MonthCost {
  const { accepted, delivered, failedAttempts, busyHours, beginsMs, endsMs, firstMs, nowMs } = traffic;
  const shape = nearestShape(measured, way.eventsPerRequest);
  const eventsPerSecond = busyHours === 0 ? 0 : accepted / (busyHours * SECONDS_PER_HOUR);
  const names = Object.keys(shape.event);
  const amountOf = (name: string): number =>
    (accepted * (shape.event[name] ?? 0) +
      delivered * (shape.delivery[name] ?? 0) +
      failedAttempts * (shape.failedAttempt[name] ?? 0)) *
    (factorAt(measured, { name, eventsPerSecond, windowSeconds: way.windowSeconds }) / MILLION);
  // What came since the first event goes on coming; what stands costs the same at any time.
  const growth = nowMs > firstMs ? (endsMs - firstMs) / (nowMs - firstMs) : 1;
  const elapsed = (nowMs - beginsMs) / (endsMs - beginsMs);
  const soFar = {
    ...Object.fromEntries(names.map((name) => [name, amountOf(name)])),
    ...provisioned(way, { claims: accepted * measured.claimWrites, dollars: amountOf(CLAIMS) }),
    [METRICS]: busyHours * METRICS_HOUR,
  };
  const endOfMonth = Object.fromEntries(Object.entries(soFar).map(([name, amount]) => [name, amount * growth]));
  const standing = measured.idleMonth + (way.utilizationPercent === undefined ? 0 : PROVISIONED_STANDING);
  const all = { ...soFar, [STANDING]: standing * elapsed };
  const later = { ...endOfMonth, [STANDING]: standing };
  return {
    isEarly: accepted > 0 && nowMs - firstMs < DAY_MS,
    soFar: all,
    endOfMonth: later,
    soFarDollars: sum(all),
    endOfMonthDollars: sum(later),
    eventsPerSecond,
    eventsPerRequest: shape.eventsPerRequest,
  };
}

function nearestShape({ shapes }: MeasuredCosts, wanted: number): MeasuredCosts['shapes'][number] {
  const distance = (found: number): number => Math.abs(Math.log(found / wanted));
  const [nearest] = shapes.toSorted((one, two) => distance(one.eventsPerRequest) - distance(two.eventsPerRequest));
  if (nearest === undefined) throw new Error('nothing was metered');
  return nearest;
}

/** What claims cost with provisioned capacity, where the stage has it. */
function provisioned(
  { utilizationPercent }: Way,
  { claims, dollars }: { readonly claims: number; readonly dollars: number },
): PerMillion {
  if (utilizationPercent === undefined) return {};
  return { [CLAIMS]: dollars + claims * (provisionedWrite(utilizationPercent) - PRICES.writeUnit) };
}

type Rate = { readonly eventsPerSecond: number; readonly bill: PerMillion };
type Part = { readonly name: string; readonly eventsPerSecond: number; readonly windowSeconds: number | undefined };

/** How much more or less a part costs at this rate, with this window, than what all shapes were metered with. */
function factorAt(measured: MeasuredCosts, { name, eventsPerSecond, windowSeconds }: Part): number {
  const rate = Math.max(eventsPerSecond, Number.MIN_VALUE);
  const usual = between(measured.rates, name, measured.eventsPerSecond);
  const byRate = usual === 0 ? 1 : between(measured.rates, name, rate) / usual;
  if (windowSeconds === undefined) return byRate;
  const of = (seconds: number): Rate[] => measured.windows.filter(({ fanOutSeconds }) => fanOutSeconds === seconds);
  const byDefault = between(of(FAN_OUT_BATCHING_WINDOW_SECONDS), name, rate);
  return byDefault === 0 ? byRate : byRate * (between(of(windowSeconds), name, rate) / byDefault);
}

/** What a part costs at a rate, between two metered rates; beyond them as at the last. */
function between(metered: readonly Rate[], name: string, rate: number): number {
  const rates = metered.toSorted((one, two) => one.eventsPerSecond - two.eventsPerSecond);
  const above = rates.find((found) => found.eventsPerSecond >= rate) ?? rates.at(-1);
  const below = rates.findLast((found) => found.eventsPerSecond <= rate) ?? rates[0];
  if (above === undefined || below === undefined) return 0;
  const [low, high] = [below.bill[name] ?? 0, above.bill[name] ?? 0];
  const span = Math.log(above.eventsPerSecond / below.eventsPerSecond);
  return span === 0 ? low : low + (high - low) * (Math.log(rate / below.eventsPerSecond) / span);
}

function sum(parts: PerMillion): number {
  return Object.values(parts).reduce((all, part) => all + part, 0);
}
