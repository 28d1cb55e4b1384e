import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDeveloperCenter } from '../support/console/a-partner.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const NOTHING = {
  'GET /delivery-overview': { generatedAt: '2026-11-02T10:42:14.000Z', sources: [], destinations: [] },
};

describe('the shell', () => {
  test('shows where one is, in which workspace, and as what', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/connections', NOTHING);

    await page.getByRole('heading', { name: 'Connections' }).waitFor();

    expect(await page.title()).toBe('Connections · Penstock');
    expect(await page.getByRole('navigation', { name: 'Pipeline' }).getByRole('link').first().innerText()).toBe(
      'Connections',
    );
    await expectSound('shell');
    await close();
  });

  test.each([
    [1280, 640],
    [1280, 720],
    [1024, 640],
    [390, 664],
  ])('keeps the foot of the side bar whole, and all pages in reach, in %i x %i', async (width, height) => {
    const viewport = { width, height };
    const { page, faults, close } = await site.open('/w/acme/connections', NOTHING, { viewport });
    await page.getByRole('heading', { name: 'Connections' }).waitFor();
    const bottomOf = async (found: Locator): Promise<number> => {
      const box = await found.boundingBox();
      return (box?.y ?? Infinity) + (box?.height ?? Infinity);
    };
    const [foot, last] = [page.locator('.side .foot'), page.getByRole('link', { name: 'Workspace file' })];

    const before = await foot.boundingBox();
    await last.focus();

    expect(await bottomOf(foot)).toBeLessThanOrEqual(height);
    expect(await foot.boundingBox()).toEqual(before);
    expect(await bottomOf(last)).toBeLessThanOrEqual(before?.y ?? 0);
    expect(faults).toEqual([]);
    await close();
  });

  test('who goes elsewhere while it is found out where they land, goes there', async () => {
    const [apps, files] = [Promise.withResolvers<object>(), Promise.withResolvers<undefined>()];
    const { page, faults, close } = await site.open('/w/acme', {
      ...NOTHING,
      'GET /sources': { sources: [], pagination: {} },
      'GET /apps': () => apps.promise as Promise<{ apps: []; pagination: object }>,
    });
    const link = page.getByRole('link', { name: 'Sources' });
    await link.waitFor();
    await page.route('**/assets/**', (route) => files.promise.then(() => route.continue()));

    await link.click();
    const answered = page.waitForResponse('**/api/v1/apps?*');
    apps.resolve({ apps: [], pagination: {} });
    await (await answered).finished();
    files.resolve(undefined);

    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sources');
    expect(new URL(page.url()).pathname).toBe('/w/acme/sources');
    expect(faults).toEqual([]);
    await close();
  });

  test('says what there is when an address leads nowhere', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/nothing', {});

    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();

    await expectSound('no-such-page');
    await close();
  });

  test('leads who has come to build to the Developer Center, from the address of a workspace and from the first page', async () => {
    const answers: Answers = { 'GET /sources': { sources: [], pagination: {} }, ...aDeveloperCenter() };
    for (const path of ['/', '/w/acme']) {
      const { page, faults, close } = await site.open(path, answers);

      await page.waitForURL('**/w/acme/developer');
      await page.getByRole('heading', { name: 'Developer Center' }).waitFor();

      expect(faults).toEqual([]);
      await close();
    }
  });

  test('says why a workspace cannot be shown', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/connections', {
      'GET /caller': refuse(404, 'not_found', 'There is no workspace "acme", or you are no member of it.'),
    });

    await page.getByText('you are no member of it').waitFor();

    await expectSound('no-workspace');
    await close();
  });
});
