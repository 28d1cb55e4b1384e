import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anOverview } from '../support/console/an-overview.ts';
import type { ConsolePage } from '../support/console/console-page.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { settle } from '../support/console/in-page.ts';

// What a page may cost whoever has it open, as far as that does not depend on the machine. Bytes are in budget.test.ts, rows
// of long lists in testWorstStates, times in `npm run bench -- console`.

const LAYOUT_SHIFT = 0.02;
const REQUESTS_A_MINUTE = 60;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

/** What a page asks the API for, from now on. */
function watchRequests({ page }: ConsolePage): { count: number } {
  const seen = { count: 0 };
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/api/')) seen.count += 1;
  });
  return seen;
}

async function showTab(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
    dispatchEvent(new Event('visibilitychange'));
  `);
}

/** The clock of the page goes on, second by second, and answers come in between. */
async function goOn(page: Page, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += MINUTE_MS / 12) {
    await page.clock.runFor(MINUTE_MS / 12);
    await settleAnswers(page);
  }
}

/** Until what was asked for has been answered and shown. */
const settleAnswers = (page: Page): Promise<void> => page.evaluate('fetch("/icon").then(() => undefined)');

describe('an open page', () => {
  test(`asks at most ${REQUESTS_A_MINUTE} times a minute, and not at all in a tab that is hidden`, async () => {
    const opened = await site.open('/w/acme/connections', anOverview());
    const { page } = opened;
    await page.getByText('Lumen Analytics').first().waitFor();

    const seen = watchRequests(opened);
    await goOn(page, MINUTE_MS);
    const shown = seen.count;
    await showTab(page, 'hidden');
    await page.clock.fastForward(HOUR_MS);
    await goOn(page, MINUTE_MS);
    const hidden = seen.count - shown;

    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(REQUESTS_A_MINUTE);
    expect(hidden).toBe(0);
    await opened.close();
  });

  test('asks again when its tab is looked at again, and not before', async () => {
    const opened = await site.open('/w/acme/connections', anOverview());
    const { page } = opened;
    await page.getByText('Lumen Analytics').first().waitFor();
    await showTab(page, 'hidden');
    await page.clock.setFixedTime('2026-11-02T11:42:14Z');

    const seen = watchRequests(opened);
    await settleAnswers(page);
    const before = seen.count;
    await showTab(page, 'visible');

    await expect.poll(() => seen.count).toBeGreaterThan(0);
    expect(before).toBe(0);
    await opened.close();
  });
});

describe('a page that is loading', () => {
  test.for([
    ['connections', 'Lumen Analytics'],
    ['sources', 'Storefront web'],
    ['destinations', 'Lumen Analytics'],
  ])('moves nothing of %s when the answers come, one after the other', async ([path = '', shows = '']) => {
    const { answers, next } = oneByOne(anOverview());
    const { page, faults, close } = await site.open(`/w/acme/${path}`, answers);
    await page.locator('.bone').first().waitFor();

    await next(async () => settle(page));
    await page.getByText(shows).first().waitFor();
    await settle(page);

    expect(await shiftOf(page)).toBeLessThan(LAYOUT_SHIFT);
    expect(faults).toEqual([]);
    await close();
  });
});

/** Answers that wait until they are let go, the first that was asked for first. */
function oneByOne(answers: Answers): {
  readonly answers: Answers;
  readonly next: (after: () => Promise<void>) => Promise<void>;
} {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  const held = Object.entries(answers).map(([line, answer]) => [
    line,
    async (): Promise<unknown> => {
      if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
      return answer;
    },
  ]);
  return {
    answers: Object.fromEntries(held) as Answers,
    async next(after) {
      for (let release = waiting.shift(); release !== undefined; release = waiting.shift()) {
        release();
        await after();
      }
      isOpen = true;
      for (const release of waiting.splice(0)) release();
    },
  };
}

/** Of the whole life of the page, as the browser counts it. */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) sum += value;
    }).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
  })`);
