import { KINDS } from '../../../../destinations/kinds.ts';
import type { EventResult, Functions } from '../../../../destinations/runtime.ts';
import type { DeliveryOutcome } from '../../../../domain/delivery/delivery-outcome.ts';
import { insertsOf } from '../../../../domain/workspace/insert.ts';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import { subscriberOf, subscribersOf, type Subscriber } from '../../../../domain/workspace/subscription.ts';
import { dropOf, nextStep, type Drop, type NextStep } from '../../../../domain/routing/event-test.ts';
import { normaliseEvent, routeOf, type Event, type RejectionReason } from '../../../../domain/events/event.ts';
import { rejectionText } from '../../../../domain/events/rejection-texts.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../../../domain/pipeline/time-budget.ts';
import type { Source } from '../../../../domain/workspace/workspace.ts';
import { hasServerKey } from '../../../../domain/events/write-keys.ts';
import { createAttempt } from '../../../shared/destinations/attempt.ts';
import { insertBefore, type StepsOf } from '../../../shared/destinations/insert-steps.ts';
import { createInsertFunctions } from '../../../shared/functions/insert-functions.ts';
import { isEventTooLarge } from '../../../shared/packs/event-size.ts';
import type { OutboundHttp } from '../../../shared/outbound/outbound-http.ts';
import { captureExchanges, NOWHERE } from './capture-exchanges.ts';
import { captureRuns, showRuns, type TestedRun } from './capture-runs.ts';
import { showRequest, showResponse, type ShownRequest, type ShownResponse } from './show-exchange.ts';

/** What one stage of the pipeline made of the event. */
export type Step = {
  readonly name: 'ingest' | 'routing' | 'functions' | 'request' | 'response';
  readonly result: 'passed' | 'stopped' | 'ignored' | 'skipped';
  readonly detail: string;
};

/** What would become of an event at one destination. */
export type EventTest = {
  readonly steps: readonly Step[];
  /** By which subscription of the destination; absent where it has one that nobody names. */
  readonly subscriptionId?: string;
  /** The event as it leaves ingest. */
  readonly event?: Event;
  readonly rejected?: { readonly reason: RejectionReason; readonly explanation: string };
  readonly dropped?: Drop;
  /** What each function did with it, in their order; absent where none ran. */
  readonly functions?: readonly TestedRun[];
  readonly request?: ShownRequest;
  readonly response?: ShownResponse;
  readonly next?: NextStep;
};

export type TestedEvent = {
  readonly event: unknown;
  readonly source: Source;
  readonly destination: Destination;
  /** By which of its subscriptions; without it, by the first that would get the event. */
  readonly subscriptionId?: string | undefined;
  /** Shows the request and sends none. */
  readonly dryRun: boolean;
  /** Sends it also when the destination would not get it. */
  readonly ignoreRouting: boolean;
};

export type TestDeps = {
  readonly http: Pick<OutboundHttp, 'send'>;
  readonly now: () => Date;
  readonly createId: () => string;
  /** What may change events before their attempts; without it, the insert functions of the destination. */
  readonly stepsOf?: StepsOf<Subscriber> | undefined;
  /** Runs functions of customers; absent where nobody can. */
  readonly functions?: Functions | undefined;
};

const INGESTED: Step = {
  name: 'ingest',
  result: 'passed',
  detail: 'Ingest accepts it, and completes it as "event" shows.',
};

/**
 * Takes an event through one destination by the code of the pipeline, and keeps what each stage said. Nothing is queued,
 * archived or counted. `outcome`: how the attempt ended, when there was one.
 */
export async function testEvent(
  deps: TestDeps,
  tested: TestedEvent,
): Promise<{ test: EventTest; outcome?: DeliveryOutcome }> {
  const { dryRun, ignoreRouting } = tested;
  const taken = takeIn(deps, tested);
  if ('reason' in taken) {
    const rejected = { reason: taken.reason, explanation: rejectionText(taken.reason) };
    const stopped = { name: 'ingest', result: 'stopped', detail: rejected.explanation } as const;
    return { test: { steps: [stopped, ...skipped('routing', 'request', 'response')], rejected } };
  }
  const { event } = taken;
  const destination = subscriberFor(event, tested);
  if (destination === undefined) return { test: withoutSubscriptions(event) };
  const dropped = dropOf(event, destination);
  const isStopped = dropped !== undefined && !ignoreRouting;
  const unusable = KINDS[destination.kind].obstacle(destination.settings);
  if (unusable !== undefined) {
    const passed = [INGESTED, routingStep(dropped, ignoreRouting)];
    const steps = [...passed, ...withoutRequest(unusable.message)];
    return { test: { steps, ...subscriptionIn(destination), event, ...(dropped && { dropped }) } };
  }
  const isSent = !isStopped && !dryRun;
  const { exchanges, captured } = captureExchanges(isSent ? deps.http : NOWHERE);
  const delivered = { route: routeOf(event), line: JSON.stringify(event) };
  const { runs, captured: functions } = captureRuns(deps.functions ?? NOBODY, { isSent });
  const stepsOf = deps.stepsOf ?? createInsertFunctions({ functions, now: deps.now });
  const attempt = insertBefore<Subscriber>({
    ...{ stepsOf, now: deps.now },
    attempt: createAttempt(captured, deps.now, { functions }),
  });
  const { results } = await attempt(destination, [delivered], ATTEMPT_TIMEOUT_MS);
  const [[exchange], [result]] = [exchanges, results];
  const before = [INGESTED, routingStep(dropped, ignoreRouting), ...functionSteps(destination, result)];
  const shown = {
    ...subscriptionIn(destination),
    event,
    ...(dropped === undefined ? {} : { dropped }),
    ...(runs.length === 0 ? {} : { functions: showRuns(runs, destination, deps.now()) }),
    ...(exchange === undefined ? {} : { request: showRequest(exchange.request, destination) }),
  };
  if (result?.isBeforeAttempt === true) {
    const next = isSent ? { next: nextStep(result.outcome, destination) } : {};
    return {
      test: { steps: [...before, ...skipped('request', 'response')], ...shown, ...next },
      ...outcomeIf(isSent, result),
    };
  }
  const steps: Step[] = [...before, requestStep(destination, { isStopped, dryRun })];
  const outcome = result?.outcome;
  if (!isSent || outcome === undefined) return { test: { steps: [...steps, ...skipped('response')], ...shown } };
  const response = exchange === undefined ? {} : { response: showResponse(exchange.result, destination) };
  const next = nextStep(outcome, destination);
  const answered: Step = {
    name: 'response',
    result: outcome.kind === 'delivered' ? 'passed' : 'stopped',
    detail: next.explanation,
  };
  return { test: { steps: [...steps, answered], ...shown, ...response, next }, outcome };
}

