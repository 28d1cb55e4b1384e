import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { signInAs } from '../support/console/sign-in-as.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';

// People sign in to the console at the provider of one machine, in a real browser.

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

let penstock: PenstockProcess;
let browser: Browser;
beforeAll(async () => {
  [penstock, browser] = await Promise.all([
    startPenstock(['--sign-in', '--ephemeral', '--port', '0']),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await penstock.stop('SIGTERM');
});

const open = (path: string): Promise<ConsolePage> =>
  openPage({ browser, url: `${penstock.url}${path}`, test: { unanswered: [] } }, { now: null });

describe('the console with a sign-in', () => {
  test('asks who one is, and comes back to the page that was wanted', async () => {
    const visit = await open('/w/example/connections?view=table');

    await signInAs('Ada', visit);
    await visit.page.getByText('ada@example.com').waitFor();

    expect(visit.page.url()).toBe(`${penstock.url}/w/example/connections?view=table`);
    await visit.expectSound('signed-in');
    await visit.close();
  });

  test('keeps who one is over a reload, and nothing that could be stolen for long', async () => {
    const visit = await open('/');
    await signInAs('Ada', visit);
    await visit.page.getByText('ada@example.com').waitFor();
    const before = await storedIn(visit);

    await visit.page.reload();
    await visit.page.getByText('ada@example.com').waitFor();

    const after = await storedIn(visit);
    expect(Object.keys(before)).toEqual(['penstock.refresh']);
    expect(after['penstock.refresh']).not.toBe(before['penstock.refresh']);
    expect(visit.faults).toEqual([]);
    await visit.close();
  });

  test('says so to who is a member of nothing', async () => {
    const visit = await open('/');

    await signInAs('Bob', visit);

    await visit.page.getByRole('alert').getByText('no_workspace').waitFor();
    expect(await visit.page.getByRole('button', { name: 'Sign out' }).count()).toBe(1);
    await visit.expectSound('member-of-nothing');
    await visit.close();
  });

  test('forgets who one was, and so does the provider: who signs in next is asked who it is', async () => {
    const visit = await open('/w/example/connections');
    const { page } = visit;
    await signInAs('Ada', visit);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${penstock.url}/`);
    await page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor();
    const stored = await storedIn(visit);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await page.getByRole('button', { name: 'Bob' }).click();

    await page.getByRole('alert').getByText('no_workspace').waitFor();
    expect(stored).toEqual({});
    await visit.close();
  });

  test('loses nothing that was typed when the sign-in ends in the middle of it', async () => {
    const visit = await open('/w/example/connections');
    const { page } = visit;
    await signInAs('Ada', visit);
    await page.getByRole('button', { name: 'Source', exact: true }).click();
    await page.getByLabel('Name').fill('Typed before the end');

    await page.evaluate("sessionStorage.removeItem('penstock.refresh')");
    await page.clock.setFixedTime(new Date(Date.now() + TWO_HOURS_MS));
    await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
    await visit.expectSound('sign-in-ended');
    await page.clock.setFixedTime(new Date());
    await signInInWindow(page.context(), () => page.getByRole('button', { name: 'Sign in again' }).click());
    await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor({ state: 'detached' });

    expect(await page.getByLabel('Name').inputValue()).toBe('Typed before the end');
    await page.getByRole('button', { name: 'Create the source' }).click();
    await page.waitForURL('**/sources/typed-before-the-end*/setup');
    expect(visit.faults).toEqual([]);
    await visit.close();
  });
});

/** What the console keeps in the tab; the router keeps how far one has scrolled. */
async function storedIn({ page }: ConsolePage): Promise<Record<string, string>> {
  const stored = await page.evaluate<Record<string, string>>('({ ...sessionStorage })');
  return Object.fromEntries(Object.entries(stored).filter(([name]) => name.startsWith('penstock.')));
}

/** The provider still knows who one is, so its window closes by itself. */
async function signInInWindow(context: BrowserContext, click: () => Promise<void>): Promise<void> {
  const [opened] = await Promise.all([context.waitForEvent('page'), click()]);
  if (!opened.isClosed()) await opened.waitForEvent('close');
}
