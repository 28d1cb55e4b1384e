// A partner who has nothing but a workspace comes to the catalog, and somebody connects what they have made: in a real browser,
// against the running pipeline.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { launchBrowser } from '../support/browser.ts';
import { aDocumentation } from '../support/a-component.ts';
import { basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { confirm, createActors, fill, save, type Actors } from './console-actors.ts';

const HOSTILE = '<img src=x onerror="globalThis.pwned=1">';

let pipeline: TestPipeline;
let browser: Browser;
let partner: Receiver;
let actors: Actors;
/** At first the partner takes no event twice, which is no good. */
let isRepaired = false;

beforeAll(async () => {
  [pipeline, browser, partner] = await Promise.all([
    startTestPipeline({ workspace: 'from-file', sources: [{ id: 'web', writeKeys: ['wk_web'] }] }),
    launchBrowser(),
    startReceiver(),
  ]);
  const seen = new Set<string>();
  partner.react(({ headers, body }) => {
    const key = Buffer.from(String(headers['authorization']).replace('Basic ', ''), 'base64').toString('utf8');
    if (!['good-key:', 'test-key:'].includes(key)) return { status: 401, body: '{"message":"unknown key"}' };
    const { messageId = '' } = JSON.parse(body === '' ? '{}' : body) as { messageId?: string };
    const isRepeated = seen.has(messageId);
    seen.add(messageId);
    return { status: isRepeated && !isRepaired ? 409 : 202 };
  });
  actors = createActors(pipeline.url, browser);
  await actors.addWorkspace('partner');
  await actors.addWorkspace('customer');
  await actors.addWorkspace('reviews', { reviews: true });
});
afterAll(async () => {
  await browser.close();
  await pipeline.close();
  await partner.close();
});

const tab = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Component' }).getByRole('link', { name }).click();

async function runSuite(page: Page): Promise<void> {
  await page.getByLabel('API key').fill('test-key');
  await page.getByRole('button', { name: 'Run the suite' }).click();
}

/** Its id has an end of its own, which no other component has. */
const idIn = (page: Page): string => /components\/([^/?]+)/.exec(page.url())?.[1] ?? '';

async function describeApp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create an app' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Acme CRM');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Basic' }).waitFor();
  await fill(page, {
    ...{ Description: `Keeps your customers. ${HOSTILE}`, Website: 'https://acme.example/' },
    'Email of the support': 'support@acme.example',
    ...{ 'Your page on how to connect': 'https://acme.example/docs', 'User of the test account': 'reviewer' },
    'How a reviewer comes by the password': 'Ask support.',
  });
  await page.getByRole('checkbox', { name: 'CRM' }).check();
  await save(page);
  const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 128, height: 128 } });
  await page.getByLabel('Choose a file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Hand it in' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Accept the terms' }).click();
  await confirm(page, 'Accept the terms');
}

const SCHEMA = {
  type: 'object',
  properties: {
    apiKey: { type: 'string', title: 'API key', writeOnly: true, minLength: 1 },
    region: { type: 'string', title: 'Region', enum: ['eu', 'us'], default: 'eu' },
  },
  required: ['apiKey'],
};

/** As JSON: with a fault in it at first, which is said by its line. */
async function writeSettings(page: Page): Promise<void> {
  const wrong = { ...SCHEMA, properties: { ...SCHEMA.properties, region: { type: 'text' } } };
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  const json = page.getByRole('textbox', { name: 'Settings schema, as JSON' });
  await json.fill(JSON.stringify(wrong, undefined, 2));
  await page.getByText('Line 11: properties.region.type').waitFor();
  await json.fill('{ "properties": ');
  await page.getByText('This is no JSON').waitFor();
  await tab(page, 'Docs');
  await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
  await json.fill(JSON.stringify(SCHEMA, undefined, 2));
  await page.getByRole('region', { name: 'The form of the customer' }).getByLabel('Region').waitFor();
}

