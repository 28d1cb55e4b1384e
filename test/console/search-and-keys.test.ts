import { aFunction } from '../support/console/a-function.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anOverview } from '../support/console/an-overview.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const HOSTILE = '<img src=x onerror=alert(1)>';

const ANSWERS: Answers = {
  ...anOverview(),
  'GET /apps': { apps: [], pagination: {} },
  'GET /functions': { functions: [aFunction()], pagination: {} },
  'GET /components': { components: [], pagination: {} },
  'GET /replays': { replays: [], pagination: {} },
  'GET /events': ({ query: { messageId = '' } }) => ({ events: messageId === 'order-1' ? [anEvent(messageId)] : [] }),
  'GET /sources/{sourceId}/trace': refuse(404, 'unknown_event', 'No event.'),
};

const anEvent = (messageId: string) => ({
  ...{ sourceId: 'ios-app', messageId, keyClass: 'browser' as const },
  ...{ claimedAt: '2026-11-02T10:40:00.000Z', expiresAt: '2026-11-04T10:40:00.000Z' },
});

async function openConnections(answers: Answers = ANSWERS, options = {}) {
  const opened = await site.open('/w/acme/connections', answers, options);
  await opened.page.getByRole('heading', { name: 'Connections' }).waitFor();
  await opened.page.getByText('Acme CRM', { exact: true }).first().waitFor();
  return opened;
}

const search = (page: Page) => page.getByRole('combobox', { name: 'A name or an id' });
const options = (page: Page) => page.getByRole('option').allInnerTexts();

describe('the search of the head', () => {
  test('opens by its key, finds by name as one types, and Enter goes there', async () => {
    const { page, expectSound, close } = await openConnections();

    await page.keyboard.press('/');
    await search(page).fill('lumen');
    await expect.poll(() => options(page)).toHaveLength(3);
    await expectSound('search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    await page.waitForURL('**/w/acme/destinations/lumen');
    await close();
  });

  test('asks the API for an id, and Enter waits for what it says', async () => {
    const { page, close } = await openConnections();

    await page.getByRole('button', { name: 'Search names and ids' }).click();
    await search(page).fill('order-1');
    await page.keyboard.press('Enter');

    await page.waitForURL('**/w/acme/events/ios-app*');
    expect(new URL(page.url()).search).toBe('?messageId=order-1&keyClass=browser');
    await close();
  });

  test('says what was looked for when nothing is found, and where older events are', async () => {
    const { page, expectSound, close } = await openConnections();

    await page.keyboard.press('/');
    await search(page).fill(HOSTILE);
    await page.getByText('Nothing is called').waitFor();

    expect(await page.getByRole('dialog').innerText()).toContain(
      '7 sources, 16 destinations, 1 function, 0 apps, 0 components',
    );
    await expectSound('search-nothing');
    await page.getByRole('link', { name: 'Look for an older event' }).click();
    await page.waitForURL((url) => url.searchParams.get('messageId') === HOSTILE);
    await close();
  });

  test('shows what it knows while the API refuses, and says so', async () => {
    const answers = { ...ANSWERS, 'GET /events': refuse(429, 'too_many_requests', 'Too many requests.') };
    const { page, close } = await openConnections(answers);

    await page.keyboard.press('/');
    await search(page).fill('sources');

    await expect.poll(() => options(page)).toEqual([expect.stringContaining('Sources')]);
    await search(page).fill('order-1');
    await page.getByText('the API did not say').waitFor();
    await close();
  });
});

describe('keys', () => {
  test('go to pages, over rows and tabs, and pause what is live', async () => {
    const { page, faults, close } = await openConnections();

    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Paused' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/w/acme/sources');
    await page.getByRole('link', { name: 'iOS app' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');

    expect(await page.evaluate('document.activeElement.textContent')).toBe('iOS app');
    expect(faults).toEqual([]);
    await close();
  });

  test('are text in a field, and nothing with a modifier or while a dialog is open', async () => {
    const { page, close } = await openConnections();

    await page.keyboard.press('Control+p');
    await page.keyboard.press('/');
    await search(page).pressSequentially('gs?p');

    expect(await search(page).inputValue()).toBe('gs?p');
    await page.keyboard.press('Escape');
    await search(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    await close();
  });

  test('are shown by a sheet, which can switch them off', async () => {
    const { page, expectSound, close } = await openConnections();

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    const typed = await page.getByRole('term').allInnerTexts();
    expect(typed.length).toBeGreaterThan(20);
    expect(new Set(typed).size).toBe(typed.length);
    await expectSound('keys');
    await page.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
    await page.keyboard.press('p');
    await page.keyboard.press('?');

    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Keys' }).click();
    await page.getByRole('checkbox', { checked: false }).waitFor();
    await close();
  });
});
