import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const LONG = '長い名前 '.repeat(40).trim();

type Source = Extract<NonNullable<Answers['GET /sources/{sourceId}']>, { source: unknown }>['source'];

const aSource = (overrides: Partial<Source> = {}): Source => ({
  ...{ id: 'web', slug: 'web', name: 'Website', workspaceId: 'acme', enabled: true },
  ...{ writeKeys: ['wk_1', 'wk_2'], serverWriteKeys: ['wk_2'], settings: { acceptDeletes: false } },
  ...overrides,
});

const NOTHING_DELIVERED = {
  'GET /delivery-overview': { generatedAt: '2026-11-02T10:42:14.000Z', sources: [], destinations: [] },
  'GET /delivery-overview/sources/{sourceId}': { series: [] },
  'GET /destinations': { destinations: [], pagination: {} },
} as const satisfies Answers;

const seen = (number: number) => ({
  ...{ receivedAt: new Date(Date.UTC(2026, 10, 2, 10, 0, 0, number)).toISOString(), verdict: 'accepted' as const },
  ...{ type: 'track', name: `Event ${number}`, messageId: `m-${number}`, isCut: false },
  text: JSON.stringify({ type: 'track', event: `Event ${number}`, userId: `u-${number}` }),
});

describe('the sources', () => {
  test('say what to do when there is none', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/sources', {
      ...NOTHING_DELIVERED,
      'GET /sources': { sources: [], pagination: {} },
    });

    await page.getByText('penstock sources create Website').waitFor();

    await expectSound('sources-empty');
    await close();
  });

  test('with 10,000 of them build few rows, and say how many there are', async () => {
    const sources = Array.from({ length: 10_000 }, (_, index) => aSource({ id: `s-${index}`, name: LONG }));
    const { page, expectSound, close } = await site.open('/w/acme/sources', {
      ...NOTHING_DELIVERED,
      'GET /sources': { sources, pagination: {} },
    });

    await page.getByText('s-1', { exact: true }).waitFor();

    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001');
    expect(await page.getByRole('row').count()).toBeLessThan(100);
    await expectSound('sources-many');
    await close();
  });

  test('cannot be created by who may only read, and say who can', async () => {
    const { page, expectSound, close } = await site.open(
      '/w/acme/sources?new=yes',
      { ...NOTHING_DELIVERED, 'GET /sources': { sources: [aSource({ writeKeys: [] })], pagination: {} } },
      { role: 'read-only' },
    );

    await page.getByText('For owner, operator, developer', { exact: true }).waitFor();

    expect(await page.getByRole('dialog').count()).toBe(0);
    await expectSound('sources-read-only');
    await close();
  });

  test('say that an id is taken where it is typed', async () => {
    const { page, close } = await site.open('/w/acme/sources?new=yes', {
      ...NOTHING_DELIVERED,
      'GET /sources': { sources: [aSource()], pagination: {} },
      'POST /sources': refuse(409, 'already_exists', 'The source "web" exists already, or was just created.'),
    });

    await page.getByLabel('Name').fill('Web');
    await page.getByRole('button', { name: 'Create the source' }).click();
    await page.getByText('exists already').waitFor();

    expect(await page.getByLabel('Id').getAttribute('aria-invalid')).toBe('true');
    await close();
  });
});