test('a partner fills in every tab, repairs what the suite has found, and submits', async () => {
  const { page, expectSound, close } = await actors.open('partner', '/w/partner/developer');
  await page.getByText('builds nothing for the catalog yet').waitFor();
  await expectSound('developer-empty');
  await describeApp(page);
  await expectSound('app-info');

  await page.getByRole('button', { name: 'Begin a component' }).click();
  await page.getByRole('dialog').getByLabel('Name').waitFor();
  await expectSound('component-begin');
  await page.getByRole('button', { name: 'Begin it' }).click();
  await page.getByLabel('Address').fill(`${partner.url}/in`);
  await page.getByRole('checkbox', { name: 'delete' }).check();
  await save(page);
  await expectSound('component-info');
  await tab(page, 'Settings');
  await page.getByRole('button', { name: 'API key' }).click();
  await expectSound('component-settings');
  await writeSettings(page);
  await expectSound('component-settings-json');
  await save(page);
  await tab(page, 'Docs');
  await page
    .getByRole('textbox', { name: 'Documentation' })
    .fill(`${aDocumentation}\n${HOSTILE}\n<script>pwned=1</script>`);
  await save(page);
  await expectSound('component-docs');

  await tab(page, 'Test');
  await runSuite(page);
  await page.getByRole('row').filter({ hasText: 'The same event again' }).filter({ hasText: '409' }).waitFor();
  await page.getByText('Failed', { exact: true }).first().waitFor();
  await expectSound('component-test');
  isRepaired = true;
  await runSuite(page);
  await page.getByText('Passed', { exact: true }).first().waitFor();

  await tab(page, 'Publish');
  await page.getByRole('button', { name: 'Submit version 1 for review' }).click();
  await page.getByRole('button', { name: 'Withdraw version 1' }).waitFor();
  await expectSound('component-publish');
  const componentId = idIn(page);
  await page.getByRole('link', { name: 'Developer Center' }).first().click();
  await page.getByRole('cell', { name: componentId }).waitFor();
  await expectSound('developer');
  expect(componentId).toMatch(/^acme-crm-[0-9a-f]{8}$/);
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
  await close();
});

test('a reviewer gives it back with a comment, which the partner answers, and it is published and promoted', async () => {
  const reviewer = await actors.open('reviews', '/w/reviews/reviews');
  await reviewer.expectSound('reviews');
  await reviewer.page.getByRole('row').filter({ hasText: 'acme-crm' }).getByRole('link').click();
  await reviewer.page.getByRole('heading', { name: 'All of it is new' }).waitFor();
  await reviewer.expectSound('review');
  await reviewer.page.getByLabel('Comments').fill('Say in the description whom you keep.');
  await reviewer.page.getByRole('button', { name: 'Reject with comments' }).click();
  await reviewer.page.getByText('Nothing waits for a reviewer.').waitFor();

  const { page, expectSound, close } = await actors.open('partner', '/w/partner/developer');
  await page.getByText('Rejected, version 1').waitFor();
  await page.getByRole('table').getByRole('link', { name: 'Acme CRM', exact: true }).click();
  await tab(page, 'Publish');
  await page.getByText('Say in the description whom you keep.').waitFor();
  await expectSound('component-rejected');
  await tab(page, 'Info');
  await page.getByLabel('Name').fill('Acme CRM for everybody');
  await save(page);
  await tab(page, 'Test');
  await runSuite(page);
  await page.getByText('Passed', { exact: true }).first().waitFor();
  await tab(page, 'Publish');
  await page.getByRole('button', { name: 'Submit version 1 for review' }).click();
  await page.getByRole('button', { name: 'Withdraw version 1' }).waitFor();
  await close();

  await reviewer.page.reload();
  await reviewer.page.getByRole('row').filter({ hasText: 'acme-crm' }).getByRole('link').click();
  await reviewer.page.getByRole('button', { name: 'Approve version 1' }).click();
  await reviewer.page.getByText('Nothing waits for a reviewer.').waitFor();
  await reviewer.page.getByRole('button', { name: 'Private beta' }).click();
  await reviewer.page.getByRole('row').filter({ hasText: 'acme-crm' }).getByRole('link').click();
  await reviewer.page.getByRole('button', { name: 'Promote to public beta' }).click();
  await reviewer.page
    .getByRole('dialog')
    .getByText(/(is|are) open\.$/)
    .waitFor();
  await reviewer.expectSound('review-promote');
  await confirm(reviewer.page, 'Promote to public beta');
  await reviewer.page.getByRole('button', { name: 'Promote to public', exact: true }).waitFor();
  await reviewer.expectSound('review-published');
  expect(await reviewer.page.evaluate('globalThis.pwned')).toBeUndefined();
  await reviewer.close();

  const after = await actors.open('partner', '/w/partner/developer');
  await after.page.getByRole('table').getByRole('link', { name: 'Acme CRM for everybody', exact: true }).click();
  await tab(after.page, 'Publish');
  await after.page.getByRole('heading', { name: 'Before it is public' }).waitFor();
  await after.page.getByText(/^\d of 3$/).waitFor();
  await after.expectSound('component-programme');
  await after.close();
});

