// What somebody reads who has just started Penstock: how to send, and what to look at when nothing comes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgeKey } from '../../console/src/routes/sources/judge-key.ts';
import { aDestination, aDestinationOverview, aSource, aSourceOverview } from '../support/console/an-overview.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

/** As `npm start` begins: a source and a destination, and nothing was ever sent. */
function overviewAfter(accepted: number, rejected: Readonly<Record<string, number>> = {}): Answers {
  return {
    'GET /delivery-overview': {
      generatedAt: '2026-11-02T10:42:14.000Z',
      sources: [aSourceOverview('website', accepted, { rejected })],
      destinations: [aDestinationOverview('printer', 'website', { matched: accepted })],
    },
    'GET /delivery-overview/series': { startTime: null, granularity: 'MINUTE', sources: [], destinations: [] },
    'GET /sources': { sources: [{ ...aSource('website', 'Website'), writeKeys: ['wk_example'] }], pagination: {} },
    'GET /destinations': { destinations: [aDestination('printer', 'Printer', 'website')], pagination: {} },
  };
}

test('who has sources, and has never sent anything, reads how to send on the first page', async () => {
  const { page, expectSound, close } = await site.open('/w/acme/connections', overviewAfter(0));

  await page.getByRole('heading', { name: 'Send a first event' }).waitFor();

  expect(await page.getByText('curl -i -u wk_example: ').innerText()).toContain('/v1/track');
  const setUp = page.getByRole('link', { name: 'Set up Website' });
  expect(await setUp.getAttribute('href')).toBe('/w/acme/sources/website/setup');
  await expectSound('connections-nothing-sent');
  await close();
});

test.each([overviewAfter(1), overviewAfter(0, { invalid: 1 })])(
  'the first page says it no more once something has come, accepted or refused',
  async (answers) => {
    const { page, close } = await site.open('/w/acme/connections', answers);

    await page.getByRole('link', { name: 'Website' }).first().waitFor();

    expect(await page.getByText('Send a first event').count()).toBe(0);
    await close();
  },
);

test('after a minute without an event the set-up compares a key with those of the sources', async () => {
  const website = { ...aSource('website', 'Website'), writeKeys: ['wk_example'] };
  const { page, expectSound, close } = await site.open('/w/acme/sources/website/setup', {
    ...overviewAfter(0),
    'GET /sources/{sourceId}': { source: website },
    'GET /sources': { sources: [website, { ...aSource('shop', 'Shop'), writeKeys: ['wk_shop'] }], pagination: {} },
    'GET /sources/{sourceId}/events': { events: [], cursor: '1', watchedUntil: '2026-11-02T10:43:14.000Z' },
    'GET /delivery-overview/sources/{sourceId}': { series: [] },
  });
  await page.getByText('Waiting for the first event').waitFor();
  await page.clock.setFixedTime(new Date('2026-11-02T10:43:20Z'));
  const key = page.getByLabel('The key that your app sends with');

  await key.fill('wk_exampel');
  await page.getByText('No source of this workspace has this key').waitFor();
  await expectSound('setup-nothing-came');
  await key.fill('wk_shop');
  await page.getByText('It is a key of another source: Shop.').waitFor();
  await key.fill('wk_example');
  await page.getByText('It is a key of this source.').waitFor();

  await close();
});

const SOURCES = [
  { id: 'web', name: 'Web', writeKeys: ['wk_Web'] },
  { id: 'shop', name: 'Shop', writeKeys: ['wk_shop', 'wk_new'] },
];

test.each([
  ['', undefined],
  ['  ', undefined],
  ['wk_Web', 'It is a key of this source.'],
  [' wk_Web\n', 'It is a key of this source.'],
  ["'wk_Web'", 'The key is right without the quotes'],
  ['wk_Web:', 'The key is right without the quotes'],
  ['wk_web', 'Only capital and small letters differ'],
  ['wk_new', 'another source: Shop'],
  ['wk', 'No source of this workspace has this key'],
])('the key %j is judged: %s', (typed, says) => {
  const judged = judgeKey(typed, 'web', SOURCES);

  if (says === undefined) expect(judged).toBeUndefined();
  else expect(judged?.says).toContain(says);
  expect(judged?.isRight ?? false).toBe(says === 'It is a key of this source.');
});
