// What pages say is what happened: an SDK sends a mix (copies, what a filter keeps away, a partner that is down, one that
// refuses some, one that needs a second try), and the numbers of Connections, of the ledger and of the cost are compared,
// one for one, with what the partners really got.
import { Analytics } from '@segment/analytics-node';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MonthCost, MonthTraffic } from '../../domain/cost/month-cost.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../local/receiver.ts';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const SENT = 60;
const COPIES = 15;
const ORDERS = 20;
const REFUSED = 12;
const POLL_MS = 100;

let receivers: Record<'all' | 'orders' | 'picky' | 'down', Receiver>;
let pipeline: TestPipeline;
let browser: Browser;
let shell: Shell;

beforeAll(async () => {
  const [all, orders, picky, down] = await Promise.all([1, 2, 3, 4].map(() => startReceiver()));
  if (all === undefined || orders === undefined || picky === undefined || down === undefined) throw new Error('none');
  receivers = { all, orders, picky, down };
  picky.react(({ body }) => ({ status: numberOf(body) < REFUSED ? 400 : 200 }));
  down.react(() => ({ status: 503 }));
  const never = { switchOffAfter: 'never' } as const;
  const destinations = [
    aWebhook(all.url, { id: 'all', name: 'Takes all' }),
    aWebhook(orders.url, { id: 'orders', name: 'Takes orders', filter: 'event = "Order Completed"' }),
    aWebhook(picky.url, { id: 'picky', name: 'Refuses some', ...never }),
    aWebhook(down.url, {
      ...{ id: 'down', name: 'Is down', ...never },
      breaker: { failingShare: 0.5, minimumAttempts: 1, window: '1m', probeAfter: '1h' },
    }),
  ];
  [pipeline, browser] = await Promise.all([startTestPipeline(aWorkspace(destinations)), launchBrowser()]);
  shell = aShell({ PENSTOCK_URL: pipeline.url, PENSTOCK_WORKSPACE: 'acme' });
  await send();
  await settled();
});
afterAll(async () => {
  shell.close();
  await browser.close();
  await pipeline.close();
  await Promise.all(Object.values(receivers).map((receiver) => receiver.close()));
});

/**
 * Until all have ended or are held. The one event with which it will be asked whether it is back waits for an hour, and
 * nobody waits for that here.
 */
async function settled(): Promise<void> {
  const isOver = ({ sources, destinations }: Awaited<ReturnType<TestPipeline['ledger']>>): boolean =>
    sources.every(({ accepted }) => accepted === SENT + COPIES) &&
    destinations.every(
      ({ id, waiting, matched, filtered }) =>
        waiting <= (id === 'down' ? 1 : 0) && matched + (filtered['filter'] ?? 0) === SENT,
    );
  while (!isOver(await pipeline.ledger())) await wait(POLL_MS);
}

/** All events, and some of them twice. */
const send = (): Promise<void> => track(...Array.from({ length: SENT + COPIES }, (_, index) => index % SENT));

async function track(...numbers: readonly number[]): Promise<void> {
  const sdk = new Analytics({ writeKey: 'wk_web', host: pipeline.url });
  const errors: unknown[] = [];
  sdk.on('error', (error) => errors.push(error));
  for (const number of numbers) {
    const event = number < ORDERS ? 'Order Completed' : 'Product Viewed';
    sdk.track({ userId: `u${number}`, event, messageId: `m${number}`, properties: { number } });
  }
  await sdk.closeAndFlush();
  expect(errors).toEqual([]);
}

const numberOf = (body: string): number =>
  (JSON.parse(body) as { readonly properties: { readonly number: number } }).properties.number;
const idsIn = (requests: readonly ReceivedRequest[]): Set<string> =>
  new Set(requests.map(({ body }) => (JSON.parse(body) as { readonly messageId: string }).messageId));

const open = (path: string): Promise<ConsolePage> =>
  openPage({ browser, url: `${pipeline.url}/w/acme/${path}`, test: { unanswered: [] } }, { now: null });

/** `1,204 accepted` of a region, as a number. */
async function termOf(page: Page, region: string, label: string): Promise<number> {
  const text = await page.getByRole('region', { name: region }).innerText();
  const found = new RegExp(`([\\d,]+)\\s+${label}\\b`).exec(text)?.[1];
  return Number((found ?? 'NaN').replaceAll(',', ''));
}

async function cellsOf(page: Page, table: string, row: string): Promise<string[]> {
  return page
    .getByRole('table', { name: table })
    .getByRole('row')
    .filter({ hasText: row })
    .getByRole('cell')
    .allInnerTexts();
}

