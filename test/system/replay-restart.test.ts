import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import type { ReplayReport } from '../../domain/replay/replay-report.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { aWebhook, aWorkspace, basic } from '../support/test-pipeline.ts';

let directory: string;
let live: Receiver;
let second: Receiver;
let running: PenstockProcess | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  live = await startReceiver();
  second = await startReceiver();
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  await live.close();
  await second.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Starts on the same data directory, with the destinations of now. */
async function start(destinations: Parameters<typeof aWorkspace>[0]): Promise<PenstockProcess> {
  const file = join(directory, 'workspace.json');
  writeFileSync(file, JSON.stringify(aWorkspace(destinations)));
  running = await startPenstock(['--port', '0', '--data', join(directory, 'data'), '--workspace', file]);
  return running;
}

async function get<T>({ url }: PenstockProcess, path: string): Promise<T> {
  return (await (await fetch(`${url}${path}`)).json()) as T;
}

/** Sends events in batches of 100; returns their ids. */
async function send({ url }: PenstockProcess, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `e${index}`);
  for (let from = 0; from < count; from += 100) {
    const batch = ids
      .slice(from, from + 100)
      .map((messageId) => ({ type: 'track', event: 'A', userId: 'u', messageId }));
    const headers = { authorization: basic('wk_web') };
    const response = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
    expect(response.status).toBe(200);
  }
  return ids;
}

describe('a replay in a Penstock that is killed with SIGKILL again and again', () => {
  test('sends every event of its range once it is started again, and counts each once', async () => {
    const [crm, ads] = [aWebhook(live.url), aWebhook(second.url, { id: 'ads' })];
    const first = await start([crm]);
    const ids = await send(first, 3_000);
    await expect.poll(() => live.requests.length).toBe(3_000);
    await first.stop('SIGTERM');
    const from = new Date(Date.now() - 60 * 60 * 1000).toISOString();
    let penstock = await start([crm, ads]);
    const body = JSON.stringify({ destination: 'ads', from, ratePerSecond: 600 });
    const response = await fetch(`${penstock.url}/api/replays`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { id } = (await response.json()) as ReplayReport;

    for (const goal of [200, 700, 1_400]) {
      await expect.poll(() => second.requests.length).toBeGreaterThan(goal);
      await penstock.stop('SIGKILL');
      penstock = await start([crm, ads]);
    }
    const report = (): Promise<ReplayReport> => get<ReplayReport>(penstock, `/api/replays/${id}`);
    await expect.poll(async () => (await report()).state).toBe('done');
    await expect.poll(async () => (await report()).deliveries).toMatchObject({ waiting: 0 });

    const arrived = new Set(second.requests.map(({ headers }) => String(headers['webhook-id'])));
    expect(new Set(ids).difference(arrived).size).toBe(0);
    const { progress, deliveries } = await report();
    expect(progress.sent).toBe(3_000);
    expect(deliveries).toMatchObject({ delivered: 3_000, attempts: 3_000 });
    const ledger = await get<LedgerReport>(penstock, '/api/ledger');
    expect(ledger.destinations.find((destination) => destination.id === 'ads')).toMatchObject({
      matched: 0,
      replayed: { matched: 3_000, delivered: 3_000, waiting: 0 },
    });
    expect(reconcile(ledger).faults).toEqual([]);
    // At least once: at each kill a pack may have been under way, and in two functions when its step was killed as well.
    const attempts = Map.groupBy(second.requests, ({ headers }) => String(headers['webhook-id']));
    const most = Math.max(...[...attempts.values()].map(({ length }) => length));
    console.info(`${arrived.size} replayed, ${second.requests.length - arrived.size} attempts more than events`);
    expect(most).toBeLessThanOrEqual(1 + 2 * 3);
  });
});
