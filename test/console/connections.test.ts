import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aDestination,
  aDestinationOverview,
  anOverview,
  aSource,
  aSourceOverview,
} from '../support/console/an-overview.ts';
import { refuse, startConsoleSite, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const PATH = '/w/acme/connections';
const EMPTY = { 'GET /delivery-overview': { generatedAt: '2026-11-02T10:42:14.000Z', sources: [], destinations: [] } };

describe('connections', () => {
  test('show what flows, what does not, and sums that close', async () => {
    const { page, expectSound, close } = await site.open(PATH, anOverview());

    await page.getByText('Down since 10:02: HTTP 503').waitFor();

    const row = page.getByRole('listitem').filter({ hasText: 'Down since' }).first();
    expect(await row.innerText()).toMatch(/1,024[\s\S]*48,210[\s\S]*602/);
    const sums = page.getByRole('region', { name: 'Sums of the destinations' });
    expect(await sums.innerText()).toContain('closes, looked at 10:42:14');
    expect(await page.getByText('Throttled to 60/s').count()).toBe(1);
    expect(await page.getByText('Nothing has arrived yet').count()).toBe(1);
    await expectSound('connections');
    await close();
  });

  test('are a table for who wants one, by a link that says so', async () => {
    const { page, expectSound, close } = await site.open(`${PATH}?view=table`, anOverview());

    await page.getByRole('table', { name: 'Sources and their destinations' }).waitFor();

    expect(await page.getByRole('row').count()).toBe(1 + 16);
    await expectSound('connections-table');
    await page.getByRole('button', { name: 'Diagram' }).click();
    expect(page.url()).toContain('view=diagram');
    await close();
  });

  test('lead to the first source when there is nothing', async () => {
    const { page, expectSound, close } = await site.open(PATH, EMPTY);

    await page.getByRole('heading', { name: 'Nothing flows yet' }).waitFor();

    await expectSound('connections-empty');
    await close();
  });

  test('create a source by its name, and go on to how one sends to it', async () => {
    const bodies: unknown[] = [];
    const { page, expectSound, close } = await site.open(PATH, {
      ...EMPTY,
      'POST /sources': ({ body, headers }) => {
        bodies.push([body, String(headers['idempotency-key']).length]);
        return { source: aSource('web', 'Web') };
      },
      'GET /sources/{sourceId}': { source: aSource('web', 'Web') },
    });

    await page.getByRole('button', { name: 'Create the first source' }).click();
    await page.getByLabel('Name').fill('Web');
    await expectSound('connections-new-source');
    await page.getByLabel('Name').press('Enter');
    await page.waitForURL('**/sources/web/setup');

    expect(bodies).toEqual([[{ name: 'Web', id: 'web', writeKeyClass: 'browser' }, 32]]);
    await close();
  });

  test('say what is wrong with a name beside it', async () => {
    const { page, close } = await site.open(PATH, {
      ...EMPTY,
      'POST /sources': refuse(400, 'invalid_body', {
        detail: 'The body has faults.',
        problems: [{ path: 'name', message: 'must have 200 characters at most' }],
      }),
    });
    await page.getByRole('button', { name: 'Create the first source' }).click();

    await page.getByLabel('Name').fill('x');
    await page.getByRole('button', { name: 'Create the source' }).click();

    await page.getByText('must have 200 characters at most').waitFor();
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await close();
  });

  test('say who may create a source to who may not', async () => {
    const { page, expectSound, close } = await site.open(PATH, EMPTY, { role: 'read-only' });

    await page.getByText('For owner, operator, developer', { exact: true }).waitFor();

    const button = page.getByRole('button', { name: 'Create the first source' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expectSound('connections-read-only');
    await close();
  });

  test('say that the API is away, and show what was there before with its time', async () => {
    let isAway = false;
    const { 'GET /delivery-overview': overview, ...full } = anOverview();
    const { page, expectSound, close } = await site.open(
      PATH,
      { ...full, 'GET /delivery-overview': () => (isAway ? refuse(503, 'unavailable', 'The API is away.') : overview) },
      { now: null },
    );
    await page.getByText('Lumen Analytics', { exact: true }).waitFor();

    isAway = true;
    await page.getByText('The API is away.').waitFor();

    expect(await page.getByText('Lumen Analytics', { exact: true }).count()).toBe(1);
    await expectSound('connections-away');
    await close();
  });

  test('say that the API is away from the start, with its code, and ask again', async () => {
    const { page, expectSound, close } = await site.open(PATH, {
      'GET /delivery-overview': refuse(429, 'too_many_requests', 'Too many requests. Wait a moment.'),
    });

    await page.getByText('Too many requests. Wait a moment.').waitFor();

    await expectSound('connections-refused');
    expect(await page.getByText('429 too_many_requests').count()).toBe(1);
    await close();
  });

  test('run nothing that stands in a name, and keep long ones in their place', async () => {
    const name = `<img src=x onerror=alert(1)> ${'لوحة'.repeat(20)} ${'w'.repeat(120)}`;
    const { page, expectSound, close } = await site.open(PATH, {
      'GET /delivery-overview': {
        ...EMPTY['GET /delivery-overview'],
        sources: [aSourceOverview('s', 5)],
        destinations: [aDestinationOverview('d', 's', { notice: `<script>alert(1)</script> ${'x'.repeat(300)}` })],
      },
      'GET /delivery-overview/series': { startTime: null, granularity: 'MINUTE', sources: [], destinations: [] },
      'GET /sources': { sources: [aSource('s', name)], pagination: {} },
      'GET /destinations': { destinations: [aDestination('d', name, 's')], pagination: {} },
    });

    await page.getByRole('region', { name: /^Source <img/ }).waitFor();

    const overflow = await page.evaluate<number>(
      'document.querySelector("#main").scrollWidth - document.querySelector("#main").clientWidth',
    );
    expect(overflow).toBe(0);
    await expectSound('connections-hostile');
    await close();
  });

  test.each([
    [1024, 768],
    [390, 844],
  ])('fit a window of %d by %d', async (width, height) => {
    const { page, expectSound, close } = await site.open(PATH, anOverview(), { viewport: { width, height } });

    await page.getByText('Lumen Analytics', { exact: true }).first().waitFor();

    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await expectSound(`connections-${width}`);
    await close();
  });
});
