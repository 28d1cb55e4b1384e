// From nothing to the first delivered event with nothing but the page, from the debugger to a trace, and events that are
// full of HTML: in a real browser, against the running pipeline.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { aWebhook } from '../support/test-pipeline.ts';
import { startClientWorld, type ClientWorld } from './client-world.ts';

const run = promisify(execFile);
const HOSTILE = `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>`;

let world: ClientWorld;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([
    startClientWorld((url) => [aWebhook(url, { name: HOSTILE })]),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const open = (path: string): Promise<ConsolePage> =>
  openPage({ browser, url: `${world.url}${path}`, test: { unanswered: [] } }, { now: null });

function call(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${world.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Makes a destination of a source, which functions know a moment later. */
async function connect(sourceId: string): Promise<void> {
  const response = await call('POST', '/destinations', {
    ...{ id: 'shop-crm', name: 'Shop CRM', sourceId, kind: 'webhook' },
    settings: { url: `${world.receiver.url}/shop` },
  });
  expect(response.status).toBe(201);
}

async function createSource(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create a source' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create the source' }).click();
  await page.getByRole('heading', { name: 'Waiting for the first event' }).waitFor();
}

test('a new source has its first event delivered by what the page says, and one more by its button', async () => {
  const { page, expectSound, close } = await open('/');
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.getByRole('link', { name: 'web', exact: true }).waitFor();
  await expectSound('sources');

  await createSource(page, 'Web shop');
  expect(new URL(page.url()).pathname).toBe('/w/acme/sources/web-shop/setup');
  await connect('web-shop');
  await page.getByRole('button', { name: 'curl' }).click();
  await expectSound('source-setup-waiting');
  const snippet = await page.getByRole('region', { name: 'curl: Send' }).innerText();
  await run('sh', ['-c', snippet.replace(/^\$ /, '')]);

  await page.getByRole('heading', { name: 'The first event has arrived' }).waitFor();
  await page.getByText('It can be replayed to any destination later.').waitFor();
  await page.getByRole('button', { name: 'Send test event' }).click();
  await page.getByRole('heading', { name: 'The test event has arrived' }).waitFor();
  await page.getByText(/^Delivered in \d/).waitFor();
  await expectSound('source-setup-delivered');

  const got = world.receiver.requests.filter(({ path }) => path === '/shop').map(({ body }) => body);
  expect(got.join('\n')).toContain('Penstock Test Event');
  await close();
});

test('the debugger shows what comes, leads to its trace in another tab, and nothing in an event runs', async () => {
  const { page, expectSound, faults, close } = await open('/w/acme/sources/web/debugger');
  await page.getByText('Nothing has come in lately').waitFor();
  await world.pipeline.send('/v1/track', {
    ...{ messageId: HOSTILE, userId: HOSTILE, event: HOSTILE },
    properties: { [HOSTILE]: HOSTILE, '</script>': '</pre></code>', total: 12345678901234567890n.toString() },
  });
  await world.pipeline.send('/v1/track', { event: 'Without anybody' });

  const row = page.getByRole('row').filter({ hasText: 'onerror' });
  await row.waitFor();
  await row.click();
  await page.getByRole('link', { name: 'Trace it' }).waitFor();
  await expectSound('source-debugger');
  const [trace] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Trace it' }).click({ modifiers: ['ControlOrMeta'] }),
  ]);
  await trace
    .getByText(/^Delivered in \d/)
    .first()
    .waitFor();

  expect(await trace.getByRole('heading', { level: 1 }).innerText()).toContain(HOSTILE);
  expect(await trace.evaluate('globalThis.pwned')).toBeUndefined();
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
  expect(faults).toEqual([]);
  await close();
});

test('who saves after somebody else sees both versions, and says which stays', async () => {
  const { page, expectSound, close } = await open('/w/acme/sources/web/settings');
  await page.getByLabel('Name').fill('Mine');
  await call('PATCH', '/sources/web', { name: 'Theirs' });

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('cell', { name: 'Theirs' }).waitFor();
  await expectSound('source-settings-conflict');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Mine is saved').waitFor();

  expect(await (await call('GET', '/sources/web')).text()).toContain('"name":"Mine"');
  await close();
});

test.each([
  ['source-overview', 'sources/web', 'no_user_anon_id'],
  ['source-schema', 'sources/web/schema', 'Properties, three levels deep.'],
  ['source-settings', 'sources/web/settings', 'wk_web'],
  ['events', `events?messageId=${encodeURIComponent(HOSTILE)}`, 'browser'],
  ['event', `events/web?messageId=${encodeURIComponent(HOSTILE)}`, 'The event, as it was accepted'],
])('%s shows hostile events as text, and is sound in both themes', async (name, path, says) => {
  const { page, expectSound, close } = await open(`/w/acme/${path}`);

  await page.getByText(says).first().waitFor();

  await expectSound(name);
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
  await close();
});
