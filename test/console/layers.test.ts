import { afterAll, beforeAll, expect, test } from 'vitest';
import { aSource } from '../support/console/an-overview.ts';
import { startConsoleSite, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

/** What lies uppermost at points all over the dialog, where it is not the dialog. */
const COVERED = `(() => {
  const dialog = document.querySelector('[role=dialog]');
  const { left, top, width, height } = dialog.getBoundingClientRect();
  const covers = [];
  for (let step = 1; step < 20; step++) {
    const found = document.elementFromPoint(left + width / 2, top + (height * step) / 20);
    if (!dialog.contains(found)) covers.push(found?.outerHTML.slice(0, 80) ?? 'nothing');
  }
  return covers;
})()`;

test('nothing of a page comes above a dialog, not even the head of a long table', async () => {
  const sources = Array.from({ length: 100 }, (_, i) => aSource(`s${i}`, `Source ${i}`));
  const { page, faults, close } = await site.open(
    '/w/acme/sources',
    {
      'GET /sources': { sources, pagination: {} },
      'GET /destinations': { destinations: [], pagination: {} },
      'GET /delivery-overview': { generatedAt: '2026-11-02T10:42:14.000Z', sources: [], destinations: [] },
    },
    { viewport: { width: 1440, height: 480 } },
  );

  await page.getByText('Source 0', { exact: true }).waitFor();
  await page
    .getByRole('button', { name: /source/i })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();

  expect(await page.evaluate<string[]>(COVERED)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});
