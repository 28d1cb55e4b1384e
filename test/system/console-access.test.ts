import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { signInAs } from '../support/console/sign-in-as.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';

// A partner comes in: from the public form to an app in the Developer Center, in a real browser.

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

/** On one machine who reaches it is the operator. */
async function operator(line: string, body?: object): Promise<unknown> {
  const [method = '', path = ''] = line.split(' ');
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${penstock.url}/api/operator/v1${path}`, sent);
  expect(response.status, line).toBeLessThan(300);
  return response.json();
}

describe('a partner who asks for access', () => {
  test('is approved by the programme, signs in, and has an app with its terms accepted', async () => {
    await operator('POST /workspaces', { id: 'programme', reviews: true, owner: 'bob@example.com' });
    const partner = await open('/');
    await partner.page.getByRole('link', { name: 'Request access' }).click();
    await partner.page.getByLabel('Company').fill('Lumen Analytics');
    await partner.page.getByLabel('Website').fill('https://lumen.example.com');
    await partner.page.getByLabel('Your name').fill('Lea');
    await partner.page.getByLabel('Your email').fill('lea@lumen.example.com');
    await partner.page.getByLabel('Use case').fill('Our customers want their orders in Lumen.');
    await partner.page.getByRole('checkbox').check();
    await partner.page.getByRole('button', { name: 'Send the request' }).click();
    await partner.page.getByRole('heading', { name: 'Your request was received' }).waitFor();

    const programme = await open('/w/programme/access-requests');
    await signInAs('Bob', programme);
    await programme.page.getByRole('button', { name: 'Approve… Lumen Analytics' }).click();
    await programme.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await programme.page.getByText('Lumen Analytics has the workspace lumen-analytics').waitFor();
    expect(programme.faults).toEqual([]);
    await programme.close();

    await partner.page.goto(`${penstock.url}/`);
    await signInAs('lea@lumen.example.com', partner);
    await partner.page.waitForURL('**/w/lumen-analytics/developer');
    await partner.page.getByRole('button', { name: 'Create an app' }).first().click();
    await partner.page.getByLabel('Name').fill('Lumen');
    await partner.page.getByRole('button', { name: 'Create the app' }).click();
    await partner.page.getByRole('heading', { name: 'Lumen' }).waitFor();
    await partner.page.getByRole('link', { name: 'Developer Center' }).first().click();
    await partner.page.getByText('The terms for partners are not accepted yet').waitFor();
    await partner.expectSound('developer-terms');
    await partner.page.getByRole('button', { name: 'Accept the terms' }).click();
    await partner.page.getByRole('dialog').getByRole('button', { name: 'Accept the terms' }).click();
    await partner.page.getByText('The terms for partners are not accepted yet').waitFor({ state: 'detached' });
    await partner.page.getByRole('link', { name: 'Lumen' }).first().click();

    await partner.page.getByLabel('Terms').getByText('lea@lumen.example.com').waitFor();
    expect(partner.faults).toEqual([]);
    await partner.close();
  });

  test('can be seen on the page People, where nobody of another workspace is written to', async () => {
    const owner = await open('/w/example/people');
    await signInAs('Ada', owner);
    await owner.page.getByRole('button', { name: 'Add a person' }).click();
    await owner.page.getByLabel('Email').fill('new@example.com');
    await owner.page.getByRole('button', { name: 'Add them as developer' }).click();

    await owner.page.getByText(/invited until/).waitFor();

    await owner.expectSound('people-invited');
    const invited = await open('/w/example/connections');
    await signInAs('new@example.com', invited);
    await invited.page.getByText('new@example.com').waitFor();
    await owner.page.reload();
    await expect.poll(() => owner.page.getByText('can sign in').count()).toBe(2);
    await invited.close();
    await owner.close();
  });
});

describe('a Penstock that was not started with --public-catalog', () => {
  test('has no pages of the catalog for strangers, and keeps search engines away', async () => {
    const look = async (path: string): Promise<string> => {
      const response = await fetch(`${penstock.url}${path}`, { headers: { accept: 'text/html' } });
      return `${path} ${response.status} ${response.headers.get('x-robots-tag') ?? ''}`.trim();
    };

    const seen = await Promise.all(['/', '/catalog', '/catalog/_webhook', '/catalog?q=hook', '/sitemap.xml'].map(look));
    const robots = await fetch(`${penstock.url}/robots.txt`);

    expect(seen).toEqual([
      ...['/ 200', '/catalog 404 noindex', '/catalog/_webhook 404 noindex', '/catalog?q=hook 404 noindex'],
      '/sitemap.xml 404',
    ]);
    // 404 would mean that they may have all.
    expect([robots.status, await robots.text()]).toEqual([200, 'User-agent: *\nDisallow: /\n']);
  });
});
