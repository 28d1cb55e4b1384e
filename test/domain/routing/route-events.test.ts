import { describe, expect, test } from 'vitest';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { routeAsRecorded, routeEvents, type Routing } from '../../../domain/routing/route-events.ts';
import { addressOf } from '../../../domain/workspace/subscription.ts';
import { aDestination } from '../../support/a-destination.ts';
import { anEventRoute } from '../../support/an-event.ts';

const crm = aDestination({ id: 'crm' });
const orders = aDestination({ id: 'orders', filter: 'event = "Order"' });
const off = aDestination({ id: 'off', enabled: false });

/** `a` and `c` are orders, `b` is none. */
const names = { a: 'Order', b: 'Seen', c: 'Order' };
const batch = {
  events: Object.entries(names).map(([id, name]) => anEventRoute({ id, name })),
  lines: Object.entries(names).map(([id, name]) => JSON.stringify({ messageId: id, type: 'track', event: name })),
};

const idsOf = ({ routed }: Routing): Record<string, string[]> =>
  Object.fromEntries([...routed].map(([{ id }, { events }]) => [id, events.map((event) => event.id)]));
const countsOf = ({ verdicts }: Routing): object => Object.fromEntries(verdicts);

describe('routing a batch', () => {
  test('says for each event where it goes', () => {
    const routing = routeEvents(batch, [crm, orders, off]);

    expect(routing.destinations).toEqual([['crm', 'orders'], ['crm'], ['crm', 'orders']]);
    expect(idsOf(routing)).toEqual({ crm: ['a', 'b', 'c'], orders: ['a', 'c'] });
  });

  test('gives events that go the same ways one list', () => {
    const { destinations } = routeEvents(batch, [crm, orders, off]);

    expect(destinations[2]).toBe(destinations[0]);
  });

  test('says so when an event goes nowhere', () => {
    const { destinations } = routeEvents(batch, [off]);

    expect(destinations).toEqual([[], [], []]);
  });
});

describe('a destination whose filter is made to be slow', () => {
  const costly = Array.from({ length: 100 }, () => "match(properties.text, '*[a-z]?[0-9]x*')").join(' or ');
  const text = 'ab'.repeat(7_500);
  const many = {
    events: Array.from({ length: 500 }, (_, index) => anEventRoute({ id: `m${index}`, name: 'Order' })),
    lines: Array.from({ length: 500 }, () => JSON.stringify({ type: 'track', event: 'Order', properties: { text } })),
  };

  test('gets nothing that its filter cannot decide, and takes nothing from the others', () => {
    const slow = aDestination({ id: 'slow', filter: costly });

    const routing = routeEvents(many, [slow, orders, crm]);

    expect(countsOf(routing)).toEqual({
      'destination#slow': { 'filtered:invalid_filter': 500 },
      'destination#orders': { matched: 500 },
      'destination#crm': { matched: 500 },
    });
  });

  test('has no more steps for a large batch than all filters of the source share', () => {
    // Each event alone would be within its limit: the filter looks once through the text.
    const within = aDestination({ id: 'slow', filter: "match(properties.text, '*[a-z]?[0-9]x*')" });

    const counts = countsOf(routeEvents(many, [within])) as Record<string, Record<string, number>>;

    expect(counts['destination#slow']?.['filtered:filter']).toBeGreaterThan(50);
    expect(counts['destination#slow']?.['filtered:invalid_filter']).toBeGreaterThan(50);
  });
});

