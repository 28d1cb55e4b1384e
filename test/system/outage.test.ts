import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

/** How old what a function knows of a breaker may be. */
const MEMORY_MS = 2_000;

let receiver: Receiver;
let pipeline: TestPipeline;

const destination = () =>
  aWebhook(receiver.url, {
    retry: { retries: 3, over: '6s' },
    breaker: { minimumAttempts: 20, window: '30s', probeAfter: '2s' },
  });

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([destination()]));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

const sendEvents = (name: string, count: number): Promise<Response> => {
  const batch = Array.from({ length: count }, (_, index) => ({
    type: 'track',
    event: 'Clicked',
    userId: 'u1',
    messageId: `${name}-${index}`,
  }));
  return pipeline.send('/v1/batch', { batch });
};
const crm = async () => (await pipeline.ledger()).destinations[0];

describe('a destination that is down for longer than its retries last', () => {
  test('is left alone but for probes, loses nothing, and gets everything once it is back', async () => {
    receiver.react(() => ({ status: 503 }));
    const sentAt = Date.now();
    await sendEvents('first', 100);
    await expect.poll(async () => (await crm())?.held).toBe(99);
    // Functions that had asked just before remember for so long that it is not down.
    const downFor = async (): Promise<number> => Date.now() - Date.parse((await crm())?.down?.since ?? '');
    await expect.poll(downFor).toBeGreaterThan(MEMORY_MS);

    for (const name of ['second', 'third', 'fourth']) await sendEvents(name, 500);
    await expect.poll(async () => (await crm())?.held).toBe(1599);
    expect((await crm())?.down).toMatchObject({ reason: 'http_503' });
    const probesFrom = receiver.requests.length;
    await expect.poll(() => receiver.requests.length).toBe(probesFrom + 2);
    const whileDown = [...receiver.requests];
    receiver.react(() => ({ status: 200 }));
    await expect.poll(async () => (await crm())?.delivered).toBe(1600);

    // 100 before it counted as down, and then one event at a time, two seconds apart give or take a tenth.
    const seconds = ((whileDown.at(-1)?.receivedAt ?? NaN) - sentAt) / 1000;
    expect(whileDown.length).toBeLessThanOrEqual(100 + seconds / 1.8);
    const taken = receiver.requests.slice(whileDown.length).map(({ headers }) => headers['webhook-id']);
    expect(new Set(taken).size).toBe(1600);
    expect(taken).toHaveLength(1600);
    expect(await crm()).toMatchObject({ matched: 1600, delivered: 1600, held: 0, waiting: 0, deadLettered: {} });
    expect(await crm()).not.toHaveProperty('down');
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });
});
