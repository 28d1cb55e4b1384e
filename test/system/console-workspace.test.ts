// The workspace as a file, and tokens, in a real browser against the running pipeline: a file is edited, planned and applied
// while a second person works too; a token that was shown once works until it is revoked.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let pipeline: TestPipeline;
let browser: Browser;
beforeAll(async () => {
  const destination = aWebhook('http://127.0.0.1:9', { name: 'Acme CRM' });
  [pipeline, browser] = await Promise.all([startTestPipeline(aWorkspace([destination])), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await pipeline.close();
});

const open = (path: string): Promise<ConsolePage> =>
  openPage({ browser, url: `${pipeline.url}/w/acme/${path}`, test: { unanswered: [] } }, { now: null });

/** The second person, who does it with the API. */
const call = async (line: string, body?: object, token?: string): Promise<Response> => {
  const [method = '', path = ''] = line.split(' ');
  const headers = {
    'x-penstock-workspace': 'acme',
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const rest = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${pipeline.url}/api/v1${path}`, { method, headers, ...rest });
};

const editorOf = (page: Page) => page.getByRole('textbox', { name: 'The workspace file, as YAML or JSON' });
const textOf = async (page: Page): Promise<string> =>
  (await editorOf(page).locator('.cm-line').allInnerTexts()).join('\n');

test('a file is planned, refused when somebody else was faster, planned anew with both, and applied; then drift is seen', async () => {
  const { page, expectSound, close } = await open('file');
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  await page.getByText('workspace: acme').waitFor();
  const exported = await textOf(page);
  await editorOf(page).fill(exported.replace('name: Acme CRM', 'name: Acme CRM of the shop'));
  await page.getByRole('button', { name: 'Plan what it would change' }).click();
  await page.getByText('1 update.').waitFor();
  await expectSound('file-planned');

  expect((await call('POST /sources', { id: 'meanwhile', name: 'Made meanwhile' })).status).toBe(201);
  await page.getByRole('button', { name: 'Apply 1 update' }).click();
  await page.getByLabel('Type acme to go on').fill('acme');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Plan it anew' }).waitFor();
  await expectSound('file-outdated');
  await page.getByRole('button', { name: 'Plan it anew' }).click();
  await page.getByText('1 deletion and 1 update.').waitFor();

  const made = page.getByRole('listitem').filter({ hasText: 'meanwhile' });
  expect(await made.first().innerText()).toMatch(/Deletes[\s\S]*not in the plan before/);
  await expectSound('file-planned-anew');
  expect((await (await call('GET /sources/meanwhile')).json()) as object).toMatchObject({ data: { source: {} } });
  await page.getByRole('button', { name: 'Apply 1 deletion and 1 update' }).click();
  await page.getByLabel('Type acme to go on').fill('acme');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.getByText('Applied: 1 deletion and 1 update').waitFor();
  expect((await call('GET /sources/meanwhile')).status).toBe(404);
  expect(await (await call('GET /destinations/crm')).json()).toMatchObject({
    data: { destination: { name: 'Acme CRM of the shop' } },
  });

  await page.getByText('Nothing was changed beside it').waitFor();
  await call('PATCH /destinations/crm', { name: 'Renamed beside it' });
  await page.reload();
  await page.getByText('Renamed beside it').first().waitFor();
  await page.getByText(/has changed destination/).waitFor();
  await expectSound('file-drift');
  await close();
});

test('what is wrong in a file stands in its line, and what was typed is asked about before the page is left', async () => {
  const { page, expectSound, close } = await open('file');
  await editorOf(page).fill(
    'sources:\n  - id: web\n    writeKeys: { set: true }\ndestinations:\n  - id: crm\n    source: nowhere\n',
  );

  await page.getByRole('button', { name: 'Plan what it would change' }).click();

  await page.getByText('Line 5').or(page.getByText('Line 6')).first().waitFor();
  await expectSound('file-faults');
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('heading', { name: 'Leave this page?' }).waitFor();
  await page.getByRole('button', { name: 'Stay' }).click();
  expect(await textOf(page)).toContain('source: nowhere');
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('button', { name: 'Leave without saving' }).click();
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await close();
});

test('a token is shown once, works, says when it was used, and ends when it is revoked', async () => {
  const { page, expectSound, close } = await open('tokens');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name').fill('Terraform');
  await page.getByLabel('Name').press('Enter');
  const shown = page.getByText(/^pst_/);
  await shown.waitFor();
  const token = await shown.innerText();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByText('Terraform').waitFor();

  expect((await call('GET /sources', undefined, token)).status).toBe(200);
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'Terraform' });
  await row
    .getByText(/sec\. ago|now/)
    .first()
    .waitFor();
  expect(await page.getByText(token).count()).toBe(0);
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await expectSound('token-revoke');
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await page.getByText('Terraform is revoked').waitFor();

  expect((await call('GET /sources', undefined, token)).status).toBe(401);
  await close();
});
