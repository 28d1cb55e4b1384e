import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Receiver, ReceivedRequest } from '../../local/receiver.ts';
import { expect } from './expect.ts';
import { isSettled, readLedger, type Ledger } from './ledger.ts';
import { ok, type Report } from './report.ts';
import {
  API_KEY,
  IDENTIFY_ID,
  ORDER_ID,
  requestsTo,
  sendIdentifyAndOrder,
  sendOrderAgain,
  SHARED_SECRET,
} from './traffic.ts';
import { until } from './until.ts';

/** Cold functions, one poller for all queues, and the longest of the retries. */
const DELIVERY_MS = 60_000;
const SWITCH_OFF_MS = 10_000;
const ACCEPTED = 3;

/**
 * Sends the events, waits until nothing is on its way any more, and looks at what arrived and what was counted. False
 * when the events got stuck.
 */
export async function checkEvents(
  report: Report,
  { apiUrl, receiver }: { apiUrl: string; receiver: Receiver },
): Promise<boolean> {
  let ledger: Ledger | undefined;
  const isThrough = await report.check('events of the real SDK go through', async () => {
    const startedAt = performance.now();
    await sendIdentifyAndOrder(apiUrl);
    await until('the first event arrived', DELIVERY_MS, () => requestsTo(receiver, 'crm').length > 0);
    const firstMs = performance.now() - startedAt;
    await sendOrderAgain(apiUrl);
    await until('nothing was on its way any more', DELIVERY_MS, async () => {
      ledger = await readLedger(apiUrl);
      return isSettled(ledger, ACCEPTED);
    });
    return ok(`@segment/analytics-node; the first event arrived after ${(firstMs / 1000).toFixed(1)} s, all cold`);
  });
  if (!isThrough || ledger === undefined) return false;
  await checkArrivals(report, receiver);
  await checkLedger(report, ledger);
  await checkSwitchOff(report, apiUrl);
  return true;
}

async function checkArrivals(report: Report, receiver: Receiver): Promise<void> {
  await report.check('a duplicate is delivered once', () => {
    expect('the webhook got', idsAt(receiver, 'crm'), [IDENTIFY_ID, ORDER_ID]);
    return ok('sent twice, apart');
  });

  await report.check('a filter holds', () => {
    expect('the filtered webhook got', idsAt(receiver, 'orders'), [ORDER_ID]);
    return ok('the destination for orders got no identify');
  });

  await report.check('requests are signed', () => {
    const requests = requestsTo(receiver, 'crm');
    for (const request of requests) verifySignatures(request);
    return ok('X-Signature, Standard Webhooks and Authorization, over the bytes as they came');
  });

  await report.check('a failed delivery is tried again', () => {
    expect('attempts that were made', idsAt(receiver, 'flaky'), [IDENTIFY_ID, IDENTIFY_ID, ORDER_ID, ORDER_ID]);
    return ok('503 at first, then delivered from the retry queue');
  });
}

function verifySignatures({ headers, body }: ReceivedRequest): void {
  const signature = createHmac('sha1', SHARED_SECRET).update(body).digest('hex');
  expect('X-Signature', headers['x-signature'], signature);
  expect('Authorization', headers['authorization'], `Basic ${btoa(`${API_KEY}:`)}`);
  const webhookHeaders = Object.entries(headers).filter(([name]) => name.startsWith('webhook-'));
  new Webhook(SHARED_SECRET, { format: 'raw' }).verify(
    body,
    Object.fromEntries(webhookHeaders) as Record<string, string>,
  );
}

async function checkLedger(report: Report, ledger: Ledger): Promise<void> {
  const destination = (id: string) => ledger.destinations.find((candidate) => candidate.id === id);

  await report.check('the ledger adds up', () => {
    const { accepted, duplicates } = ledger.sources.find(({ id }) => id === 'web') ?? {};
    expect('accepted and duplicates', [accepted, duplicates], [ACCEPTED, 1]);
    const delivered = ['crm', 'orders', 'flaky', 'broken', 'gone'].map((id) => destination(id)?.delivered);
    expect('delivered, by destination', delivered, [2, 1, 2, 0, 0]);
    expect('attempts at flaky', destination('flaky')?.attempts, 4);
    return ok('3 accepted = 1 duplicate + 2 events; 5 delivered');
  });
}

/** The switch and the notice follow the count, and functions notice a changed configuration only every two seconds. */
async function checkSwitchOff(report: Report, apiUrl: string): Promise<void> {
  await report.check('410 switches a destination off', async () => {
    const gone = async () => (await readLedger(apiUrl)).destinations.find(({ id }) => id === 'gone');
    await until('the destination is off', SWITCH_OFF_MS, async () => (await gone())?.enabled === false);
    const { discarded, notice } = (await gone()) ?? {};

    expect('discarded', discarded, { http_410: 1 });
    if (notice === undefined) throw new Error('there is no notice about it');
    return ok('and leaves a notice');
  });
}

function idsAt(receiver: Receiver, destination: string): string[] {
  return requestsTo(receiver, destination)
    .map(({ headers }) => String(headers['webhook-id']))
    .sort();
}
