import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { aDestination, aSource } from '../support/console/an-overview.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

// Answers name things by their ids, and people read their names.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const AT = '2026-11-02T10:00:00.000Z';
const BY = { type: 'member', id: 'usr_1', name: 'ada@example.com' };
const NO_DELIVERIES = { delivered: 0, attempts: 0, waiting: 0, held: 0, discarded: {}, deadLettered: {}, redriven: 0 };

const CRM = { ...aDestination('crm-7', 'Acme CRM', 'src-1'), metadataId: 'acme', componentVersion: 3 };

const replay: DataOf<'GET /replays/{replayId}'>['replay'] = {
  ...{ id: 'mx-000001', state: 'done', destinationId: 'crm-7', sourceIds: ['src-1', 'gone-2'], from: AT, to: AT },
  ...{ onlyUndelivered: true, ratePerSecond: 10, dryRun: false, createdAt: AT, endedAt: AT, deliveries: NO_DELIVERIES },
  progress: {
    ...{ share: 1, objects: 0, read: 0, sent: 0, redriven: 0, filtered: {}, outside: 0, duplicates: 0 },
    ...{ sentLive: 0, sentBefore: 0, unknown: 0, unreadableObjects: 0 },
  },
};

const ANSWERS: Answers = {
  'GET /sources': { sources: [aSource('src-1', 'Storefront')], pagination: {} },
  'GET /destinations': { destinations: [CRM], pagination: {} },
  'GET /destinations/{destinationId}': { destination: { ...CRM, installedBy: 'acme-app' } },
  'GET /catalog/destinations': {
    destinationsCatalog: [
      {
        ...{ id: 'acme', slug: 'acme', name: 'Acme for Sales', description: '', categories: [], logos: {} },
        ...{ status: 'PUBLIC', version: 3, publishedAt: AT },
      },
    ],
    pagination: {},
  },
  'GET /oauth/grants': {
    grants: [
      {
        ...{ id: 'gra_1', sourceId: 'src-1', appId: 'acme-app', name: 'Acme Connect', scope: 'destination/acme' },
        ...{ createdBy: { id: 'usr_1', name: 'ada@example.com' }, createdAt: AT, connectedAt: AT },
      },
    ],
    pagination: {},
  },
  'GET /components': {
    components: [
      {
        ...{ id: 'cmp-3', slug: 'cmp-3', name: 'Acme Push', appId: 'app-1', workspaceId: 'acme', kind: 'webhook' },
        ...{ state: 'building', actions: [], invitedWorkspaces: [], createdAt: AT },
      },
    ],
    pagination: {},
  },
  'GET /delivery-overview': { generatedAt: AT, sources: [], destinations: [] },
  'GET /delivery-overview/destinations/{destinationId}': { series: [] },
  'GET /delivery-overview/sources/{sourceId}': { series: [] },
  'GET /delivery-overview/series': { startTime: AT, granularity: 'MINUTE', sources: [], destinations: [] },
  'GET /notices': {
    notices: [
      { kind: 'switched-off', resourceType: 'destination', resourceId: 'crm-7', message: 'It refused.', at: AT },
      { kind: 'review-approved', resourceType: 'component', resourceId: 'cmp-3', message: 'Fine.', at: AT },
      { kind: 'warning', resourceType: 'destination', resourceId: 'gone-2', message: 'It was slow.', at: AT },
    ],
    pagination: {},
  },
  'GET /replays/{replayId}': { replay },
  'GET /replays': { replays: [replay], pagination: {} },
  'GET /events': {
    events: [{ sourceId: 'src-1', messageId: 'm-1', keyClass: 'browser', claimedAt: AT, expiresAt: AT }],
  },
  'GET /audit-events': {
    auditEvents: [
      { id: 'a-1', timestamp: AT, type: 'updateSource', actor: BY, resourceType: 'source', resourceId: 'src-1' },
      { id: 'a-2', timestamp: AT, type: 'deleteUser', actor: BY, resourceType: 'token', resourceId: 'tok_0001' },
    ],
    pagination: {},
  },
  'GET /workspace-file/drift': {
    changes: [
      {
        ...{ id: 'a-1', action: 'update', resourceType: 'source', resourceId: 'src-1', actor: BY, timestamp: AT },
        differences: [],
      },
    ],
    pagination: {},
  },
};

describe('a page says what things are called', () => {
  test.each([
    ['notices', ['Acme CRM (crm-7)', 'Acme Push (cmp-3)']],
    ['replays', ['Acme CRM (crm-7)']],
    ['replays/mx-000001', ['Acme CRM (crm-7)']],
    ['destinations', ['Storefront (src-1)', 'Acme for Sales (acme)']],
    ['destinations/crm-7/mappings', ['Storefront (src-1)', 'Acme for Sales (acme)', 'Acme Connect (acme-app)']],
    ['grants', ['Storefront (src-1)']],
    ['events?messageId=m-1', ['Storefront (src-1)']],
    ['audit', ['Storefront (src-1)']],
    ['file', ['Storefront (src-1)']],
  ])('and has their ids in titles: %s', async (path, titles) => {
    const { page, expectSound, close } = await site.open(`/w/acme/${path}`, ANSWERS);

    for (const title of titles) {
      const name = page.getByTitle(title, { exact: true }).first();
      await name.waitFor();
      expect(await name.innerText()).toBe(title.replace(/ \(.*/, ''));
    }

    await expectSound(`names-${path.replace(/\W.*/, '')}`);
    await close();
  });

  test('and shows the id of what is gone, and of what it may not read', async () => {
    const { page, close } = await site.open('/w/acme/notices', {
      ...ANSWERS,
      'GET /components': refuse(403, 'forbidden', 'Not yours.'),
    });
    await page.getByRole('link', { name: 'Acme CRM', exact: true }).waitFor();

    const links = await page
      .getByRole('row')
      .getByRole('link', { name: /^(gone-2|cmp-3)$/ })
      .allInnerTexts();

    expect(links.toSorted()).toEqual(['cmp-3', 'gone-2']);
    await close();
  });

  test('where one filters by ids, the id stands beside the name', async () => {
    const { page, close } = await site.open('/w/acme/audit', ANSWERS);

    await page.getByText('Storefront').waitFor();

    expect(await page.getByRole('cell', { name: 'Storefront src-1' }).count()).toBe(1);
    expect(await page.getByRole('cell', { name: 'tok_0001' }).count()).toBe(1);
    await close();
  });

  test('and a replay names the sources that it reads', async () => {
    const { page, close } = await site.open('/w/acme/replays/mx-000001', ANSWERS);

    await page.getByText('of Storefront, gone-2, 10 a second at most').waitFor();

    expect(await page.getByText('src-1').count()).toBe(0);
    await close();
  });

  test('in a table with many rows each list is asked for once', async () => {
    const asked: string[] = [];
    const destinations = Array.from({ length: 300 }, (_, index) => aDestination(`d${index}`, `Desk ${index}`, 'src-1'));
    const { page, close } = await site.open('/w/acme/destinations', {
      ...ANSWERS,
      'GET /destinations': { destinations, pagination: {} },
      'GET /sources': () => {
        asked.push('sources');
        return { sources: [aSource('src-1', 'Storefront')], pagination: {} };
      },
    });

    await page.getByTitle('Storefront (src-1)').first().waitFor();
    await page.getByRole('searchbox').or(page.getByLabel('Find a destination')).first().fill('storefront desk 299');
    await page.getByRole('link', { name: 'Desk 299' }).waitFor();

    expect(asked).toEqual(['sources']);
    await close();
  });
});
