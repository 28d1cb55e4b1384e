import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aDestination,
  aDestinationOverview,
  anOverview,
  aSource,
  aSourceOverview,
} from '../support/console/an-overview.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const PATH = '/w/acme/connections';
const EMPTY = { 'GET /delivery-overview': { generatedAt: '2026-11-02T10:42:14.000Z', sources: [], destinations: [] } };

/** A source and a destination for each name. */
function overviewOf(names: readonly string[], notice?: string): Answers {
  const ids = names.map((_, index) => `n${index}`);
  return {
    'GET /delivery-overview': {
      generatedAt: '2026-11-02T10:42:14.000Z',
      sources: ids.map((id) => aSourceOverview(id, 5)),
      destinations: ids.map((id) => aDestinationOverview(`${id}-d`, id, notice === undefined ? {} : { notice })),
    },
    'GET /delivery-overview/series': { startTime: null, granularity: 'MINUTE', sources: [], destinations: [] },
    'GET /sources': { sources: names.map((name, index) => aSource(`n${index}`, name)), pagination: {} },
    'GET /destinations': {
      destinations: names.map((name, index) => aDestination(`n${index}-d`, name, `n${index}`)),
      pagination: {},
    },
  };
}

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

  testWorstStates(() => site, {
    name: 'connections',
    path: PATH,
    answers: anOverview(),
    shows: 'Lumen Analytics',
    named: (names) => overviewOf(names, `<script>globalThis.pwned=1</script> ${'x'.repeat(300)}`),
    many: { answers: (count) => overviewOf(Array.from({ length: count }, (_, index) => `Shop ${index}`)) },
  });
});