describe('routing an archived batch again', () => {
  const recorded = { ...batch, destinations: [['crm', 'orders'], ['crm'], ['crm', 'orders']] };

  test.each<[string, Destination]>([
    ['filter was changed', { ...orders, filter: 'event = "Seen"' }],
    ['filter was broken', { ...orders, filter: 'event = (' }],
    ['switch was turned off', { ...orders, enabled: false }],
  ])('sends a destination what it was meant to get when its %s', (_what, changed) => {
    const routing = routeAsRecorded(recorded, [changed]);

    expect([...routing.routed]).toEqual([
      [changed, { events: [batch.events[0], batch.events[2]], lines: [batch.lines[0], batch.lines[2]] }],
    ]);
    expect(countsOf(routing)).toMatchObject({ 'destination#orders': { matched: 2 } });
  });

  test('counts the others with the reason of now, and as disabled when there is none any more', () => {
    const wider = { ...orders, filter: 'type = "track"' };

    const routing = routeAsRecorded(recorded, [orders, wider, off]);

    expect(routing.verdicts).toEqual([
      ['destination#orders', { matched: 2, 'filtered:filter': 1 }],
      ['destination#orders', { matched: 2, 'filtered:disabled': 1 }],
      ['destination#off', { 'filtered:disabled': 3 }],
    ]);
  });

  test('sends nothing to a destination that was added since, and skips one that was deleted', () => {
    const routing = routeAsRecorded(recorded, [aDestination({ id: 'added' })]);

    expect(idsOf(routing)).toEqual({});
    expect(countsOf(routing)).toEqual({ 'destination#added': { 'filtered:disabled': 3 } });
  });

  test('routes events anew of which nothing is recorded', () => {
    const routing = routeAsRecorded({ ...batch, destinations: [undefined, [], undefined] }, [crm, orders]);

    expect(idsOf(routing)).toEqual({ crm: ['a', 'c'], orders: ['a', 'c'] });
    expect(countsOf(routing)).toEqual({
      'destination#crm': { matched: 2, 'filtered:disabled': 1 },
      'destination#orders': { matched: 2, 'filtered:filter': 1 },
    });
  });
});

describe('a destination that names its subscriptions', () => {
  const named = aDestination({
    id: 'named',
    subscriptions: [
      { id: 'orders', enabled: true, trigger: 'event = "Order"' },
      { id: 'all', enabled: true },
      { id: 'off', enabled: false },
      { id: 'broken', enabled: true, trigger: 'event = ' },
    ],
  });
  const byAddress = ({ routed }: Routing): Record<string, string[]> =>
    Object.fromEntries([...routed].map(([to, { events }]) => [addressOf(to), events.map(({ id }) => id)]));

  test('gets events by those whose trigger holds, and each counts why it does not get the others', () => {
    const routing = routeEvents(batch, [named, crm]);

    expect(byAddress(routing)).toEqual({
      'named.orders': ['a', 'c'],
      'named.all': ['a', 'b', 'c'],
      crm: ['a', 'b', 'c'],
    });
    expect(routing.destinations[1]).toEqual(['named.all', 'crm']);
    expect(countsOf(routing)).toEqual({
      'destination#named.orders': { matched: 2, 'filtered:trigger': 1 },
      'destination#named.all': { matched: 3 },
      'destination#named.off': { 'filtered:subscription_disabled': 3 },
      'destination#named.broken': { 'filtered:invalid_trigger': 3 },
      'destination#crm': { matched: 3 },
    });
  });

  test('asks none of them about what its own filter keeps away', () => {
    const routing = routeEvents(batch, [{ ...named, filter: 'event = "Seen"' }]);

    expect(byAddress(routing)).toEqual({ 'named.all': ['b'] });
    expect(countsOf(routing)).toMatchObject({
      'destination#named.orders': { 'filtered:filter': 2, 'filtered:trigger': 1 },
    });
  });

  test('is routed again as it was, whatever its triggers say by now', () => {
    const changed = {
      ...named,
      subscriptions: [
        { id: 'orders', enabled: false },
        { id: 'added', enabled: true },
      ],
    };
    const recorded = { ...batch, destinations: [['named.orders', 'named.all'], ['named.all'], ['named.orders']] };

    const routing = routeAsRecorded(recorded, [changed]);

    expect(byAddress(routing)).toEqual({ 'named.orders': ['a', 'c'] });
    expect(countsOf(routing)).toMatchObject({ 'destination#named.added': { 'filtered:disabled': 3 } });
  });
});
