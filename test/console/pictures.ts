// `npm run pictures`: the pictures of the console in README.md and docs/console.md, of a shop that runs here with real events.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../proof/world/browser.ts';
import { ORDER, startShop, type Shop } from '../support/console/a-shop.ts';

const OUT = join(import.meta.dirname, '../../docs/pictures');
const WIDTH = 1440;
/** Text stays sharp, and a picture has about 50 kB. */
const QUALITY = 70;
/** Connections says rates of the last minute that is over. */
const RUN_UP_MS = 130_000;

type Picture = {
  readonly name: string;
  readonly path: string;
  readonly height: number;
  /** Those that most people see are there in both themes. */
  readonly isInBoth?: boolean;
  /** A text that is there when the page has what it shows. */
  readonly shows: string | RegExp;
  /** What is done on the page first. */
  readonly then?: (page: Page) => Promise<void>;
};

const PICTURES: readonly Picture[] = [
  { name: 'connections', path: 'connections', height: 690, isInBoth: true, shows: /^Down since/ },
  {
    name: 'event',
    path: `events/${ORDER.source}?messageId=${ORDER.messageId}`,
    height: 760,
    isInBoth: true,
    shows: /Discarded: HTTP 400/,
    then: async (page) => page.getByText('Ledgerly billing').first().click(),
  },
  { name: 'source-setup', path: 'sources/storefront-web/setup', height: 860, shows: 'Send test event' },
  {
    name: 'debugger',
    path: 'sources/storefront-web/debugger',
    height: 680,
    shows: 'Product Viewed',
    then: async (page) => {
      await page.locator('tr[data-row]').nth(2).click();
      await page.getByText('Reading the destinations').waitFor({ state: 'hidden' });
    },
  },
  { name: 'destination', path: 'destinations/helpline', height: 860, shows: 'closes' },
  { name: 'filter', path: 'destinations/courier/filter', height: 760, shows: /pass/ },
  {
    name: 'undelivered',
    path: 'undelivered',
    height: 690,
    shows: 'Helpline tickets',
    then: async (page) => page.locator('tr[data-row]').first().click(),
  },
];

mkdirSync(OUT, { recursive: true });
console.log('A shop is started, and runs for two minutes before the pictures are taken.');
const shop = await startShop();
const browser = await launchBrowser();
const stop = new AbortController();
const running = run(shop, stop.signal);
await wait(RUN_UP_MS / 2);
await shop.sendOrder();
await wait(RUN_UP_MS / 2);
for (const theme of ['light', 'dark'] as const) await takeAll(browser, theme);
stop.abort();
await running;
await browser.close();
await shop.close();

/** Ten times a second as much as comes in that time, until it is told to stop. */
async function run(open: Shop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await open.sendFor(0.5);
    await wait(500);
  }
}

async function takeAll(from: Browser, theme: 'light' | 'dark'): Promise<void> {
  const context = await from.newContext({
    ...{ colorScheme: theme, reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-GB' },
  });
  for (const picture of PICTURES.filter(({ isInBoth }) => theme === 'light' || isInBoth === true)) {
    const page = await context.newPage();
    await page.setViewportSize({ width: WIDTH, height: picture.height });
    await page.goto(`${shop.pipeline.url}/w/northgate/${picture.path}`);
    await page.getByText(picture.shows).first().waitFor();
    await picture.then?.(page);
    await page.waitForLoadState('networkidle');
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    const file = join(OUT, `console-${picture.name}-${theme}.webp`);
    writeFileSync(file, await webpOf(page));
    console.log(file);
    await page.close();
  }
  await context.close();
}

/** Chromium makes WebP itself, which playwright does not offer. */
async function webpOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}
