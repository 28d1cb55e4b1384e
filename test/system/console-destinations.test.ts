// Pages of a destination in a real browser, against the running pipeline: a filter that is typed, judged and saved and what
// it drops; a partner that breaks and comes back; two people who edit one destination; an API that is away.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { aWebhook } from '../support/test-pipeline.ts';
import { startClientWorld, type ClientWorld } from './client-world.ts';

const CRM = '/w/acme/destinations/crm';

let world: ClientWorld;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([
    startClientWorld((url) => [
      aWebhook(url, { name: 'Acme CRM' }),
      aWebhook(url, {
        ...{ id: 'helpline', name: 'Helpline', settings: { url: `${url}/helpline` } },
        // Counts as down at once, and asks often whether it is back.
        breaker: { failingShare: 0.5, minimumAttempts: 2, window: '1m', probeAfter: '1s' },
      }),
    ]),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const open = (path: string): Promise<ConsolePage> =>
  openPage({ browser, url: `${world.url}${path}`, test: { unanswered: [] } }, { now: null });

const order = (messageId: string, total: number) => ({
  ...{ type: 'track', event: 'Order Completed', userId: 'u1', messageId, properties: { total } },
});

const send = (...batch: object[]): Promise<unknown> => world.pipeline.send('/v1/batch', { batch });

async function typeFilter(page: Page, filter: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Filter in FQL' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(filter);
}

test('a filter is judged while it is typed, saved, and does with the next events what was said', async () => {
  await world.deliveredFrom(() => send(order('m-1', 40), order('m-2', 9.5)));
  const { page, expectSound, close } = await open(`${CRM}/filter`);
  await page
    .getByRole('button', { name: /Passes Order Completed/ })
    .first()
    .waitFor();

  await typeFilter(page, 'type = "track" && properties.total >= 25');
  await page.getByText('Line 1, character 16').waitFor();
  await expectSound('destination-filter-fault');
  await page.getByRole('button', { name: 'Put it right' }).click();
  await page.getByRole('button', { name: /Dropped Order Completed .*properties.total >= 25 ?has ?9.5/ }).waitFor();
  await expectSound('destination-filter');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Acme CRM is saved').waitFor();

  // Functions of the pipeline know it when the page says they do; until then what is sent may go by the old one.
  await expect.poll(async () => (await world.deliveredFrom(() => send(order(`m-${Date.now()}`, 1)))).length).toBe(0);
  const delivered = await world.deliveredFrom(() => send(order('m-4', 41), order('m-5', 3)));
  expect(delivered.map(({ messageId }) => messageId)).toEqual(['m-4']);

  await page.getByRole('link', { name: 'Event Tester' }).click();
  await page.getByRole('textbox', { name: 'The event, as JSON' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(JSON.stringify(order('m-6', 3)));
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('The filter of the destination does not hold for the event').first().waitFor();
  await page.getByText('Stopped here').waitFor();
  await expectSound('destination-tester');
  await close();
});

test('numbers of the overview are those of the ledger and of what the receiver has got', async () => {
  await world.pipeline.drain();
  const got = world.receiver.requests.filter(({ path }) => path === '/hook').length;
  const ledger = (await world.pipeline.ledger()).destinations.find(({ id }) => id === 'crm');
  const { page, expectSound, close } = await open(CRM);

  const funnel = page.getByRole('region', { name: 'Funnel, last hour' });
  await funnel.waitFor();
  const figures = await funnel.locator('.figure').allInnerTexts();

  expect(ledger?.delivered).toBe(got);
  expect(figures.at(-1)).toBe(String(got));
  expect(figures.at(-2)).toBe(String(ledger?.matched));
  expect(await page.getByText('closes', { exact: true }).count()).toBe(1);
  await expectSound('destination-overview');
  await close();
});

test('a partner that breaks is said to be down, its events are held, and follow when it is back', async () => {
  const { page, expectSound, close } = await open('/w/acme/destinations/helpline');
  await page.getByText('On', { exact: true }).waitFor();

  world.receiver.react((request) => (request.path === '/helpline' ? { status: 503 } : { status: 200 }));
  await expect
    .poll(async () => {
      await send(order(`h-${Date.now()}-1`, 50), order(`h-${Date.now()}-2`, 50));
      return page.getByText(/Down since/).count();
    })
    .toBe(1);
  await page.getByText('New events are held, and nothing is lost', { exact: false }).waitFor();
  await expectSound('destination-down');

  world.receiver.react(() => ({ status: 200 }));
  await page.getByText('On', { exact: true }).waitFor();
  await world.pipeline.drain();

  const helpline = (await world.pipeline.ledger()).destinations.find(({ id }) => id === 'helpline');
  expect(helpline).toMatchObject({ held: 0, waiting: 0, delivered: helpline?.matched });
  await close();
});

test('of two people who edit one destination, the second sees both versions and loses nothing', async () => {
  const [first, second] = await Promise.all([open(`${CRM}/settings`), open(`${CRM}/settings`)]);
  await Promise.all([first, second].map(({ page }) => page.getByLabel('Name').waitFor()));

  await second.page.getByLabel('Name').fill('CRM of the second');
  await first.page.getByLabel('Name').fill('CRM of the first');
  await first.page.getByRole('button', { name: 'Save', exact: true }).click();
  await first.page.getByText('is saved, in use within').waitFor();
  // Its own look may tell it before it saves; whoever is faster is refused with 412.
  const save = second.page.getByRole('button', { name: 'Save', exact: true });
  if ((await save.getAttribute('aria-disabled')) === null) await save.click();
  const conflict = second.page.getByRole('alert').filter({ hasText: 'Somebody else has changed it' });
  await conflict.waitFor();
  const said = await conflict.innerText();
  await second.expectSound('destination-conflict');
  await second.page.getByRole('button', { name: 'Keep mine' }).click();
  await save.click();
  await second.page.getByText('is saved, in use within').waitFor();

  expect(said).toContain('CRM of the first');
  expect(said).toContain('CRM of the second');
  await first.page.getByRole('heading', { name: 'CRM of the second' }).waitFor();
  await second.page.getByRole('link', { name: 'History' }).click();
  await second.page.getByText('CRM of the first').first().waitFor();
  await second.expectSound('destination-history');
  await Promise.all([first.close(), second.close()]);
});

test('what was read stays while the API is away or wants fewer requests, with the time that it is of', async () => {
  const { page, expectSound, close } = await open('/w/acme/destinations');
  await page.getByRole('link', { name: 'Helpline' }).waitFor();
  await expectSound('destinations');

  await page.route('**/api/v1/**', (route) =>
    route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 429, code: 'too_many_requests', detail: 'Too many requests. Ask again later.' }),
    }),
  );
  await page.getByText('Too many requests. Ask again later.').first().waitFor();
  expect(await page.getByRole('link', { name: 'Helpline' }).count()).toBe(1);
  await page.unroute('**/api/v1/**');
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText('Penstock cannot be reached.').first().waitFor();
  expect(await page.getByRole('link', { name: 'Helpline' }).count()).toBe(1);

  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect.poll(() => page.getByText('As of').count()).toBe(0);
  await close();
});
