// Events that a partner refuses are sent again, one and then all that match; and a replay is counted, started, paused,
// resumed and cancelled: in a real browser, against the running pipeline.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { launchBrowser } from '../support/browser.ts';
import { openPage, type ConsolePage } from '../support/console/console-page.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const EVENTS = 120;

let receiver: Receiver;
let pipeline: TestPipeline;
let browser: Browser;
beforeAll(async () => {
  receiver = await startReceiver();
  const destination = aWebhook(receiver.url, { name: 'Helpline tickets', retry: { retries: 0, over: '0s' } });
  [pipeline, browser] = await Promise.all([startTestPipeline(aWorkspace([destination])), launchBrowser()]);
  receiver.react(() => ({ status: 400, body: '{"error":"validation_failed"}' }));
  const batch = Array.from({ length: EVENTS }, (_, n) => ({
    ...{ type: 'track', event: 'Ticket Opened', userId: `u${n}`, messageId: `m${n}` },
  }));
  await pipeline.send('/v1/batch', { batch });
  await pipeline.drain();
});
afterAll(async () => {
  await browser.close();
  await pipeline.close();
  await receiver.close();
});

const open = (path: string): Promise<ConsolePage> =>
  openPage({ browser, url: `${pipeline.url}/w/acme/${path}`, test: { unanswered: [] } }, { now: null });
const redriven = (): number => receiver.requests.length - EVENTS;

test('what a partner has refused is sent again: one to try, then all that match, after their number is said', async () => {
  const { page, expectSound, close } = await open('undelivered');
  await page.getByText(`All ${EVENTS} that match:`).waitFor();
  receiver.react(() => ({ status: 200 }));

  await page.getByRole('table', { name: 'Undelivered events', exact: true }).getByText('Ticket Opened').first().click();
  await page.getByText('"validation_failed"').waitFor();
  await expectSound('undelivered');
  await page.getByRole('button', { name: 'Redrive this one' }).click();
  await page.getByText('1 event is waiting again').waitFor();
  await page.getByText(`All ${EVENTS - 1} that match:`).waitFor();
  await page.getByRole('button', { name: 'Close (Esc)' }).click();
  expect(redriven()).toBe(1);

  await page.getByRole('button', { name: `Redrive all ${EVENTS - 1} that match` }).click();
  await page.getByRole('heading', { name: `Redrive ${EVENTS - 1} events of Helpline tickets` }).waitFor();
  expect(redriven()).toBe(1);
  await page.getByRole('button', { name: `Redrive ${EVENTS - 1} events`, exact: true }).click();
  await page.getByText(`${EVENTS - 1} of ${EVENTS - 1} are waiting again.`).waitFor();
  await expectSound('undelivered-redriven');
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();

  await page.getByText('None of them is open any more.').waitFor();
  await pipeline.drain();
  expect(redriven()).toBe(EVENTS);
  await close();
});

test('a replay is counted in a dry run, started, paused, resumed and cancelled', async () => {
  const { page, expectSound, close } = await open('destinations/crm/replays');
  await page.getByRole('link', { name: 'New replay' }).first().click();
  await page.getByRole('radio', { name: /It needs all of them again/ }).check();
  await page.getByRole('button', { name: 'Choose the time' }).click();
  await page.getByLabel('Received from').waitFor();
  await expectSound('replay-range');
  const before = receiver.requests.length;
  await page.getByRole('button', { name: 'Count them in a dry run' }).click();

  await page.getByRole('button', { name: `Replay ${EVENTS} events to Helpline tickets` }).waitFor();
  expect(receiver.requests.length).toBe(before);
  await page.getByLabel('Events a second').fill('1');
  await expectSound('replay-dry-run');
  await page.getByRole('button', { name: `Replay ${EVENTS} events to Helpline tickets` }).click();

  await page.getByText('Running', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Running', { exact: true }).waitFor();
  await expectSound('replay');
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByText('What it has sent goes on and is delivered').waitFor();
  await page.getByRole('button', { name: 'Cancel the replay' }).click();
  await page.getByText('Cancelled', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Replays' }).first().click();
  await page.getByRole('row').filter({ hasText: 'Cancelled' }).waitFor();
  await expectSound('replays');
  await close();
});
