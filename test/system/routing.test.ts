import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';

const NAMES = ['orders', 'everything', 'off', 'late'] as const;
type Name = (typeof NAMES)[number];

const receivers = new Map<Name, Receiver>();
let pipeline: TestPipeline;

const receiverOf = (name: Name): Receiver => {
  const receiver = receivers.get(name);
  if (receiver === undefined) throw new Error(`no receiver for ${name}`);
  return receiver;
};

function workspace({ isLateOn }: { isLateOn: boolean }): WorkspaceInput {
  const destination = (id: Name, overrides: Parameters<typeof aWebhook>[1] = {}) =>
    aWebhook(receiverOf(id).url, { id, ...overrides });
  return {
    workspace: 'acme',
    sources: [
      { id: 'web', writeKeys: ['wk_web', 'wk_web_new'] },
      { id: 'trusted', writeKeys: [{ key: 'wk_trusted', class: 'server' }], acceptDeletes: true },
    ],
    destinations: [
      destination('orders', { filter: 'type = "track" and event = "Order Completed" and properties.total > 10' }),
      destination('everything', { name: 'Everything' }),
      destination('off', { enabled: false }),
      destination('late', { enabled: isLateOn }),
      { ...destination('everything'), id: 'forget', source: 'trusted' },
    ],
  };
}

beforeAll(async () => {
  for (const name of NAMES) receivers.set(name, await startReceiver());
  pipeline = await startTestPipeline(workspace({ isLateOn: false }));
});
afterAll(async () => {
  await pipeline.close();
  for (const receiver of receivers.values()) await receiver.close();
});

const idsAt = (name: Name): unknown[] =>
  receiverOf(name)
    .requests.map(({ headers }) => headers['webhook-id'])
    .sort();
const order = (messageId: string, total: number, integrations = {}): object => ({
  type: 'track',
  event: 'Order Completed',
  userId: 'u1',
  messageId,
  properties: { total },
  integrations,
});

describe('an event', () => {
  test('goes to the destinations that want it, and each that does not get it says why', async () => {
    const batch = [
      order('big', 20),
      order('small', 5),
      order('not-everything', 20, { Everything: false }),
      order('only-everything', 20, { All: false, Everything: { option: 1 } }),
      { type: 'identify', userId: 'u1', messageId: 'identify', traits: { plan: 'pro' } },
    ];

    await pipeline.send('/v1/batch', { batch });
    await pipeline.drain();

    expect(idsAt('orders')).toEqual(['big', 'not-everything']);
    expect(idsAt('everything')).toEqual(['big', 'identify', 'only-everything', 'small']);
    expect(idsAt('off')).toEqual([]);
    const ledger = await pipeline.ledger();
    const byId = new Map(ledger.destinations.map((destination) => [destination.id, destination]));
    expect(byId.get('orders')).toMatchObject({ matched: 2, filtered: { filter: 2, integrations: 1 }, delivered: 2 });
    expect(byId.get('everything')).toMatchObject({ matched: 4, filtered: { integrations: 1 }, delivered: 4 });
    expect(byId.get('off')).toMatchObject({ matched: 0, filtered: { disabled: 5 } });
    expect(ledgerFaults(ledger)).toEqual([]);
  });

  test('reaches a destination that is switched on while the pipeline runs', async () => {
    await pipeline.reconfigure(workspace({ isLateOn: true }));
    const sendOne = async (): Promise<number> => {
      await pipeline.send('/v1/track', { userId: 'u1', event: 'Clicked' });
      await pipeline.drain();
      return receiverOf('late').requests.length;
    };

    await expect.poll(sendOne, { interval: 500 }).toBeGreaterThan(0);
  });

  test('is forwarded as a delete only from a source that allows it', async () => {
    const body = { batch: [{ type: 'delete', userId: 'forget-me', messageId: 'delete-1' }] };

    const refused = await pipeline.send('/v1/batch', body);
    await pipeline.send('/v1/batch', body, { authorization: `Basic ${Buffer.from('wk_trusted:').toString('base64')}` });
    await pipeline.drain();

    expect(refused.headers.get('x-penstock-warning')).toBe('not accepted: delete_not_allowed (1)');
    const deletes = receiverOf('everything').requests.filter(({ body: text }) => text.includes('"type":"delete"'));
    expect(deletes.map(({ body: text }) => JSON.parse(text) as unknown)).toMatchObject([
      { type: 'delete', userId: 'forget-me', messageId: 'delete-1', projectId: 'trusted' },
    ]);
    const ledger = await pipeline.ledger();
    expect(ledger.sources.find(({ id }) => id === 'web')?.rejected).toEqual({ delete_not_allowed: 1 });
    expect(ledger.sources.find(({ id }) => id === 'trusted')).toMatchObject({ accepted: 1, rejected: {} });
  });
});
