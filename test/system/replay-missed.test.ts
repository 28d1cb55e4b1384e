import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import type { ReplayReport } from '../../domain/replay/replay-report.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let receiver: Receiver;
let pipeline: TestPipeline;
const from = new Date(Date.now() - 60 * 60 * 1000).toISOString();
const crm = (enabled: boolean) => aWebhook(receiver.url, { enabled });

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([crm(false)]));
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

async function send(name: string, count: number): Promise<void> {
  const batch = Array.from({ length: count }, (_, index) => ({
    ...{ type: 'track', event: 'A', userId: 'u', messageId: `${name}-${index}` },
  }));
  await pipeline.send('/v1/batch', { batch });
  await pipeline.drain();
}

async function replayUndelivered(): Promise<ReplayReport> {
  const body = JSON.stringify({ destination: 'crm', from, onlyUndelivered: true });
  const created = await fetch(`${pipeline.url}/api/replays`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { id } = (await created.json()) as ReplayReport;
  const show = async (): Promise<ReplayReport> =>
    (await (await fetch(`${pipeline.url}/api/replays/${id}`)).json()) as ReplayReport;
  await expect.poll(async () => (await show()).state).toBe('done');
  await pipeline.drain();
  return show();
}

const arrived = (): string[] => receiver.requests.map(({ headers }) => String(headers['webhook-id'])).sort();

describe('a replay of what was not delivered', () => {
  test('sends what a destination missed while it was off, also while it still is, and nothing a second time', async () => {
    await send('missed', 40);

    const whileOff = await replayUndelivered();
    const afterFirst = arrived().length;
    await pipeline.reconfigure(aWorkspace([crm(true)]));
    await expect.poll(async () => (await pipeline.ledger()).destinations[0]?.enabled).toBe(true);
    await send('late', 1);
    await send('live', 10);
    const again = await replayUndelivered();

    expect(whileOff).toMatchObject({ progress: { sent: 40, unknown: 0 }, deliveries: { delivered: 40 } });
    expect(afterFirst).toBe(40);
    // An event right after the change may still have met functions that took the destination for off.
    expect(again.progress.sentBefore).toBe(40);
    expect(again.progress.sent + again.progress.sentLive).toBe(11);
    expect(new Set(arrived()).size).toBe(51);
    expect(arrived()).toHaveLength(51);
    expect(reconcile(await pipeline.ledger()).faults).toEqual([]);
  });
});
