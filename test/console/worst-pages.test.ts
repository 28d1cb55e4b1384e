import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { aFunction } from '../support/console/a-function.ts';
import { aDestination, anOverview, aSource } from '../support/console/an-overview.ts';
import { startConsoleSite, type Answer, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import {
  expectFits,
  expectForcedColours,
  expectKeyboardReaches,
  expectUnharmed,
  HARD_NAMES,
} from '../support/console/worst-layout.ts';
import { expectFewNodes, expectKept, refusable, testWorstStates } from '../support/console/worst-states.ts';

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
  'GET /sources/{sourceId}/events': tail('Order Completed'),
  'GET /sources/{sourceId}/trace': { trace: aTrace('Order Completed') },
  'GET /replays': { replays: [], pagination: {} },
  'GET /functions': { functions: [], pagination: {} },
  'GET /audit-events': {
    auditEvents: [
      {
        ...{ id: 'a-1', timestamp: AT, type: 'updateDestination', resourceType: 'destination', resourceId: 'crm' },
        actor: { type: 'member', id: 'usr_1', name: 'ada@example.com' },
        before: { settings: { url: 'https://old.example' } },
        after: { settings: { url: 'https://new.example' } },
      },
    ],
    pagination: {},
  },
};

/** One event, for whoever looks for the first time. */
function tail(name: string): Answer<'GET /sources/{sourceId}/events'> {
  return ({ query }) => ({
    events: query['since'] === undefined ? [anAccepted(name)] : [],
    ...{ cursor: '1', watchedUntil: '2026-11-02T10:43:14.000Z' },
  });
}

const anAccepted = (name: string): DataOf<'GET /sources/{sourceId}/events'>['events'][number] => ({
  ...{ receivedAt: AT, verdict: 'accepted', isCut: false, type: 'track', name, messageId: 'm-1' },
  text: JSON.stringify({ type: 'track', event: name, messageId: 'm-1' }),
});

function aTrace(event: string): DataOf<'GET /sources/{sourceId}/trace'>['trace'] {
  return {
    ...{ sourceId: 'web', messageId: 'm-1', keyClass: 'browser', keyClasses: ['browser'] },
    claim: { owner: 'o', batchId: 'b-1', claimedAt: AT, expiresAt: '2026-11-03T10:40:00.000Z' },
    batch: { id: 'b-1', state: 'complete', countedAt: AT, archiveKey: 'batches/b-1' },
    event: { type: 'track', event, userId: event, receivedAt: AT },
    destinations: [
      {
        ...{ id: 'crm', routing: 'matched', end: { state: 'discarded', reason: 'http_400', at: AT } },
        attempts: [
          {
            ...{ packId: 'p-1', retry: 0, decidedAt: AT, result: 'discard', reason: 'http_400' },
            example: { at: AT, messageId: 'm-1', reason: 'http_400', latencyMs: 87, answer: event },
          },
        ],
      },
    ],
  };
}

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

/** In which everything that the pages show is called that. */
const called = (names: readonly string[]): Answers => {
  const last = names.at(-1) ?? '';
  return {
    ...ANSWERS,
    'GET /sources': { sources: [aSource('web', last)], pagination: {} },
    'GET /sources/{sourceId}': { source: aSource('web', last) },
    'GET /sources/{sourceId}/schema': { events: names.map(anEventSchema), others: 0, pagination: {} },
    'GET /sources/{sourceId}/events': tail(last),
    'GET /destinations': { destinations: names.map((name, i) => aDestination(`d${i}`, name, 'web')), pagination: {} },
    'GET /destinations/{destinationId}': { destination: aDestination('crm', last, 'web') },
    'GET /undelivered-events': { undeliveredEvents: names.map(anUndelivered), pagination: {} },
    'GET /sources/{sourceId}/trace': { trace: aTrace(last) },
  };
};

const OF_GROUP = 'undelivered?destination=crm&outcome=discarded&reason=http_400';

