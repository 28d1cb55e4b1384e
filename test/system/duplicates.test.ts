import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([aWebhook(receiver.url)]));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** 10,000 events in batches of 100, eight requests at a time. */
async function sendTenThousand(): Promise<number[]> {
  const batches = Array.from({ length: 100 }, (_, batch) =>
    Array.from({ length: 100 }, (_, index) => ({
      type: 'track',
      event: 'Order Completed',
      userId: `user-${index}`,
      messageId: `order-${batch}-${index}`,
      properties: { revenue: 12.5, products: [{ product_id: 'p1', name: 'Grüner Tee 🍵' }] },
    })),
  );
  const statuses: number[] = [];
  const worker = async (): Promise<void> => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      const { status } = await pipeline.send('/v1/batch', { batch, sentAt: new Date().toISOString() });
      statuses.push(status);
      // A machine that is too busy may say so, and SDKs repeat the request. What was enqueued all the same is a duplicate.
      if (status === 503) batches.push(batch);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return statuses;
}

test('delivers 10,000 events once each, and none of them again when all are sent again', async () => {
  const started = performance.now();
  const first = await sendTenThousand();
  await pipeline.drain();
  console.info(`10,000 events end to end in ${Math.round(performance.now() - started)} ms`);
  const deliveredAfterFirst = receiver.requests.length;
  const second = await sendTenThousand();
  await pipeline.drain();

  const statuses = [...first, ...second];
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const repeated = 100 * statuses.filter((status) => status === 503).length;
  expect(deliveredAfterFirst).toBe(10_000);
  expect(receiver.requests.length).toBe(10_000);
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(10_000);
  const ledger = await pipeline.ledger();
  const { accepted, duplicates } = ledger.sources[0] ?? { accepted: 0, duplicates: 0 };
  expect(accepted - duplicates).toBe(10_000);
  expect(accepted).toBeGreaterThanOrEqual(20_000);
  expect(accepted).toBeLessThanOrEqual(20_000 + repeated);
  expect(ledger.destinations[0]).toMatchObject({ matched: 10_000, delivered: 10_000, attempts: 10_000 });
  expect(ledgerFaults(ledger)).toEqual([]);
});
