// Who may only look, and who only reviews, go over every page and press whatever can be pressed: nothing fails, and what they
// may not do says who may. Against the running pipeline, so that no page thinks differently of a role than the API.
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionsOf, rolesWith, type Role } from '../../domain/access/permissions.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aCompleteApp, aDefinition } from '../support/a-component.ts';
import { launchBrowser } from '../support/browser.ts';
import { settle } from '../support/console/in-page.ts';
import { basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { createActors, type Actors } from './console-actors.ts';

let pipeline: TestPipeline;
let browser: Browser;
let partner: Receiver;
let actors: Actors;

beforeAll(async () => {
  [pipeline, browser, partner] = await Promise.all([
    startTestPipeline({ workspace: 'from-file', sources: [{ id: 'web', writeKeys: ['wk_web'] }] }),
    launchBrowser(),
    startReceiver(),
  ]);
  actors = createActors(pipeline.url, browser);
  await actors.addWorkspace('acme', { reviews: true });
  await actors.addRole('acme', 'read-only');
  await actors.addRole('acme', 'reviewer');
  await fillWorkspace();
});
afterAll(async () => {
  await browser.close();
  await pipeline.close();
  await partner.close();
});

/** Something on every page; a destination that refuses all, so that there is something undelivered too. */
async function fillWorkspace(): Promise<void> {
  partner.react(() => ({ status: 400 }));
  const as = <Data>(line: string, body?: object): Promise<Data> => actors.call<Data>('acme', line, body);
  const { source } = await as<{ source: { writeKeys: string[] } }>('POST /sources', { id: 'shop', name: 'Shop' });
  const settings = { url: `${partner.url}/in` };
  await as('POST /destinations', { id: 'hook', name: 'Hook', sourceId: 'shop', kind: 'webhook', settings });
  await as('POST /functions', { id: 'to-crm', type: 'destination', code: 'async function onTrack() {}' });
  await as('POST /apps', { id: 'crm', ...aCompleteApp });
  await as('POST /components', { ...aDefinition, id: 'crm-hook', appId: 'crm', kind: 'webhook' });
  const headers = { authorization: basic(source.writeKeys[0] ?? '') };
  // A destination that is new gets the events of a moment later.
  while (partner.requests.length === 0) {
    await pipeline.send('/v1/track', { userId: 'u', event: 'Refused' }, headers);
    await pipeline.drain();
  }
}

/** Pages below those of the navigation. */
const BELOW = [
  ...['sources/shop', 'sources/shop/debugger', 'sources/shop/schema', 'sources/shop/setup', 'sources/shop/settings'],
  'sources/shop/history',
  ...['', '/settings', '/filter', '/tester', '/undelivered', '/replays', '/history'].map(
    (tab) => `destinations/hook${tab}`,
  ),
  ...['', '/code', '/versions', '/logs', '/connect'].map((tab) => `functions/to-crm${tab}`),
  ...['functions/_new', 'catalog/_webhook/connect', 'developer/apps/crm'],
  ...['', '/settings', '/test', '/docs', '/publish'].map((tab) => `developer/components/crm-hook${tab}`),
];

test.for(['read-only', 'reviewer'] as const)('%s: nothing fails on any page', async (role) => {
  const opened = await actors.open(`acme/${role}`, '/w/acme/connections');
  const { page } = opened;
  const idle = idleOf(page);
  const failed: string[] = [];
  page.on('response', (response) => {
    const at = new URL(page.url()).pathname;
    if (response.status() >= 400) failed.push(`${at}: ${response.status()} ${new URL(response.url()).pathname}`);
  });
  const links = await page.getByRole('complementary').getByRole('link').all();
  const paths = await Promise.all(links.map((link) => link.getAttribute('href')));
  const greyed = await page.locator('nav a[aria-disabled=true]').allInnerTexts();

  for (const path of [...paths.filter((one) => one?.startsWith('/w/')), ...BELOW.map((one) => `/w/acme/${one}`)]) {
    await page.goto(`${pipeline.url}${path ?? ''}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await idle();
    await pressEverything(page, idle);
  }

  expect(failed).toEqual([]);
  expect(greyed).toEqual(greyedFor(role));
  expect(opened.faults).toEqual([]);
  await opened.close();
});

/** What can be pressed, each once, in its place; what has led elsewhere is come back from. */
async function pressEverything(page: Page, idle: () => Promise<void>): Promise<void> {
  const url = page.url();
  const buttons = page.getByRole('main').getByRole('button', { disabled: false });
  for (let index = 0; index < (await buttons.count()); index += 1) {
    const button = buttons.nth(index);
    if ((await button.getAttribute('aria-disabled')) === 'true' || !(await button.isVisible())) continue;
    await button.click();
    await idle();
    await page.keyboard.press('Escape');
    if (new URL(page.url()).pathname !== new URL(url).pathname) await page.goto(url);
  }
}

/** Waits until nothing is asked: the load state of Playwright is one only when nothing was asked for half a second. */
function idleOf(page: Page): () => Promise<void> {
  const asked = new Set<Request>();
  page.on('request', (request) => asked.add(request));
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
  return async () => {
    await settle(page);
    await expect.poll(() => asked.size, { interval: 20 }).toBe(0);
  };
}

/** Entries of the navigation, with the roles that they are for. */
function greyedFor(role: Role): string[] {
  const entries = [
    ['Events', 'events:read'],
    ['Reviews', 'reviews:read'],
    ['Access requests', 'access-requests:read'],
    ['Tokens', 'tokens:read'],
    ['Apps with access', 'grants:read'],
    ['Audit log', 'audit:read'],
    ['Workspace file', 'workspace-file:read'],
  ] as const;
  return entries
    .filter(([, permission]) => !permissionsOf(role).has(permission))
    .map(([label, permission]) => `${label}\n. For ${rolesWith(permission).join(', ')}`);
}
