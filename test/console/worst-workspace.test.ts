import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { expectFits } from '../support/console/worst-layout.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

// The pages of a workspace at their worst, and what is shown where there is no page.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());
const siteOf = (): ConsoleSite => site;

const AT = '2026-11-02T10:00:00.000Z';
const BY = { type: 'member', id: 'usr_1', name: 'ada@example.com' };
const number = (index: number): string => String(index).padStart(16, '0');

const tokens = (names: readonly string[]): Answers => ({
  'GET /tokens': {
    tokens: names.map((name, index) => ({
      ...{ id: `tok_${number(index)}`, name, role: 'developer', createdBy: { ...BY, name }, createdAt: AT },
    })),
    pagination: {},
  },
});
const grants = (names: readonly string[]): Answers => ({
  'GET /oauth/grants': {
    grants: names.map((name, index) => ({
      ...{ id: `gra_${index}`, sourceId: 'web', appId: 'acme', name, scope: 'destination/acme' },
      ...{ createdBy: { id: 'usr_1', name }, createdAt: AT, connectedAt: AT },
    })),
    pagination: {},
  },
});
const notices = (messages: readonly string[]): Answers => ({
  'GET /notices': {
    notices: messages.map((message, index) => ({
      ...{ kind: 'down', resourceType: 'destination', resourceId: `d-${index}`, message, at: AT },
    })),
    pagination: {},
  },
});
const audit = (names: readonly string[]): Answers => ({
  'GET /users': { users: [], pagination: {} },
  'GET /audit-events': {
    auditEvents: names.map((name, index) => ({
      ...{ id: `a-${index}`, timestamp: AT, type: 'updateDestination', actor: BY },
      ...{ resourceType: 'destination', resourceId: name, before: { name: 'CRM' }, after: { name } },
    })),
    pagination: {},
  },
});
const DELIVERIES = {
  ...{ matched: 0, delivered: 900, attempts: 1000, held: 0, redriven: 0 },
  ...{ filtered: {}, discarded: {}, deadLettered: {} },
};
const cost = (names: readonly string[]): Answers => ({
  'GET /destinations': {
    destinations: names.map((name, index) => ({
      ...{ id: `d-${index}`, name, sourceId: 'web', workspaceId: 'acme', enabled: true, kind: 'webhook' },
      ...{ lane: 'webhooks', replay: true, settings: {}, retry: { retries: 9, over: '4h' } },
      breaker: { failingShare: 0.5, minimumAttempts: 500, window: '1m', probeAfter: '30s' },
    })),
    pagination: {},
  },
  'GET /delivery-overview/series': {
    ...{ startTime: '2026-11-01T00:00:00.000Z', granularity: 'HOUR' },
    sources: [
      {
        ...{ id: 'web', accepted: [1000, 0, 500], rejected: [0, 0, 0] },
        sums: { accepted: 1500, duplicates: 0, rejected: {}, warned: {} },
      },
    ],
    destinations: names.map((_, index) => ({
      ...{ id: `d-${index}`, sourceId: 'web', matched: [], delivered: [], discarded: [], deadLettered: [] },
      sums: { ...DELIVERIES, latencyMs: { p50: 1, p95: 1, p99: 1 }, replayed: DELIVERIES },
    })),
  },
});
const DRIFT: Answers = { 'GET /workspace-file/drift': { lastApply: { at: AT, by: BY }, changes: [], pagination: {} } };
const many = (answers: (names: readonly string[]) => Answers) => ({
  answers: (count: number) => answers(Array.from({ length: count }, (_, index) => `Name ${index}`)),
});

describe('tokens', () => {
  testWorstStates(siteOf, {
    ...{ name: 'tokens', path: '/w/acme/tokens', answers: tokens(['Terraform']), shows: 'Terraform' },
    ...{ named: tokens, many: many(tokens) },
  });
});

describe('apps with access', () => {
  testWorstStates(siteOf, {
    ...{ name: 'grants', path: '/w/acme/grants', answers: grants(['Acme CRM']), shows: 'Acme CRM' },
    ...{ named: grants, many: many(grants) },
  });
});

describe('notices', () => {
  testWorstStates(siteOf, {
    ...{ name: 'notices', path: '/w/acme/notices', answers: notices(['HTTP 503']), shows: 'HTTP 503' },
    ...{ named: notices, many: many(notices) },
  });
});

describe('the audit log', () => {
  testWorstStates(siteOf, {
    ...{ name: 'audit', path: '/w/acme/audit', answers: audit(['ada@example.com']), shows: 'Update destination' },
    ...{ named: audit, many: many(audit) },
  });
});

describe('the cost', () => {
  testWorstStates(siteOf, {
    ...{ name: 'cost', path: '/w/acme/cost', answers: cost(['Acme CRM']), shows: 'Acme CRM' },
    ...{ named: cost, many: many(cost) },
  });
});

describe('the workspace file', () => {
  testWorstStates(siteOf, {
    ...{ name: 'file', path: '/w/acme/file', answers: DRIFT, shows: 'Nothing was changed beside it' },
  });
});

describe('a page that is not there', () => {
  test('says so, leads back, and fits everywhere', async () => {
    const opened = await site.open('/w/acme/no-such-page', {});
    await opened.page.getByText('There is no such page').first().waitFor();

    await expectFits(opened);
    await opened.expectSound('no-such-page');

    await opened.page.getByRole('link', { name: 'To the console' }).waitFor();
    await opened.close();
  });

  test('whose file is gone after an update offers to reload, and is there then', async () => {
    const opened = await site.open('/w/acme/notices', { ...notices(['HTTP 503']), ...tokens(['Terraform']) });
    const { page } = opened;
    await page.getByText('HTTP 503').waitFor();
    await page.route('**/*.js', (route) => route.abort());

    await page.getByRole('link', { name: 'Tokens' }).click();
    await page.getByText('This page could not be loaded.').waitFor();
    await expectFits(opened);
    expect(await opened.axe('light')).toEqual([]);
    await page.unroute('**/*.js');
    await page.getByRole('button', { name: 'Reload' }).click();

    await page.getByRole('row').filter({ hasText: 'Terraform' }).waitFor();
    await opened.close();
  });

  test('whose file cannot be had because Penstock is away is followed by what says that it is back', async () => {
    const { page, close } = await site.open('/w/acme/notices', { ...notices(['HTTP 503']), ...tokens(['Terraform']) });
    await page.getByText('HTTP 503').waitFor();
    await page.route('**/*', (route) => route.abort());

    await page.getByRole('link', { name: 'Tokens' }).click();
    await page.getByText('This page could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Cannot be reached' }).waitFor();
    await page.unroute('**/*');

    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Reload' }).count()).toBe(1);
    await close();
  });

  test('of which a part is gone stays, with what was typed on it', async () => {
    const { page, axe, close } = await site.open('/w/acme/file', DRIFT);
    const editor = page.getByRole('textbox', { name: 'The workspace file, as YAML or JSON' });
    await editor.fill('sources: []');
    await page.route('**/*.js', (route) => route.abort());

    await page.getByRole('button', { name: 'Save it with secrets…' }).click();
    await page.getByText('A part of this page could not be loaded.').waitFor();

    expect(await editor.innerText()).toContain('sources: []');
    expect(await axe('dark')).toEqual([]);
    await close();
  });
});