describe('the debugger', () => {
  test('holds still when paused, counts what waits, and shows it when asked', async () => {
    let looks = 0;
    const { page, expectSound, close } = await site.open(
      '/w/acme/sources/web/debugger',
      {
        ...NOTHING_DELIVERED,
        'GET /sources/{sourceId}': { source: aSource() },
        'GET /sources/{sourceId}/events': () => ({
          ...{ events: [seen(looks++)], cursor: String(looks), watchedUntil: '2026-11-02T10:43:14.000Z' },
        }),
      },
      { now: null },
    );
    await page.getByText('Event 0').waitFor();

    await page.keyboard.press('p');
    await page.getByRole('button', { name: /^Show \d+ new/ }).waitFor();
    const held = await page.getByRole('row').count();
    expect(held - 1).toBeLessThan(looks);
    await page.getByRole('button', { name: /^Show \d+ new/ }).click();
    await page
      .getByText(/Event [2-9]/)
      .first()
      .waitFor();

    await expectSound('debugger-live');
    await close();
  });

  test('keeps events from who may not see them, and says who may', async () => {
    const { page, expectSound, close } = await site.open(
      '/w/acme/sources/web/debugger',
      { ...NOTHING_DELIVERED, 'GET /sources/{sourceId}': { source: aSource({ writeKeys: [], serverWriteKeys: [] }) } },
      { role: 'read-only' },
    );

    await page.getByText('You may not see events').waitFor();

    await expectSound('debugger-read-only');
    await close();
  });

  test('keeps what it has when the API is away', async () => {
    let looks = 0;
    const { page, close } = await site.open(
      '/w/acme/sources/web/debugger',
      {
        ...NOTHING_DELIVERED,
        'GET /sources/{sourceId}': { source: aSource() },
        'GET /sources/{sourceId}/events': () =>
          looks++ === 0
            ? { events: [seen(0)], cursor: '1', watchedUntil: '2026-11-02T10:43:14.000Z' }
            : refuse(429, 'too_many_requests', 'Too many requests.'),
      },
      { now: null },
    );

    await page.getByText('Too many requests.').waitFor();

    expect(await page.getByText('Event 0').count()).toBe(1);
    await close();
  });
});

describe('keys and settings', () => {
  test('delete only what was typed, and say what is in the way', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/sources/web/settings', {
      ...NOTHING_DELIVERED,
      'GET /sources/{sourceId}': { source: aSource({ name: LONG }) },
      'DELETE /sources/{sourceId}': refuse(409, 'source_in_use', 'Delete its destinations first: crm.'),
    });

    await page.getByRole('button', { name: 'Delete the source' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Type web first').waitFor();
    await dialog.getByLabel('Type web to go on').fill('web');
    await dialog.getByRole('button', { name: 'Delete the source' }).click();
    await dialog.getByText('Delete its destinations first: crm.').waitFor();

    await expectSound('source-delete');
    await close();
  });

  test('are read on a phone, and switch a source off there', async () => {
    const sent: unknown[] = [];
    const { page, expectSound, close } = await site.open(
      '/w/acme/sources/web/settings',
      {
        ...NOTHING_DELIVERED,
        'GET /sources/{sourceId}': { source: aSource() },
        'PATCH /sources/{sourceId}': ({ body }) => {
          sent.push(body);
          return { source: aSource({ enabled: false }) };
        },
      },
      { viewport: { width: 390, height: 800 } },
    );

    await page.getByRole('button', { name: 'Switch the source off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch the source off' }).click();
    await page.getByText('Website is switched off').waitFor();

    expect(sent).toEqual([{ enabled: false }]);
    await expectSound('source-settings-phone');
    await close();
  });
});

describe('an event', () => {
  test('whose claim has expired is looked for in the archive at the time that somebody says', async () => {
    const asked: string[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/events/web?messageId=m-1', {
      ...NOTHING_DELIVERED,
      'GET /sources': { sources: [aSource()], pagination: {} },
      'GET /sources/{sourceId}/trace': ({ query }) => {
        asked.push(query['receivedAt'] ?? '');
        return refuse(404, 'unknown_event', 'No event "m-1" of the source "web" is known.');
      },
    });

    await page.getByLabel('About when it came, in UTC').fill('2026-11-01T10:05:00');
    await expectSound('event-unknown');
    await page.getByRole('button', { name: 'Look in the archive' }).click();

    await expect.poll(() => asked.at(-1)).toBe('2026-11-01T10:05:00.000Z');
    await close();
  });
});

