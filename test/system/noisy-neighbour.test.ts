import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const NAMES = ['healthy', 'silent', 'failing'] as const;

const receivers = new Map<string, Receiver>();
let pipeline: TestPipeline;

beforeAll(async () => {
  for (const name of NAMES) receivers.set(name, await startReceiver());
  receivers.get('silent')?.react(() => 'hang');
  receivers.get('failing')?.react(() => ({ status: 500 }));
  pipeline = await startTestPipeline({
    workspace: 'acme',
    sources: NAMES.map((id) => ({ id, writeKeys: [`wk_${id}`] })),
    destinations: NAMES.map((id) => aWebhook(receivers.get(id)?.url ?? '', { id, source: id })),
  });
});
afterAll(async () => {
  await pipeline.close();
  for (const receiver of receivers.values()) await receiver.close();
});

const sendTo = (source: string, count: number, name: string): Promise<Response> =>
  pipeline.send(
    '/v1/batch',
    {
      batch: Array.from({ length: count }, (_, index) => ({
        type: 'track',
        event: 'E',
        userId: 'u',
        messageId: `${name}-${index}`,
      })),
    },
    { authorization: `Basic ${Buffer.from(`wk_${source}:`).toString('base64')}` },
  );
const ledgerOf = async (id: string) => (await pipeline.ledger()).destinations.find((found) => found.id === id);

describe('in one shared lane', () => {
  it('destinations that swallow or refuse everything are held, and a healthy one has its events within seconds', async () => {
    await sendTo('silent', 400, 'silent');
    await sendTo('failing', 1500, 'failing');
    await expect.poll(async () => (await ledgerOf('silent'))?.held, { timeout: 60_000 }).toBeGreaterThan(300);
    await expect.poll(async () => (await ledgerOf('failing'))?.held, { timeout: 60_000 }).toBeGreaterThan(1_000);
    await sendTo('silent', 400, 'silent-again');
    await sendTo('failing', 400, 'failing-again');

    const sentAt = Date.now();
    await sendTo('healthy', 100, 'healthy');
    const healthy = receivers.get('healthy')?.requests ?? [];
    await expect.poll(() => healthy.length, { timeout: 20_000 }).toBe(100);
    const slowest = Math.max(...healthy.map(({ receivedAt }) => receivedAt)) - sentAt;

    // Behind packs that take every timeout to its end, it would be minutes.
    expect(slowest).toBeLessThan(15_000);
    expect((receivers.get('silent')?.requests.length ?? 0) < 400).toBe(true);
  });
});
