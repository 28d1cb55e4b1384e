import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcile } from '../../domain/reconcile.ts';
import type { ReplayReport } from '../../domain/replay-report.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let live: Receiver;
let second: Receiver;
let pipeline: TestPipeline;
const from = new Date(Date.now() - 60 * 60 * 1000).toISOString();

const crm = () => aWebhook(live.url);
const ads = (overrides = {}) => aWebhook(second.url, { id: 'ads', name: 'Ads Manager', ...overrides });

beforeAll(async () => {
  live = await startReceiver();
  second = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([crm()]));
});
afterAll(async () => {
  await pipeline.close();
  await live.close();
  await second.close();
});

const post = (path: string, body: object = {}): Promise<Response> =>
  fetch(`${pipeline.url}/api/replays${path}`, { method: 'POST', body: JSON.stringify(body) });
const create = async (body: object): Promise<ReplayReport> => (await (await post('', body)).json()) as ReplayReport;
const show = async (id: string): Promise<ReplayReport> =>
  (await (await fetch(`${pipeline.url}/api/replays/${id}`)).json()) as ReplayReport;
const ended = async (id: string): Promise<ReplayReport> => {
  await expect.poll(async () => (await show(id)).state, { timeout: 60_000 }).toMatch(/done|failed/);
  await pipeline.drain();
  return show(id);
};
const idOf = ({ headers }: ReceivedRequest): string => String(headers['webhook-id']);
const bodyOf = ({ body }: ReceivedRequest) => JSON.parse(body) as Record<string, unknown>;

/** Sends events in batches of 100, of two users, every other one an order. */
async function send(name: string, count: number, extra: (index: number) => object = () => ({})): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const events = ids.map((messageId, index) => ({
    ...{ type: 'track', messageId, userId: `u${index % 10}`, timestamp: '2026-01-02T03:04:05.678Z' },
    event: index % 2 === 0 ? 'Order Completed' : 'Cart Viewed',
    properties: { index },
    ...extra(index),
  }));
  for (let start = 0; start < count; start += 100) {
    await pipeline.send('/v1/batch', { batch: events.slice(start, start + 100) });
  }
  await pipeline.drain();
  return ids;
}

describe('a replay', () => {
  it('fills a destination that is connected later with the events of a range that it wants', async () => {
    const ids = await send('back', 3_000, (index) =>
      index % 100 === 7 ? { integrations: { 'Ads Manager': false } } : {},
    );
    await pipeline.reconfigure(aWorkspace([crm(), ads({ filter: 'userId != "u3"' })]));

    const dry = await create({ destination: 'ads', from, events: ['Cart Viewed'], dryRun: true });
    const job = await create({ destination: 'ads', from, events: ['Cart Viewed'], ratePerSecond: 5_000 });
    const report = await ended(job.id);

    const wanted = ids.filter((_, index) => index % 2 === 1 && index % 10 !== 3 && index % 100 !== 7);
    expect(second.requests.map(idOf).sort()).toEqual(wanted.sort());
    expect(dry).toMatchObject({ state: 'done', estimate: { events: wanted.length, minutes: 0.1 } });
    expect(reconcile(await pipeline.ledger()).faults).toEqual([]);
  }, 120_000);
});
