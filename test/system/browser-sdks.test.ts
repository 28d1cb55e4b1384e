// The browser SDKs of Segment, RudderStack and Jitsu as their users load them, and the pages for people, in a real Chromium.
import { max as segmentSnippet } from '@segment/snippet';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForPage, hostsOf, startSite, type Site, type Visit } from '../support/browser.ts';
import { ENRICHED, startClientWorld, theOne, type ClientWorld, type DeliveredEvent } from './client-world.ts';
import { ledgerFaults } from '../support/test-pipeline.ts';

let world: ClientWorld;
let site: Site;

const started: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  site = await startSite();
  started.push(site);
  world = await startClientWorld();
  started.push(world);
});
afterAll(async () => {
  for (const part of started) await part.close();
});

const ADDRESS = '127.0.0.1';
const TRAITS = { plan: 'pro' };

/** Opens a page, and returns it with what was delivered, once that is as many events as the page sends. */
async function delivered(
  count: number,
  open: () => Promise<Visit>,
): Promise<{ visit: Visit; events: DeliveredEvent[] }> {
  const before = world.receiver.requests.length;
  const visit = await open();
  await expect.poll(() => world.receiver.requests.length - before).toBeGreaterThanOrEqual(count);
  await world.pipeline.drain();
  const events = world.receiver.requests.slice(before).map(({ body }) => JSON.parse(body) as DeliveredEvent);
  return { visit, events };
}

function expectThreeCalls(events: readonly DeliveredEvent[]): void {
  expect(events.map(({ type }) => type).sort()).toEqual(['identify', 'page', 'track']);
  for (const event of events) {
    expect(event).toMatchObject({ ...ENRICHED, context: { page: { title: 'Tea' }, ip: ADDRESS } });
  }
  expect(theOne(events, 'track')).toMatchObject({ event: 'Ordered', properties: { total: 9.5 } });
  expect(theOne(events, 'identify')).toMatchObject({ userId: 'user-1', traits: TRAITS });
}

/** Whatever the page did, it did it with this machine alone, and nothing failed on the way. */
function expectNothingElsewhere(visit: Visit): void {
  expect(hostsOf(visit)).toEqual([ADDRESS]);
  expect(visit.errors).toEqual([]);
}

describe("Segment's snippet, in which only the address of the CDN is another", () => {
  const snippet = (writeKey: string): string =>
    segmentSnippet({ apiKey: writeKey, page: true }).replace('https://cdn.segment.com', world.url);

  test('delivers, and sends nothing to anybody else', async () => {
    const calls = `analytics.identify('user-1', ${JSON.stringify(TRAITS)}); analytics.track('Ordered', { total: 9.5 });`;

    const { visit, events } = await delivered(3, () => site.open(snippet('wk_web'), calls));

    expectThreeCalls(events);
    expectNothingElsewhere(visit);
    expect(theOne(events, 'page')).toMatchObject({ context: { campaign: { source: 'mail' } } });
  });

  test('loads its chunks from here', async () => {
    const address = "history.replaceState(null, '', '?ajs_event=Linked&ajs_uid=user-2');";

    const { visit, events } = await delivered(3, () => site.open(address, snippet('wk_web')));

    expect(theOne(events, 'track')).toMatchObject({ event: 'Linked', userId: 'user-2' });
    expect(visit.requested.map(({ pathname }) => pathname)).toContainEqual(
      expect.stringMatching(/^\/analytics-next\/bundles\/queryString\./),
    );
    expectNothingElsewhere(visit);
  });

  test("goes to no other address when its write key is nobody's, not even to report that", async () => {
    const { requested, page } = await site.open(snippet('wk_nobody'));

    await expect.poll(() => requested.map(({ pathname }) => pathname)).toContain('/v1/m');
    expect(hostsOf({ requested, page, errors: [] })).toEqual([ADDRESS]);
  });
});