describe('a page', () => {
  test.each([
    ['source-overview', 'sources/web', 'no_type'],
    ['source-schema', 'sources/web/schema', 'Order Completed'],
    ['source-setup', 'sources/web/setup', 'Or let the console send one'],
    ['source-debugger', 'sources/web/debugger', 'Order Completed'],
    ['source-settings', 'sources/web/settings', 'To change a key without a gap'],
    ['source-history', 'sources/web/history', 'https://old.example'],
    ['destination-overview', 'destinations/crm', 'dead-lettered: HTTP 503'],
    ['destination-settings', 'destinations/crm/settings', 'When it counts as down'],
    ['destination-filter', 'destinations/crm/filter', 'Fields that this source sends'],
    ['destination-mappings', 'destinations/crm/mappings', 'What helps until then'],
    ['destination-tester', 'destinations/crm/tester', 'What would become of it'],
    ['destination-undelivered', `destinations/crm/${OF_GROUP}`, 'Order Completed'],
    ['destination-replays', 'destinations/crm/replays', 'penstock replay create'],
    ['destination-history', 'destinations/crm/history', 'https://old.example'],
    ['undelivered', OF_GROUP, 'Order Completed'],
    ['event', 'events/web?messageId=m-1', 'The event, as it was accepted'],
    ['replays', 'replays', 'penstock replay create'],
  ])(
    'holds in any window, with forced colours, by keyboard, and while the API is away: %s',
    async (name, path, shows) => {
      const { answers, refuseWith } = refusable(ANSWERS);
      const opened = await site.open(`/w/acme/${path}`, answers);
      await opened.page.getByText(shows).first().waitFor();

      await expectFits(opened);
      await expectForcedColours(opened);
      await expectKeyboardReaches(opened);
      await expectKept(opened, { name, shows, refuseWith });

      await opened.close();
    },
  );

  test.each([
    ['source-schema', 'sources/web/schema'],
    ['source-debugger', 'sources/web/debugger'],
    ['destination-overview', 'destinations/crm'],
    ['undelivered', OF_GROUP],
    ['event', 'events/web?messageId=m-1'],
  ])('bears names of 200 characters, in other scripts and with HTML: %s', async (name, path) => {
    const opened = await site.open(`/w/acme/${path}`, called(HARD_NAMES));
    await opened.page.getByText('{{7*7}}').first().waitFor();

    await expectUnharmed(opened);

    await opened.expectSound(`${name}-names`);
    await opened.close();
  });

  test('of 10,000 undelivered events has fewer than 1,000 nodes', async () => {
    const opened = await site.open(`/w/acme/${OF_GROUP}`, {
      ...ANSWERS,
      'GET /undelivered-events/summary': { reasons: [aGroup('http_400', 10_000)], pagination: {} },
      'GET /undelivered-events': { undeliveredEvents: many(10_000, (i) => anUndelivered(`E${i}`)), pagination: {} },
    });

    await expectFewNodes(opened);

    await opened.close();
  });
});

test('rows of a filter and its text change each other, and what rows cannot show stays in the text', async () => {
  const opened = await site.open('/w/acme/destinations/crm/filter', ANSWERS);
  const { page } = opened;
  const text = page.getByRole('textbox', { name: 'Filter in FQL' });
  await page.getByRole('button', { name: 'Add a condition' }).click();
  const second = page.getByRole('group', { name: 'Condition 2' });
  await second.getByLabel('Field').fill('properties.total');
  await second.getByLabel('Comparison').selectOption('is at least');
  await second.getByLabel('Value', { exact: true }).fill('10');
  await page.getByRole('button', { name: 'One holds' }).click();

  await expect.poll(() => text.innerText()).toMatch(/type = "track"\s+or properties\.total >= 10/);
  await expectFits(opened);
  await opened.expectSound('filter-rows');

  await text.fill('event = "Refund"');
  await expect
    .poll(() => page.getByRole('group', { name: 'Condition 1' }).getByLabel('Field').inputValue())
    .toBe('event');
  expect(await second.count()).toBe(0);
  await text.fill('not (event = "Refund" and type = "track")');
  await page.getByText('This filter says more than rows can show.').waitFor();

  expect(opened.faults).toEqual([]);
  await opened.close();
});