describe('the history of a source', () => {
  const change = {
    resourceType: 'source',
    resourceId: 'web',
    actor: { type: 'member', id: 'u', name: 'ada@example.com' },
  };
  const CHANGES = [
    { ...change, id: 'a-2', timestamp: '2026-11-02T10:30:00.000Z', type: 'updateSource' },
    { ...change, id: 'a-1', timestamp: '2026-11-01T09:00:00.000Z', type: 'createSource' },
  ];

  test('has who created it and what was changed since, of this source alone', async () => {
    const asked: Record<string, string>[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/sources/web/settings', {
      ...NOTHING_DELIVERED,
      'GET /sources/{sourceId}': { source: aSource() },
      'GET /audit-events': ({ query }) => {
        asked.push(query);
        const [updated, created] = CHANGES;
        return {
          auditEvents: [
            { ...updated, before: { name: 'Shop', enabled: true }, after: { name: 'Website', enabled: true } },
            { ...created, after: { name: 'Shop', enabled: true } },
          ],
          pagination: {},
        } as DataOf<'GET /audit-events'>;
      },
    });

    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByText('created this source').waitFor();

    const changed = page.getByRole('table', { name: 'What has changed' });
    expect(await changed.getByRole('row').last().innerText()).toMatch(/name\s+Shop\s+Website/);
    expect(asked).toEqual([expect.objectContaining({ resourceType: 'source', resourceId: 'web' })]);
    await expectSound('source-history');
    await close();
  });

  test('says of a source that only the workspace file has made why nothing is there', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/sources/web/history', {
      ...NOTHING_DELIVERED,
      'GET /sources/{sourceId}': { source: aSource() },
      'GET /audit-events': { auditEvents: [], pagination: {} },
    });

    await page.getByText('Nobody has changed Website by the API or here.').waitFor();

    await expectSound('source-history-empty');
    await close();
  });

  test('is kept from who may not read the audit log', async () => {
    const { page, close } = await site.open(
      '/w/acme/sources/web/history',
      { ...NOTHING_DELIVERED, 'GET /sources/{sourceId}': { source: aSource({ writeKeys: [], serverWriteKeys: [] }) } },
      { role: 'read-only' },
    );

    await page.getByText('You may not see who has changed what').waitFor();

    expect(await page.getByText('Who can: owner, operator.').count()).toBe(1);
    await close();
  });
});

describe('a source of requests', () => {
  const OF_REQUESTS = aSource({ id: 'shop', name: 'Shop', writeKeys: [], serverWriteKeys: [], function: 'from-shop' });
  const received = (number: number) => ({
    ...{ requestId: `r-${number}`, receivedAt: seen(number).receivedAt, method: 'POST', bytes: 60, status: 200 },
  });
  const ANSWERS = {
    ...NOTHING_DELIVERED,
    'GET /sources/{sourceId}': { source: OF_REQUESTS },
    'GET /delivery-overview/series': {
      ...{ startTime: '2026-11-02T10:00:00.000Z', granularity: 'MINUTE', sources: [], destinations: [] },
    },
    'GET /sources/{sourceId}/requests': {
      requests: [
        { ...received(3), outcome: 'failed', reason: 'function_error', message: `TypeError: <b>${LONG}</b>` },
        {
          ...received(2),
          outcome: 'again',
          reason: 'function_retry',
          runs: 2,
          runsAgainAt: '2026-11-02T10:44:00.000Z',
        },
        { ...received(1), outcome: 'made', events: 2, refused: 1 },
      ],
    },
  } as const satisfies Answers;

  test('shows what became of its last requests', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/sources/shop', ANSWERS);

    await page.getByText('2 events, 1 of them refused').waitFor();

    await page.getByText('no events: the function failed').waitFor();
    await page.getByText(/failed 2 times, again in/).waitFor();
    expect(await page.getByTitle(/^function_error: TypeError: <b>/).count()).toBe(1);
    await expectSound('source-requests');
    await close();
  });

  test('says that none has come, and to who may not see them who may', async () => {
    const nothing = { ...ANSWERS, 'GET /sources/{sourceId}/requests': { requests: [] } };
    const { page, close } = await site.open('/w/acme/sources/shop', nothing);
    await page.getByText('No request has come in the last three days.').waitFor();
    expect(await page.getByRole('table', { name: /last requests/ }).count()).toBe(0);
    await close();

    const other = await site.open('/w/acme/sources/shop', nothing, { role: 'read-only' });
    await other.page.getByText(/see its last requests/).waitFor();
    await other.close();
  });
});
