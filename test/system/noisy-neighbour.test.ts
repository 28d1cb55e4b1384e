import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const NAMES = ['healthy', 'silent', 'failing'] as const;

const receivers = new Map<string, Receiver>();
let pipeline: TestPipeline;

beforeEach(async () => {
  for (const name of NAMES) receivers.set(name, await startReceiver());
  receivers.get('silent')?.react(() => 'hang');
  receivers.get('failing')?.react(() => ({ status: 500 }));
  pipeline = await startTestPipeline({
    workspace: 'acme',
    sources: NAMES.map((id) => ({ id, writeKeys: [`wk_${id}`] })),
    destinations: NAMES.map((id) => aWebhook(receivers.get(id)?.url ?? '', { id, source: id })),
  });
});
afterEach(async () => {
  await pipeline.close();
  for (const receiver of receivers.values()) await receiver.close();
  receivers.clear();
});

const sendAtOnce = (source: (typeof NAMES)[number], count: number, name: string): Promise<Response> => {
  const batch = Array.from({ length: count }, (_, index) => ({
    type: 'track',
    event: 'Clicked',
    userId: 'u1',
    messageId: `${source}-${name}-${index}`,
  }));
  return pipeline.send('/v1/batch', { batch }, { authorization: basic(`wk_${source}`) });
};
const ledgerOf = async (id: string) => (await pipeline.ledger()).destinations.find((found) => found.id === id);

describe('in one shared lane', () => {
  test('destinations that swallow or refuse everything are held, and a healthy one has its events before they have been tried', async () => {
    await sendAtOnce('silent', 400, 'first');
    await sendAtOnce('failing', 1500, 'first');
    await expect.poll(async () => (await ledgerOf('silent'))?.held).toBeGreaterThan(300);
    await expect.poll(async () => (await ledgerOf('failing'))?.held).toBeGreaterThan(1_000);
    await sendAtOnce('silent', 400, 'again');
    await sendAtOnce('failing', 400, 'again');

    await sendAtOnce('healthy', 100, 'first');
    await expect.poll(() => receivers.get('healthy')?.requests.length).toBe(100);
    const tried = receivers.get('silent')?.requests.length ?? NaN;

    // Behind packs that take every timeout to its end, it would have come after all 800 of the silent one.
    expect(tried).toBeLessThan(400);
    await expect.poll(() => ledgerOf('healthy')).toMatchObject({ delivered: 100, attempts: 100 });
  });
});