test('a field that is most likely misspelt is named while it is typed, put right by a click, and saved all the same', async () => {
  const saved: unknown[] = [];
  const opened = await site.open('/w/acme/destinations/crm/filter', {
    ...ANSWERS,
    'PATCH /destinations/{destinationId}': ({ body }) => {
      saved.push(body);
      return { destination: aDestination('crm', 'Acme CRM', 'web'), warnings: [] };
    },
  });
  const { page } = opened;
  const text = page.getByRole('textbox', { name: 'Filter in FQL' });

  await text.fill('evnt = "Order" and properties.totl > 3');
  const hint = page.getByRole('status').filter({ hasText: 'Did you mean event?' });
  await hint.waitFor();
  await page.getByText('Did you mean properties.total?').waitFor();
  await expectFits(opened);
  await opened.expectSound('filter-hints');

  await hint.getByRole('button', { name: 'Put it right' }).click();
  await expect.poll(() => text.innerText()).toBe('event = "Order" and properties.totl > 3');
  expect(await hint.count()).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => saved).toEqual([{ filter: 'event = "Order" and properties.totl > 3' }]);
  expect(opened.faults).toEqual([]);
  await opened.close();
});

test('the settings of a destination say which subscriptions it has, and where they are changed', async () => {
  const subscriptions = [{ id: 'orders', name: 'Orders', enabled: true, trigger: 'event = "Order Completed"' }];
  const opened = await site.open('/w/acme/destinations/crm/settings', {
    ...ANSWERS,
    'GET /destinations/{destinationId}': { destination: { ...aDestination('crm', 'Acme CRM', 'web'), subscriptions } },
  });
  await opened.page.getByText('not here; the overview has their numbers').waitFor();

  await expectFits(opened);

  await opened.expectSound('destination-subscriptions');
  await opened.close();
});

test('the functions of a destination are chosen, inserted in an order, and saved', async () => {
  const sent: unknown[] = [];
  const own = { ...aDestination('crm', 'Acme CRM', 'web'), kind: 'function', function: 'to-crm', settings: {} };
  const functions = [
    aFunction({ settings: { endpoint: { type: 'string', label: 'Endpoint' } } }),
    ...['first', 'second'].map((id) =>
      aFunction({
        ...{ id, name: `The ${id} one`, type: 'insert', deployedVersion: 1 },
        settings: id === 'first' ? { salt: { type: 'string', secret: true, required: true } } : {},
      }),
    ),
  ];
  const opened = await site.open('/w/acme/destinations/crm/settings', {
    ...ANSWERS,
    'GET /functions': { functions, pagination: {} },
    'GET /functions/{functionId}': ({ params }) => ({
      ...{ function: functions.find(({ id }) => id === params['functionId']) ?? aFunction(), code: '' },
    }),
    'GET /destinations/{destinationId}': { destination: own },
    'PATCH /destinations/{destinationId}': ({ body }) => {
      sent.push(body);
      return { destination: own, warnings: [] };
    },
  });
  const { page } = opened;

  await page.getByLabel('Insert a function').selectOption('first');
  await page.getByLabel('Insert another one').selectOption('second');
  await page.getByRole('button', { name: 'The second one earlier' }).click();
  await page.getByLabel('salt').fill('a-salt');
  await page.getByLabel('Endpoint').fill('https://crm.example.com/in');
  await expectFits(opened);
  await opened.expectSound('destination-functions');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Acme CRM is saved').waitFor();

  expect(sent).toEqual([
    {
      insert: ['second', { function: 'first', settings: { salt: 'a-salt' } }],
      settings: { endpoint: 'https://crm.example.com/in' },
    },
  ]);
  await opened.close();
});