/** What a page imports, and how it makes `analytics` of it. */
const FROM_NPM: Readonly<Record<string, (url: string) => string>> = {
  '@segment/analytics-next, with nothing but cdnURL,': (url) => `
    import { AnalyticsBrowser } from '@segment/analytics-next';
    const analytics = AnalyticsBrowser.load({ writeKey: 'wk_web', cdnURL: '${url}' });`,
  '@rudderstack/analytics-js/bundled': (url) => `
    import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
    const analytics = new RudderAnalytics();
    analytics.load('wk_web', '${url}', { configUrl: '${url}' });`,
  '@jitsu/js': (url) => `
    import { jitsuAnalytics } from '@jitsu/js';
    const analytics = jitsuAnalytics({ host: '${url}', writeKey: 'wk_web:secret' });`,
};

describe('an SDK from npm', () => {
  test.each(Object.entries(FROM_NPM))('%s delivers from a page that it is bundled into', async (_, start) => {
    const app = await bundleForPage(`${start(world.url)}
      analytics.page();
      analytics.identify('user-1', ${JSON.stringify(TRAITS)});
      analytics.track('Ordered', { total: 9.5 });`);

    const { visit, events } = await delivered(3, () => site.open(app));

    expectThreeCalls(events);
    expectNothingElsewhere(visit);
  });
});

describe("RudderStack's script", () => {
  const PACKAGE = join(import.meta.dirname, '../../node_modules/@rudderstack/analytics-js/dist/npm/modern');
  const load = (options: object): string => `
    const analytics = new rudderanalytics.RudderAnalytics();
    analytics.load('wk_web', '${world.url}', ${JSON.stringify({ configUrl: world.url, ...options })});
    analytics.page();
    analytics.identify('user-1', ${JSON.stringify(TRAITS)});
    analytics.track('Ordered', { total: 9.5 });`;

  test.each(['bundled', 'lite'])('delivers with its build "%s"', async (variant) => {
    const sdk = readFileSync(join(PACKAGE, variant, 'umd/index.js'), 'utf8');

    const { visit, events } = await delivered(3, () => site.open(sdk, load({})));

    expectThreeCalls(events);
    expectNothingElsewhere(visit);
  });

  test('delivers by beacon what it still has when the page is left', async () => {
    const sdk = readFileSync(join(PACKAGE, 'bundled/umd/index.js'), 'utf8');

    const { visit, events } = await delivered(3, async () => {
      const opened = await site.open(
        sdk,
        load({ useBeacon: true }),
        'analytics.ready(() => (document.title = "Ready"))',
      );
      await opened.page.waitForFunction('document.title === "Ready"');
      await opened.page.goto('about:blank');
      return opened;
    });

    expect(events.map(({ type }) => type).sort()).toEqual(['identify', 'page', 'track']);
    // A browser does not show the beacons of a page that is gone; what the page sent before is all there is to see.
    expect(visit.requested.map(({ pathname }) => pathname).filter((path) => path.startsWith('/v1/'))).toEqual([]);
    expectNothingElsewhere(visit);
  });
});

describe('a person with a browser', () => {
  test('finds the documentation from the address that is printed', async () => {
    const visit = await site.open();
    await visit.page.goto(world.url);
    await visit.page.click('a[href="/docs"]');
    await visit.page.click('a[href="/docs/outage.md"]');
    await visit.page.waitForSelector('img');

    const pictures = await visit.page.$$eval('img', (images) =>
      images.map((image) => (image as { naturalWidth?: number }).naturalWidth ?? 0),
    );
    expect(await visit.page.title()).toBe('A destination that is down for four hours');
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((width) => width === 0)).toEqual([]);
    expectNothingElsewhere(visit);
  });

  test('learns at /api how a token is got, and finds the description of every operation', async () => {
    const visit = await site.open();
    await visit.page.goto(`${world.url}/api`);
    const text = await visit.page.textContent('pre');
    await visit.page.click('a[href="/api/openapi.json"]');

    expect(text).toContain('How to get a token');
    expect(await visit.page.textContent('body')).toContain('"openapi"');
    expectNothingElsewhere(visit);
  });
});

test('leaves a ledger whose sums close', async () => {
  await world.pipeline.drain();

  expect(ledgerFaults(await world.pipeline.ledger())).toEqual([]);
});
