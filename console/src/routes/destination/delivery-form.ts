// How events are delivered, as a form: retries, rate, batches, when it counts as down, when it is switched off. All of it is
// text while it is typed.

import type { InputTo } from '../../../../client/api-client.ts';
import { parseDurationMs } from '../../../../domain/base/duration.ts';
import { isSame } from '../../../../domain/base/differences.ts';
import { DEFAULT_SWITCH_OFF_LIMIT } from '../../../../domain/delivery/setup-failures.ts';
import { retryDelaysMs, MAX_RETRIES, MAX_RETRY_SPAN_MS } from '../../../../domain/delivery/retry-schedule.ts';
import type { Destination } from './state.ts';

export type Patch = InputTo<'PATCH /destinations/{destinationId}'>['body'];

export type DeliveryDraft = {
  readonly name: string;
  readonly retries: string;
  readonly over: string;
  readonly perSecond: string;
  readonly atOnce: string;
  readonly switchOff: 'usual' | 'after' | 'never';
  readonly failures: string;
  readonly failuresOver: string;
  readonly isBatched: boolean;
  readonly maxEvents: string;
  readonly maxWait: string;
  readonly failingShare: string;
  readonly minimumAttempts: string;
  readonly window: string;
  readonly probeAfter: string;
};

type Delivered = Pick<Destination, 'name' | 'retry' | 'rateLimit' | 'switchOffAfter' | 'batch' | 'breaker'>;

const textOf = (value: number | string | undefined): string => (value === undefined ? '' : String(value));

const USUAL = { failures: DEFAULT_SWITCH_OFF_LIMIT.failures, over: '10m' };
const FIRST_BATCH = { maxEvents: 100, maxWait: '1s' };

export function deliveryDraftOf({ name, retry, rateLimit, switchOffAfter, batch, breaker }: Delivered): DeliveryDraft {
  const limit = typeof switchOffAfter === 'object' ? switchOffAfter : { ...USUAL, failures: switchOffAfter };
  return {
    ...{ name, retries: textOf(retry.retries), over: retry.over },
    ...{ perSecond: textOf(rateLimit?.perSecond), atOnce: textOf(rateLimit?.atOnce) },
    switchOff: switchOffAfter === undefined ? 'usual' : switchOffAfter === 'never' ? 'never' : 'after',
    failures: textOf(typeof limit.failures === 'number' ? limit.failures : USUAL.failures),
    failuresOver: limit.over,
    isBatched: batch !== undefined,
    maxEvents: textOf((batch ?? FIRST_BATCH).maxEvents),
    maxWait: (batch ?? FIRST_BATCH).maxWait,
    failingShare: textOf(breaker.failingShare),
    minimumAttempts: textOf(breaker.minimumAttempts),
    ...{ window: breaker.window, probeAfter: breaker.probeAfter },
  };
}

/** A text that is no number is sent as it is, and the API says what it should be. */
function numberOf(text: string): number {
  const number = Number(text.trim());
  return (text.trim() === '' || Number.isNaN(number) ? text : number) as number;
}

function wantedOf(draft: DeliveryDraft) {
  const { perSecond, atOnce } = draft;
  const rate = {
    ...(perSecond.trim() === '' ? {} : { perSecond: numberOf(perSecond) }),
    ...(atOnce.trim() === '' ? {} : { atOnce: numberOf(atOnce) }),
  };
  return {
    name: draft.name,
    retry: { retries: numberOf(draft.retries), over: draft.over.trim() },
    rateLimit: Object.keys(rate).length === 0 ? undefined : rate,
    switchOffAfter: switchOffOf(draft),
    batch: draft.isBatched ? { maxEvents: numberOf(draft.maxEvents), maxWait: draft.maxWait.trim() } : undefined,
    breaker: {
      ...{ failingShare: numberOf(draft.failingShare), minimumAttempts: numberOf(draft.minimumAttempts) },
      ...{ window: draft.window.trim(), probeAfter: draft.probeAfter.trim() },
    },
  };
}

function switchOffOf({ switchOff, failures, failuresOver }: DeliveryDraft) {
  if (switchOff === 'usual') return undefined;
  return switchOff === 'never' ? ('never' as const) : { failures: numberOf(failures), over: failuresOver.trim() };
}

/** What is sent of a change; `null` takes a field away. */
export function deliveryPatch(before: Delivered, draft: DeliveryDraft): Patch {
  // What is not touched is not sent, also where the form would write it in another way.
  const [was, is] = [wantedOf(deliveryDraftOf(before)), wantedOf(draft)];
  const changed = Object.entries(is).filter(([name, value]) => !isSame(was[name as keyof typeof was], value));
  return Object.fromEntries(changed.map(([name, value]) => [name, value ?? null]));
}

/** The waits of a schedule, in milliseconds; undefined while what is typed is none. */
export function scheduleOf({ retries, over }: Pick<DeliveryDraft, 'retries' | 'over'>): number[] | undefined {
  const count = Number(retries);
  const overMs = parseDurationMs(over);
  const isOne = /^\d+$/.test(retries.trim()) && count <= MAX_RETRIES && overMs !== undefined;
  if (!isOne || overMs > MAX_RETRY_SPAN_MS || overMs < count * 1_000) return undefined;
  return count === 0 ? [] : retryDelaysMs({ retries: count, overMs });
}
