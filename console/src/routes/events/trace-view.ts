// What became of one event, in words and moments: for its page and for the first event of a source.

import { explainFilter } from '../../../../domain/fql/explain.ts';
import { answerText } from '../../../../domain/delivery/answer-texts.ts';
import type { DataOf } from '../../../../client/api-client.ts';
import { spanText } from '../../parts/span-text.ts';
import type { StateName } from '../../parts/state-name.ts';

export type Trace = DataOf<'GET /sources/{sourceId}/trace'>['trace'];
export type DestinationTrace = Trace['destinations'][number];
type End = DestinationTrace['end'];

/** When the event was taken, and what time it is. */
export type Clock = { readonly receivedMs: number; readonly nowMs: number };

export type Ending = { readonly state: StateName; readonly says: string; readonly detail?: string };

/** What was decided at an attempt, in words. */
export const RESULTS: Readonly<Record<string, readonly [state: StateName, says: string]>> = {
  delivered: ['ok', 'delivered'],
  retry: ['failed', 'failed'],
  probe: ['failed', 'failed'],
  hold: ['held', 'held'],
  postpone: ['waiting', 'waits for its turn'],
  discard: ['failed', 'discarded'],
  'dead-letter': ['failed', 'given up'],
  filter: ['off', 'dropped by its function'],
};

/** Nothing comes after these. */
const LAST: ReadonlySet<End['state']> = new Set([
  'filtered',
  'delivered',
  'filtered_by_function',
  'discarded',
  'dead_lettered',
  'redriven',
  'unknown',
]);

const ROUTING: Readonly<Record<string, string>> = {
  disabled: 'it is switched off',
  integrations: 'the event names its integrations, and not this one',
  filter: 'its filter',
  invalid_filter: 'its filter cannot be judged',
  not_matched: 'it was not asked when the event came',
};

/** Why an event is not meant for a destination. */
const routingText = (reason: string): string => ROUTING[reason] ?? wordsOf(reason);

/** A reason that is none of an answer, such as `destination_removed`. */
const wordsOf = (reason: string): string => reason.replaceAll('_', ' ');

/** `HTTP 503`, `timeout` */
export function shortReason(reason: string): string {
  const status = /^http_(\d{3})$/.exec(reason)?.[1];
  return status === undefined ? wordsOf(reason) : `HTTP ${status}`;
}

/** What a reason means, and what to do about it. */
export function reasonSentence(reason: string): string {
  const text = answerText(reason);
  return text.startsWith('it fails with ') ? wordsOf(reason) : text;
}

/** When ingest took the event; NaN when nobody knows any more. */
export function receivedMsOf({ event, claim }: Trace): number {
  const told = typeof event === 'object' && event !== null && 'receivedAt' in event ? event.receivedAt : undefined;
  return Date.parse(typeof told === 'string' ? told : (claim?.claimedAt ?? ''));
}

/** A destination by one of its subscriptions, where it names them: what a row or a lane is of. */
export const keyOfLane = ({ id, subscriptionId }: Pick<DestinationTrace, 'id' | 'subscriptionId'>): string =>
  subscriptionId === undefined ? id : `${id}.${subscriptionId}`;

type Called = {
  readonly name: string;
  readonly subscriptions?:
    readonly { readonly id?: string | undefined; readonly name?: string | undefined }[] | undefined;
};

/** A destination, and which subscription of it: by their names, where they are still there. */
export function laneName(
  { id, subscriptionId }: Pick<DestinationTrace, 'id' | 'subscriptionId'>,
  known: Called | undefined,
): string {
  const name = known?.name ?? id;
  if (subscriptionId === undefined) return name;
  return `${name}, ${known?.subscriptions?.find((one) => one.id === subscriptionId)?.name ?? subscriptionId}`;
}

/** Whether there is nothing more to wait for. */
export function isSettled({ destinations, batch }: Trace): boolean {
  return batch.countedAt !== null && destinations.every(({ end }) => LAST.has(end.state));
}

/** Where the event is by now, or how it ended. */
export function endingOf({ attempts, end, routing }: DestinationTrace, { receivedMs, nowMs }: Clock): Ending {
  const reason = end.reason ?? '';
  const why = reason === '' ? '–' : shortReason(reason);
  switch (end.state) {
    case 'delivered': {
      const took = spanText(Date.parse(end.at ?? '') - receivedMs);
      return { state: 'ok', says: `Delivered in ${took}${attempts.length > 1 ? `, attempt ${attempts.length}` : ''}` };
    }
    case 'filtered':
      return { state: 'off', says: `Not for it: ${routingText(reason === '' ? routing : reason)}` };
    case 'filtered_by_function':
      return { state: 'off', says: `Dropped by its function: ${why}` };
    case 'discarded':
      return { state: 'failed', says: reason === 'operator' ? 'Discarded by a person' : `Discarded: ${why}` };
    case 'dead_lettered':
      return { state: 'failed', says: `Given up: ${why}` };
    case 'redriven':
      return { state: 'skip', says: 'Sent round again since' };
    case 'held':
      return { state: 'held', says: `Held: ${why}` };
    case 'waiting':
      return { state: 'waiting', says: waitingText(end, nowMs) };
    case 'not_attempted':
      return { state: 'waiting', says: 'On its way', ...detailOf(end) };
    case 'unknown':
      return { state: 'skip', says: 'Not known any more', ...detailOf(end) };
  }
}

function detailOf({ detail }: End): Pick<Ending, 'detail'> {
  return detail === undefined ? {} : { detail };
}

function waitingText({ until = '', reason }: End, nowMs: number): string {
  if (reason === null || reason === undefined) return 'Waiting for its turn';
  const leftMs = Date.parse(until) - nowMs;
  if (leftMs <= 0) return 'Next attempt now';
  // Counted down by the second: fewer digits than a measured time.
  const seconds = Math.ceil(leftMs / 1000);
  return `Next attempt in ${seconds < 60 ? `${seconds} s` : spanText(seconds * 1000)}`;
}

/** Which part of a filter keeps the event away, by the filter of now: `properties.total >= 500 has 129.9`. */
export function filterSentence(filter: string | undefined, event: unknown): string | undefined {
  if (filter === undefined || typeof event !== 'object' || event === null) return undefined;
  try {
    const [failing] = explainFilter(filter, event as Readonly<Record<string, unknown>>);
    if (failing === undefined) return undefined;
    const values = Object.values(failing.values).map((value) =>
      value === undefined ? 'nothing' : JSON.stringify(value),
    );
    return `asked now: ${failing.part} has ${values.length === 0 ? 'nothing' : values.join(', ')}`;
  } catch {
    // A filter that does not compile says so on its own page.
    return undefined;
  }
}
