// What the Event Tester says of an event and one destination: why it would not get there, and what would follow an answer.
// The control API shows it; it is told by the rules that ingest, fan-out and delivery go by.

import { answerText } from '../delivery/answer-texts.ts';
import type { DeliveryOutcome, FailureClass } from '../delivery/delivery-outcome.ts';
import type { Destination } from '../workspace/destination.ts';
import { aloneBy, type Subscriber } from '../workspace/subscription.ts';
import { formatDuration } from '../base/duration.ts';
import type { Event, EventType } from '../events/event.ts';
import { explainFilter, type FailingPart } from '../fql/explain.ts';
import { routeEvents } from './route-events.ts';
import { routeOf } from '../events/event.ts';
import { nextRetryDelayMs } from '../delivery/retry-schedule.ts';
import type { RoutingVerdict } from './routing.ts';

/** Why a destination would not get an event. */
export type Drop = {
  readonly by: Exclude<RoutingVerdict, 'matched'>;
  readonly explanation: string;
  /** For a filter or a trigger: what of it does not hold. */
  readonly parts?: readonly FailingPart[];
};

const FILTERED = 'filtered:';

/** Asks routing, as fan-out does. Undefined when the destination gets the event by this subscription. */
export function dropOf(event: Event, subscriber: Subscriber): Drop | undefined {
  const batch = { events: [routeOf(event)], lines: [JSON.stringify(event)] };
  const { verdicts } = routeEvents(batch, [aloneBy(subscriber)]);
  const [counter = ''] = Object.keys(verdicts[0]?.[1] ?? {});
  if (!counter.startsWith(FILTERED)) return undefined;
  // routeEvents counts by verdicts, so nothing else stands there.
  const by = counter.slice(FILTERED.length) as Drop['by'];
  const explanation = explanationOf(by, event);
  const condition = conditionOf(by, subscriber);
  return condition === undefined ? { by, explanation } : { by, explanation, parts: explainFilter(condition, event) };
}

function conditionOf(by: Drop['by'], { filter, subscription }: Subscriber): string | undefined {
  if (by === 'filter') return filter;
  return by === 'trigger' ? subscription?.trigger : undefined;
}

function explanationOf(by: Drop['by'], { integrations }: Event): string {
  switch (by) {
    case 'disabled':
      return 'The destination is switched off.';
    case 'integrations':
      return `The integrations object of the event keeps it away: ${JSON.stringify(integrations)}.`;
    case 'filter':
      return 'The filter of the destination does not hold for the event; "parts" says what of it.';
    case 'invalid_filter':
      return 'The filter of the destination cannot be read, or costs more with this event than a filter may; the destination does not get it.';
    case 'subscription_disabled':
      return 'The subscription is switched off.';
    case 'trigger':
      return 'The trigger of the subscription does not hold for the event; "parts" says what of it.';
    case 'invalid_trigger':
      return 'The trigger of the subscription cannot be read, or costs more with this event than one may; the subscription does not get it.';
  }
}

/** What would follow an attempt. */
export type NextStep = {
  readonly result: 'delivered' | 'filtered' | 'retried' | 'undelivered' | 'discarded' | 'held';
  readonly reason?: string;
  readonly class?: FailureClass;
  /** Without jitter. */
  readonly retryInMs?: number;
  readonly explanation: string;
};

/** The middle of the jitter, so that people are told the wait that the schedule names. */
const NO_JITTER = 0.5;

/** What delivery would do after a first attempt that ended so. */
export function nextStep(outcome: DeliveryOutcome, { retry }: Pick<Destination, 'retry'>): NextStep {
  if (outcome.kind === 'delivered') {
    return { result: 'delivered', explanation: 'The destination took it: it would count as delivered.' };
  }
  if (outcome.kind === 'filtered') {
    const { reason } = outcome;
    const explanation = `It was dropped on its way (${reason}): it would count as filtered by function, and not be tried again.`;
    return { result: 'filtered', reason, explanation };
  }
  const { reason, class: failureClass } = outcome;
  const why = sentence(answerText(reason));
  if (outcome.kind === 'discard') {
    const off = outcome.switchOff === true ? ' The destination would be switched off.' : '';
    return {
      ...{ result: 'discarded', reason, class: failureClass },
      explanation: `${why} It would be discarded and not tried again.${off}`,
    };
  }
  if (outcome.kind === 'hold') {
    const explanation = `${why} Its events would be held, without a retry, until another version is deployed.`;
    return { result: 'held', reason, class: failureClass, explanation };
  }
  const { retryAfterMs = 0 } = outcome;
  const retryInMs = nextRetryDelayMs(retry, { retry: 1, random: NO_JITTER, retryAfterMs });
  const base = { reason, class: failureClass };
  if (retryInMs === undefined) {
    return { result: 'undelivered', ...base, explanation: `${why} Without retries it would be undelivered at once.` };
  }
  const schedule = `${retry.retries} retries over ${formatDuration(retry.overMs)} in all, then it is undelivered`;
  const seconds = Math.max(1, Math.round(retryInMs / 1000));
  const explanation = `${why} It would be tried again in about ${seconds} s (${schedule}).`;
  return { result: 'retried', ...base, retryInMs, explanation };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What a test of a connection came to. `refused`: it was reached, and did not take the event of the test. */
export type ConnectionVerdict = 'connected' | 'refused' | 'failed';

/** Answers that say that something is there but not what was looked for. */
const WRONG_PLACE: ReadonlySet<string> = new Set(['http_404', 'http_405', 'invalid_request']);

export function connectionVerdict(outcome: DeliveryOutcome): ConnectionVerdict {
  if (outcome.kind === 'delivered') return 'connected';
  if (outcome.kind === 'filtered') return 'refused';
  return outcome.class === 'payload' && !WRONG_PLACE.has(outcome.reason) ? 'refused' : 'failed';
}

/** The event of a test of a connection: it says what it is, and names nobody. */
export function connectionTestEvent(): { readonly type: EventType } & Readonly<Record<string, unknown>> {
  return {
    type: 'track',
    event: 'Penstock Connection Test',
    anonymousId: 'penstock-connection-test',
    properties: { test: true },
    context: { library: { name: 'penstock-connection-test', version: '1' } },
  };
}