function withoutRequest(why: string): Step[] {
  return [{ name: 'request', result: 'stopped', detail: `None is made, because ${why}.` }, ...skipped('response')];
}

/** There is nothing here that runs functions. */
const NOBODY: Functions = { run: async () => ({ kind: 'unavailable' }) };

const outcomeIf = (isSent: boolean, { outcome }: EventResult): { outcome?: DeliveryOutcome } =>
  isSent ? { outcome } : {};

/** What comes before the request; nothing where nothing does. */
function functionSteps(destination: Destination, result: EventResult | undefined): Step[] {
  if (result?.isBeforeAttempt === true) {
    const why = [result.reason, ...(result.answer === undefined ? [] : [result.answer])].join(': ');
    return [{ name: 'functions', result: 'stopped', detail: `An insert function has kept the event (${why}).` }];
  }
  const names = insertsOf(destination).map((insert) => insert.function);
  if (names.length === 0) return [];
  return [{ name: 'functions', result: 'passed', detail: `It went through ${names.join(', ')}.` }];
}

type How = { readonly isStopped: boolean; readonly dryRun: boolean };

function requestStep({ kind }: Destination, how: How): Step {
  const detail = requestDetail({ ...how, isFunction: KINDS[kind].runsFunction === true });
  return { name: 'request', result: how.isStopped ? 'skipped' : 'passed', detail };
}

/** By which of its subscriptions a destination is tested; undefined when there is none (of that id). */
function subscriberFor(event: Event, { destination, subscriptionId }: TestedEvent): Subscriber | undefined {
  if (subscriptionId !== undefined) return subscriberOf(destination, subscriptionId);
  const all = subscribersOf(destination);
  return all.find((subscriber) => dropOf(event, subscriber) === undefined) ?? all[0];
}

function withoutSubscriptions(event: Event): EventTest {
  const detail = 'The destination has no such subscription, so it does nothing with the event.';
  const stopped = { name: 'routing', result: 'stopped', detail } as const;
  return { steps: [INGESTED, stopped, ...skipped('request', 'response')], event };
}

const subscriptionIn = ({ subscription }: Subscriber): Pick<EventTest, 'subscriptionId'> =>
  subscription === undefined ? {} : { subscriptionId: subscription.id };

/** As ingest does for a single event. */
function takeIn(
  { now, createId }: TestDeps,
  { event: input, source }: TestedEvent,
): { event: Event } | { reason: RejectionReason } {
  if (!source.enabled) return { reason: 'source_disabled' };
  const allowDelete = source.acceptDeletes && hasServerKey(source);
  const reception = { sourceId: source.id, receivedAt: now(), envelope: {}, allowDelete };
  const result = normaliseEvent(input, reception, createId);
  if (!result.ok) return { reason: result.reason };
  if (isEventTooLarge(JSON.stringify(result.event), input)) return { reason: 'event_too_large' };
  return { event: result.event };
}

function routingStep(dropped: Drop | undefined, ignoreRouting: boolean): Step {
  if (dropped === undefined) return { name: 'routing', result: 'passed', detail: 'The destination gets this event.' };
  const result = ignoreRouting ? 'ignored' : 'stopped';
  return { name: 'routing', result, detail: dropped.explanation };
}

function requestDetail({ isStopped, dryRun, isFunction }: How & { readonly isFunction: boolean }): string {
  if (isStopped) return 'It is not sent. "request" is what it would be; ignoreRouting sends it all the same.';
  if (isFunction && dryRun)
    return 'The function was given it, and whatever it asked for was answered with 200 by nobody.';
  if (isFunction) return 'The function was given it; "functions" has its requests.';
  return dryRun ? 'It is not sent, because this is a dry run.' : 'It was sent; secrets are not shown.';
}

function skipped(...names: Step['name'][]): Step[] {
  return names.map((name) => ({ name, result: 'skipped', detail: 'It did not come to this.' }));
}