describe('the numbers of Connections', () => {
  test('are those of the ledger, which are what the partners got', async () => {
    const ledger = await pipeline.ledger();
    const of = (id: string) => ledger.destinations.find((destination) => destination.id === id);

    expect(ledger.sources).toMatchObject([{ accepted: SENT + COPIES, duplicates: COPIES }]);
    expect(of('all')).toMatchObject({ matched: SENT, delivered: SENT });
    expect(idsIn(receivers.all.requests).size).toBe(SENT);
    expect(of('orders')).toMatchObject({ matched: ORDERS, delivered: ORDERS, filtered: { filter: SENT - ORDERS } });
    expect(idsIn(receivers.orders.requests).size).toBe(ORDERS);
    expect(of('picky')).toMatchObject({ delivered: SENT - REFUSED, discarded: { http_400: REFUSED } });
    expect(receivers.picky.requests.filter(({ body }) => numberOf(body) >= REFUSED)).toHaveLength(SENT - REFUSED);
    expect(of('down')).toMatchObject({ matched: SENT, delivered: 0 });
    expect(ledgerFaults({ ...ledger, destinations: ledger.destinations.filter(({ id }) => id !== 'down') })).toEqual(
      [],
    );
  });

  test('stand on the page, number for number', async () => {
    const { destinations } = await pipeline.ledger();
    const total = (pick: (one: (typeof destinations)[number]) => number): number =>
      destinations.reduce((sum, one) => sum + pick(one), 0);
    const lost = (counts: Readonly<Record<string, number>>): number =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    const { page, expectSound, close } = await open('connections?view=table');
    await page.getByRole('region', { name: 'Sums of the sources' }).getByText('closes').waitFor();

    const sources = 'Sums of the sources';
    expect(
      await Promise.all(['accepted', 'duplicates', 'unique'].map((label) => termOf(page, sources, label))),
    ).toEqual([SENT + COPIES, COPIES, SENT]);
    const labels = ['matched', 'delivered', 'waiting', 'held', 'discarded', 'dead-lettered'];
    expect(await Promise.all(labels.map((label) => termOf(page, 'Sums of the destinations', label)))).toEqual([
      3 * SENT + ORDERS,
      2 * SENT + ORDERS - REFUSED,
      total(({ waiting }) => waiting),
      total(({ held }) => held),
      REFUSED,
      total(({ deadLettered }) => lost(deadLettered)),
    ]);
    const rows = ['Takes all', 'Takes orders', 'Refuses some', 'Is down'];
    await page.getByRole('table', { name: 'Sources and their destinations' }).getByText('Is down').waitFor();
    const cells = await Promise.all(rows.map((row) => cellsOf(page, 'Sources and their destinations', row)));
    const down = destinations.find(({ id }) => id === 'down');
    expect(cells.map((row) => row.slice(-3))).toEqual([
      ['0', '0', '0'],
      ['0', '0', '0'],
      ['0', '0', String(REFUSED)],
      [String(down?.waiting), String(down?.held), String(lost(down?.deadLettered ?? {}))],
    ]);
    expect(down?.held).toBeGreaterThan(0);
    await expectSound('numbers-connections');
    await close();
  });
});

describe('the numbers of Cost', () => {
  test('are those of the command, and of the ledger', async () => {
    const { page, expectSound, close } = await open('cost');
    await page.getByRole('heading', { name: 'By part' }).waitFor();
    const said = await shell.json<MonthCost & { readonly traffic: MonthTraffic }>('cost');

    const { destinations } = await pipeline.ledger();
    const delivered = destinations.reduce((sum, one) => sum + one.delivered, 0);
    const attempts = destinations.reduce((sum, one) => sum + one.attempts, 0);
    expect(said.traffic).toMatchObject({ accepted: SENT + COPIES, delivered, failedAttempts: attempts - delivered });
    const figures = await page.locator('.figure-of').allInnerTexts();
    expect(figures.slice(2).map((text) => text.split('\n')[0])).toEqual([
      String(SENT + COPIES),
      String(delivered),
      String(attempts - delivered),
    ]);
    expect(figures[0]).toContain(`$${said.soFarDollars.toFixed(2)}`);
    const picky = await cellsOf(page, 'Cost by destination', 'Refuses some');
    expect(picky.slice(1, 3)).toEqual([String(SENT - REFUSED), String(REFUSED)]);
    await expectSound('numbers-cost');
    await close();
  });
});
