import { afterAll, beforeAll, describe, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { aDestination, anOverview, aSource } from '../support/console/an-overview.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { expectFits, expectForcedColours, expectKeyboardReaches } from '../support/console/worst-layout.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

// Sources, destinations, events, undelivered and replays in the states in which a page must hold.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const AT = '2026-11-02T10:40:00.000Z';
const MINUTES = Array.from({ length: 60 }, (_, index) => new Date(Date.UTC(2026, 10, 2, 9, 43 + index)).toISOString());
const NO_DELIVERIES = {
  ...{ matched: 0, filtered: {}, delivered: 0, attempts: 0, held: 0, discarded: {}, deadLettered: {}, redriven: 0 },
};

const series: Answers = {
  'GET /delivery-overview/sources/{sourceId}': {
    series: MINUTES.map((time) => ({ time, accepted: 120, duplicates: 1, rejected: { no_type: 2 }, warned: {} })),
  },
  'GET /delivery-overview/destinations/{destinationId}': {
    series: MINUTES.map((time) => ({
      ...{ time, ...NO_DELIVERIES, matched: 119, discarded: { http_400: 117 }, deadLettered: { http_503: 2 } },
      ...{ latencyMs: { p50: null, p95: null, p99: null }, replayed: NO_DELIVERIES },
    })),
  },
};

const ANSWERS: Answers = {
  ...anOverview(),
  ...series,
  'GET /sources/{sourceId}': { source: aSource('web', 'Storefront web') },
  'GET /destinations/{destinationId}': {
    destination: { ...aDestination('crm', 'Acme CRM', 'web'), filter: 'type = "track"' },
  },
  'GET /sources/{sourceId}/schema': { events: [anEventSchema('Order Completed')], others: 0, pagination: {} },
  'GET /sources/{sourceId}/samples': { samples: [{ type: 'track', event: 'Order', messageId: 'm-1', receivedAt: AT }] },
  'GET /undelivered-events/summary': { reasons: [aGroup('http_400', 1240)], pagination: {} },
  'GET /undelivered-events': { undeliveredEvents: [anUndelivered('Order Completed')], pagination: {} },
  'GET /events': { events: [] },
};

function anEventSchema(name: string): DataOf<'GET /sources/{sourceId}/schema'>['events'][number] {
  return {
    type: 'track',
    name,
    count: 12,
    firstSeen: AT,
    lastSeen: AT,
    properties: [{ path: 'total', types: ['number'] }],
  };
}

function aGroup(reason: string, count: number) {
  return { destinationId: 'crm', outcome: 'discarded' as const, reason, count, first: AT, last: AT, example: 'crm.1' };
}

function anUndelivered(event: string) {
  return {
    ...{ id: `crm.${event}`, destinationId: 'crm', outcome: 'discarded' as const, reason: 'http_400', endedAt: AT },
    ...{ state: 'open' as const, sourceId: 'web', messageId: event, attempts: 1, type: 'track', event, userId: event },
  };
}

const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('sources', () => {
  testWorstStates(() => site, {
    name: 'source-list',
    path: '/w/acme/sources',
    answers: ANSWERS,
    shows: 'Storefront web',
    named: (names) => ({
      ...ANSWERS,
      'GET /sources': { sources: names.map((n, i) => aSource(`s${i}`, n)), pagination: {} },
    }),
  });
});

describe('destinations', () => {
  testWorstStates(() => site, {
    name: 'destination-list',
    path: '/w/acme/destinations',
    answers: ANSWERS,
    shows: 'Lumen Analytics',
    named: (names) => ({
      ...ANSWERS,
      'GET /destinations': { destinations: names.map((name, i) => aDestination(`d${i}`, name, 'web')), pagination: {} },
    }),
    many: {
      answers: (count) => ({
        ...ANSWERS,
        'GET /delivery-overview': { generatedAt: AT, sources: [], destinations: [] },
        'GET /delivery-overview/series': { startTime: AT, granularity: 'MINUTE', sources: [], destinations: [] },
        'GET /destinations': {
          destinations: many(count, (i) => aDestination(`d${i}`, `Desk ${i}`, 'web')),
          pagination: {},
        },
      }),
    },
  });
});

test.each([
  ['source-overview', 'sources/web', 'no_type'],
  ['source-schema', 'sources/web/schema', 'Order Completed'],
  ['destination-mappings', 'destinations/crm/mappings', 'What helps until then'],
  ['undelivered', 'undelivered?destination=crm&outcome=discarded&reason=http_400', 'Order Completed'],
])(
  '%s holds when it is enlarged, at 1,024 px and on a phone, with forced colours, with the keyboard alone',
  async (name, path, shows) => {
    const opened = await site.open(`/w/acme/${path}`, ANSWERS);
    await opened.page.getByText(shows).first().waitFor();

    await expectFits(opened);
    await expectForcedColours(opened);
    await expectKeyboardReaches(opened);

    await opened.expectSound(`${name}-held`);
    await opened.close();
  },
);