type Source = { readonly source: { readonly id: string; readonly writeKeys: readonly string[] } };
type Destinations = { readonly destinations: readonly object[] };

test('a customer finds it, is told by the test that the key is wrong, goes away, comes back and switches it on', async () => {
  const { source } = await actors.call<Source>('customer', 'POST /sources', { name: 'Shop' });
  const { page, expectSound, close } = await actors.open('customer', '/w/customer/catalog');
  await page.getByRole('link', { name: 'Acme CRM for everybody' }).waitFor();
  await expectSound('catalog');
  await page.getByRole('link', { name: 'Acme CRM for everybody' }).click();
  await page.getByRole('link', { name: 'Connect', exact: true }).waitFor();
  await expectSound('catalog-entry');
  await page.getByRole('link', { name: 'Connect', exact: true }).click();
  await page.getByRole('button', { name: 'Confirm the source' }).click();
  await page.getByRole('button', { name: 'Save it, switched off' }).click();
  await page.getByText('is required').waitFor();
  await page.getByLabel('API key').fill('bad-key');
  await page.getByRole('button', { name: 'Save it, switched off' }).click();
  await page.getByRole('button', { name: 'Send the test event' }).click();
  await page.getByText('It answered, and did not take the event').waitFor();
  await expectSound('catalog-connect');
  const halfWay = page.url();
  await page.goto(`${pipeline.url}/w/customer/catalog`);
  await page.getByText('Connected, switched off').waitFor();
  const left = await actors.call<Destinations>('customer', 'GET /destinations');

  await page.goto(halfWay);
  await page.getByRole('button', { name: 'Change the settings' }).click();
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByLabel('API key').fill('good-key');
  await page.getByRole('button', { name: 'Save the settings' }).click();
  await page.getByRole('button', { name: /Send the test event|Test again/ }).click();
  await page.getByText('It took the event', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.waitForURL(/\/destinations\/acme-crm/);
  const done = await actors.call<Destinations>('customer', 'GET /destinations');
  const arrived = async (): Promise<boolean> => {
    const headers = { authorization: basic(source.writeKeys[0] ?? '') };
    await pipeline.send('/v1/track', { userId: 'u', event: 'Bought At Last' }, headers);
    await pipeline.drain();
    return partner.requests.some(({ body }) => body.includes('Bought At Last'));
  };
  await expect.poll(arrived, { interval: 200 }).toBe(true);

  expect(left.destinations).toMatchObject([{ enabled: false, sourceId: source.id }]);
  expect(done.destinations).toMatchObject([{ enabled: true, sourceId: source.id }]);
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
  await close();
});
