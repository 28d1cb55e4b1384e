import type { Browser, Page } from 'playwright-core';
import { startReceiver } from '../../../local/receiver.ts';
import { launchBrowser } from '../../world/browser.ts';
import { startPenstock, writeKeyOf, type RunningPipeline } from '../harness/pipeline.ts';
import type { Row, Section, Suite } from '../harness/report.ts';
import { median, quantile } from '../harness/statistics.ts';

const FIRST_VISITS = 5;
/** What a reader must not wait longer for, and what must not stop a page that is used. */
const BARS = { largestPaintMs: 1000, longestTaskMs: 50 } as const;
/** Of the time that the load of other suites has: as long as Connections is looked at while it polls. */
const MOST_POLLING_MS = 30_000;

/** What a browser needs for the first page, and how long polling keeps it from answering, against their bars. */
export const consoleSuite: Suite = {
  name: 'console',
  async run({ loadMs, rounds }) {
    const receiver = await startReceiver();
    const penstock = await startPenstock({ web: receiver.url, shop: receiver.url });
    const browser = await launchBrowser();
    try {
      await send(penstock);
      const url = `http://127.0.0.1:${penstock.port}/w/bench/connections`;
      return [
        await firstVisits(browser, url, Math.min(rounds, FIRST_VISITS)),
        await whilePolling(browser, url, Math.min(loadMs, MOST_POLLING_MS)),
      ];
    } finally {
      await browser.close();
      await penstock.close();
      await receiver.close();
    }
  },
};

async function send({ port }: RunningPipeline): Promise<void> {
  const batch = Array.from({ length: 200 }, (_, index) => ({ type: 'track', event: `Event ${index}`, userId: 'u1' }));
  for (const source of ['web', 'shop']) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ writeKey: writeKeyOf(source), batch }),
    });
    if (!response.ok) throw new Error(`Events were not taken: ${response.status}`);
  }
}

/** Each in a browser that has nothing in its cache. */
async function firstVisits(browser: Browser, url: string, visits: number): Promise<Section> {
  const times: number[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const page = await open(browser, url);
    times.push(await page.evaluate<number>(`largestPaint()`));
    await page.context().close();
  }
  return {
    title: `console: largest contentful paint of Connections, first visit, median of ${visits}`,
    unit: 'ms',
    rows: against(BARS.largestPaintMs, [
      ['median', median(times)],
      ['slowest', Math.max(...times)],
    ]),
  };
}

async function whilePolling(browser: Browser, url: string, forMs: number): Promise<Section> {
  const page = await open(browser, url);
  const tasks = await page.evaluate<number[]>(`longTasks(${forMs})`);
  await page.context().close();
  // The browser reports what took longer than 50 ms; nothing reported means that nothing did.
  const longest = Math.max(0, ...tasks);
  return {
    title: `console: tasks over 50 ms while Connections polls, in ${forMs / 1000} s (0: none)`,
    unit: 'ms',
    rows: against(BARS.longestTaskMs, [
      ['longest', longest],
      ['median of those', tasks.length === 0 ? 0 : quantile(tasks, 0.5)],
    ]),
  };
}

const IN_PAGE = `
  const observed = (type, forMs) => new Promise((resolve) => {
    const found = [];
    new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type, buffered: forMs === 0 });
    setTimeout(() => resolve(found), forMs);
  });
  Object.assign(globalThis, {
    largestPaint: async () => (await observed('largest-contentful-paint', 0)).at(-1)?.startTime ?? NaN,
    longTasks: async (forMs) => (await observed('longtask', forMs)).map(({ duration }) => duration),
  });
`;

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.getByText('Delivering').first().waitFor();
  await page.evaluate(IN_PAGE);
  return page;
}

/** The bar is the first row, so that a ratio above 1 is one that was missed. */
function against(bar: number, measured: readonly (readonly [name: string, value: number])[]): Row[] {
  const row = (name: string, value: number): Row => ({
    ...{ name, value, ratio: value / bar, low: value / bar, high: value / bar },
  });
  return [row('bar', bar), ...measured.map(([name, value]) => row(name, value))];
}
