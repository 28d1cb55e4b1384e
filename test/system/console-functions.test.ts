// A function from nothing to what it delivers, in a real browser against the running pipeline: written, run, saved, connected
// to a source; broken by its next version, seen by reason, rolled back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { launchBrowser } from '../support/browser.ts';
import { openPage } from '../support/console/console-page.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let pipeline: TestPipeline;
let receiver: Receiver;
let browser: Browser;
beforeAll(async () => {
  [pipeline, receiver, browser] = await Promise.all([
    startTestPipeline({ workspace: 'acme', sources: [{ id: 'web', name: 'Website', writeKeys: ['wk_web'] }] }),
    startReceiver(),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await pipeline.close();
  await receiver.close();
});

const BROKEN = `async function onTrack(event) {
  console.log('about to count');
  return event.properties.cart.items.length;
}`;

const send = (messageId: string): Promise<unknown> =>
  pipeline.send('/v1/track', { userId: 'u1', event: 'Paid', messageId, properties: { total: 42 } });

/** Sends until one of them has come to this end: what has just been deployed or connected runs a moment later. */
async function sendUntil(name: string, isThere: () => boolean | Promise<boolean>): Promise<void> {
  let sent = 0;
  await expect
    .poll(async () => {
      await send(`${name}-${sent++}`);
      await pipeline.drain();
      return isThere();
    })
    .toBe(true);
}

const hasArrived = (name: string) => (): boolean => receiver.requests.some(({ body }) => body.includes(name));

async function writeCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'The code of the function' }).click();
  // What is typed over a text in colours, the browser itself would give a style.
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(code);
}

test('a function is written, run, deployed and sends; its next version breaks, is seen by reason, and rolled back', async () => {
  const { page, expectSound, faults, close } = await openPage(
    { browser, url: `${pipeline.url}/w/acme/functions`, test: { unanswered: [] } },
    { now: null },
  );
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

  // The first one, which runs before it is saved.
  await page.getByRole('link', { name: 'Write the first function' }).click();
  await page.getByRole('textbox', { name: 'The code of the function' }).waitFor();
  await button('Run it').click();
  await page.getByText('It would count as delivered.').waitFor();
  await page.getByText('sent Order Completed').waitFor();
  await expectSound('flow-function-new');
  await button('Save the function').click();
  await page.getByRole('dialog').getByLabel('Name').fill('To our CRM');
  await inDialog('Save the function').click();

  // From its source to what arrives.
  await page.getByRole('link', { name: 'Connect it to a source' }).click();
  await button('Confirm the source').click();
  await page.getByLabel('Endpoint').fill(`${receiver.url}/in`);
  await button('Save it, switched off').click();
  await button('Send the test event').click();
  await page.getByText('it took the event', { exact: true }).waitFor();
  await expectSound('flow-function-connect');
  await button('Switch it on').click();
  await page.getByText('is on', { exact: false }).first().waitFor();
  await sendUntil('first', hasArrived('first'));
  expect(JSON.parse(receiver.requests.find(({ body }) => body.includes('first'))?.body ?? '{}')).toMatchObject({
    ...{ user: 'u1', name: 'Paid', total: 42 },
  });

  // Broken: a run says so before it is saved, and nothing runs before it is deployed.
  await page.goto(`${pipeline.url}/w/acme/functions/to-our-crm/code`);
  await writeCode(page, BROKEN);
  await button('Run it').click();
  const result = page.getByRole('region', { name: 'What became of it' });
  await result.getByText('TypeError').waitFor();
  await result.getByText('about to count').waitFor();
  await expectSound('flow-function-run');
  await button('Save as version 2').click();
  await sendUntil('second', hasArrived('second'));
  await button('Deploy version 2').click();
  await page.getByRole('dialog').getByText('It is for 1 destination').waitFor();
  await inDialog('Deploy version 2').click();

  // Seen by reason, and rolled back.
  await page.getByRole('link', { name: 'Overview' }).click();
  await sendUntil('broken', async () => (await failedByCode(page)) > 0);
  await expectSound('flow-function-errors');
  await page.getByRole('link', { name: 'Logs' }).click();
  await page
    .getByText(/TypeError.*items/)
    .first()
    .waitFor();
  await expectSound('flow-function-logs');
  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByText('new:   console.log').or(page.getByText('about to count')).first().waitFor();
  await button('Roll back to version 1').click();
  await inDialog('Roll back to version 1').click();
  await page.getByText('Version 1 of To our CRM runs within 2 s').waitFor();
  await sendUntil('third', hasArrived('third'));
  await expectSound('flow-function-versions');

  expect(faults).toEqual([]);
  await close();
});

test('a source function gets an address, makes events of what is sent there, and changes its address', async () => {
  const { page, expectSound, faults, close } = await openPage(
    { browser, url: `${pipeline.url}/w/acme/functions/_new?type=source`, test: { unanswered: [] } },
    { now: null },
  );
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

  await page.getByRole('textbox', { name: 'The code of the function' }).waitFor();
  await button('Run it').click();
  await page.getByText('It made 2 events').waitFor();
  await expectSound('flow-source-function-run');
  await button('Save the function').click();
  await page.getByRole('dialog').getByLabel('Name').fill('Invoices');
  await inDialog('Save the function').click();
  await button('Make a source of it').click();
  await inDialog('Make the source').click();
  const address = page.getByRole('listitem').filter({ hasText: '/fn/' });
  await address.first().waitFor();
  await expectSound('flow-source-function-address');

  const url = await addressOn(page);
  await postUntilTaken(url);
  await page.getByRole('link', { name: 'Setup' }).click();
  await page.getByText('Invoice Paid').first().waitFor();
  await expectSound('flow-source-function-setup');

  await page.getByRole('link', { name: 'Keys and settings' }).click();
  await button('Change the address').click();
  await inDialog('Change the address').click();
  await page.getByText('Invoices has a new address').waitFor();
  await expect.poll(() => address.count()).toBe(2);
  expect(await addressOn(page)).not.toBe(url);

  await page.goto(`${pipeline.url}/w/acme/functions/invoices`);
  await page.getByRole('region', { name: 'Invoices' }).getByText('Events accepted').waitFor();
  await expectSound('flow-source-function');
  expect(faults).toEqual([]);
  await close();
});

/** The newest stands first. */
async function addressOn(page: Page): Promise<string> {
  return (await page.locator('code', { hasText: '/fn/' }).first().getAttribute('title')) ?? '';
}

/** A new address is known a moment later. */
async function postUntilTaken(url: string): Promise<void> {
  const body = JSON.stringify({ type: 'invoice.paid', customer: { id: 'c-1', name: 'Ada' }, amount: 42 });
  await expect
    .poll(async () => {
      const { status } = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      await pipeline.drain();
      return status;
    })
    .toBe(200);
}

const failedByCode = (page: Page): Promise<number> =>
  page.getByRole('row', { name: /Errors of its code.*function error.*discarded/ }).count();
