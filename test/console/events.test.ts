import { expect, test } from 'vitest';
import { axisOf, momentsOf } from '../../console/src/routes/events/timeline.ts';
import {
  endingOf,
  filterSentence,
  isSettled,
  laneName,
  reasonSentence,
  receivedMsOf,
  shortReason,
  type DestinationTrace,
  type Trace,
} from '../../console/src/routes/events/trace-view.ts';
import { fieldOf, isAskedFor } from '../../console/src/routes/sources/debugger-filter.ts';
import { propertyRows } from '../../console/src/routes/sources/schema-tree.ts';

const RECEIVED = Date.parse('2026-11-30T10:00:00.000Z');
const at = (ms: number): string => new Date(RECEIVED + ms).toISOString();
const clock = { receivedMs: RECEIVED, nowMs: RECEIVED + 60_000 };

function aDestination(end: DestinationTrace['end'], attempts: DestinationTrace['attempts'] = []): DestinationTrace {
  return { id: 'crm', routing: 'matched', attempts, end };
}

const delivered = aDestination({ state: 'delivered', at: at(412) }, [
  { packId: 'p', retry: 0, decidedAt: at(412), result: 'delivered' },
]);
const waiting = aDestination({ state: 'waiting', until: at(88_000), reason: 'http_503' }, [
  { packId: 'p', retry: 0, decidedAt: at(500), result: 'retry', reason: 'http_503', nextAttemptAt: at(88_000) },
]);

function aTrace(destinations: DestinationTrace[], overrides: Partial<Trace> = {}): Trace {
  return {
    ...{ sourceId: 'web', messageId: 'm', keyClass: 'browser', keyClasses: ['browser'] },
    claim: { owner: 'o', batchId: 'b', claimedAt: at(0), expiresAt: at(86_400_000) },
    batch: { id: 'b', state: 'complete', countedAt: at(0), archiveKey: 'k' },
    event: { receivedAt: at(0) },
    destinations,
    ...overrides,
  };
}

test.each([
  [delivered, 'ok', 'Delivered in 412 ms'],
  [waiting, 'waiting', 'Next attempt in 28 s'],
  [aDestination({ state: 'filtered', reason: 'filter' }), 'off', 'Not for it: its filter'],
  [aDestination({ state: 'discarded', reason: 'http_400', at: at(1) }), 'failed', 'Discarded: HTTP 400'],
  [aDestination({ state: 'discarded', reason: 'operator', at: at(1) }), 'failed', 'Discarded by a person'],
  [aDestination({ state: 'dead_lettered', reason: 'timeout', at: at(1) }), 'failed', 'Given up: timeout'],
  [aDestination({ state: 'held', reason: 'down', since: at(1) }), 'held', 'Held: down'],
  [aDestination({ state: 'waiting', until: at(1), reason: null }), 'waiting', 'Waiting for its turn'],
] as const)('an end is said as a state and in words', (destination, state, says) => {
  expect(endingOf(destination, clock)).toMatchObject({ state, says });
});

test('a trace is over when its batch is counted and every destination has ended', () => {
  expect(isSettled(aTrace([delivered]))).toBe(true);
  expect(isSettled(aTrace([delivered, waiting]))).toBe(false);
  expect(isSettled(aTrace([], { batch: { id: 'b', state: 'unfinished', countedAt: null, archiveKey: 'k' } }))).toBe(
    false,
  );
});

test('an event that is not in the archive was received when it was claimed, or nobody knows when', () => {
  expect(receivedMsOf(aTrace([], { event: null }))).toBe(RECEIVED);
  expect(receivedMsOf(aTrace([], { event: null, claim: null }))).toBeNaN();
});

test('the part of a filter that keeps an event away is named with what the event has', () => {
  const filter = 'type = "track" and properties.total >= 500';

  expect(filterSentence(filter, { type: 'track', properties: { total: 129.9 } })).toBe(
    'asked now: properties.total >= 500 has 129.9',
  );
  expect(filterSentence(filter, { type: 'track', properties: { total: 500 } })).toBeUndefined();
  expect(filterSentence('this is (no filter', { type: 'track' })).toBeUndefined();
  expect(filterSentence(filter, null)).toBeUndefined();
});

test('reasons are short in a lane and a sentence in a table', () => {
  expect(shortReason('http_503')).toBe('HTTP 503');
  expect(shortReason('connection_refused')).toBe('connection refused');
  expect(reasonSentence('http_503')).toBe('it is not available at the moment');
  expect(reasonSentence('destination_removed')).toBe('destination removed');
});

test('waits that double are equally wide on the axis, and all that is known lies on it', () => {
  const moments = momentsOf(aTrace([delivered, waiting]));
  const { x, nowX, ticks } = axisOf(moments, { ...clock, width: 700 });

  expect(x(RECEIVED + 4000) - x(RECEIVED + 2000)).toBeCloseTo(x(RECEIVED + 8000) - x(RECEIVED + 4000), 6);
  expect(Math.max(...moments.map(x))).toBeLessThanOrEqual(700);
  expect(Math.min(...moments.map(x))).toBeGreaterThanOrEqual(0);
  expect(nowX).toBeGreaterThan(x(RECEIVED + 500));
  expect(ticks.at(-1)?.x).toBeCloseTo(700, 6);
});

const seen = (text: string, type = 'track') => ({
  ...{ receivedAt: at(0), verdict: 'accepted' as const, type, text, isCut: false },
});

test('events of the debugger are asked for by verdict, type and whatever stands in them', () => {
  const event = seen('{"event":"Order Completed"}');

  expect(isAskedFor(event, {})).toBe(true);
  expect(isAskedFor(event, { text: 'order completed', type: 'track', verdict: 'accepted' })).toBe(true);
  expect(isAskedFor(event, { text: 'refunded' })).toBe(false);
  expect(isAskedFor(event, { type: 'page' })).toBe(false);
  expect(isAskedFor(event, { verdict: 'rejected' })).toBe(false);
});

test('the user of an event is read from its text, also when that is cut off or has a userId deeper in it', () => {
  expect(fieldOf('{"properties":{"userId":"deep"},"userId":"u_1"}', 'userId')).toBe('u_1');
  expect(fieldOf('{"userId":"a\\"b","properties":{"x":"cut of', 'userId')).toBe('a"b');
  expect(fieldOf('{"userId":12345678901234567890}', 'userId')).toBe('12345678901234567890');
  expect(fieldOf('{"a":"userId","b":"x"}', 'userId')).toBeUndefined();
});

test('properties stand as a tree, with those of several types marked', () => {
  const rows = propertyRows([
    { path: 'a', types: ['number', 'string'] },
    { path: 'a-b', types: ['null', 'string'] },
    { path: 'b.c', types: ['list'] },
  ]);

  expect(rows.map(({ name, depth, isMixed }) => [name, depth, isMixed])).toEqual([
    ['a', 0, true],
    ['a-b', 0, false],
    ['b', 0, false],
    ['c', 1, false],
  ]);
});

test('a lane is called after its destination and its subscription, and by the ids of what is gone', () => {
  const known = { name: 'Acme CRM', subscriptions: [{ id: 'orders', name: 'Orders of today' }] };

  expect(laneName({ id: 'crm' }, known)).toBe('Acme CRM');
  expect(laneName({ id: 'crm', subscriptionId: 'orders' }, known)).toBe('Acme CRM, Orders of today');
  expect(laneName({ id: 'crm', subscriptionId: 'refunds' }, known)).toBe('Acme CRM, refunds');
  expect(laneName({ id: 'crm', subscriptionId: 'refunds' }, undefined)).toBe('crm, refunds');
});
