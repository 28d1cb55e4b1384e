import { execFile } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import type { ReplayReport } from '../../domain/replay/replay-report.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let live: Receiver;
let second: Receiver;
let pipeline: TestPipeline;
const from = new Date(Date.now() - 60 * 60 * 1000).toISOString();

const crm = () => aWebhook(live.url);
const ads = (overrides = {}) =>
  aWebhook(second.url, { id: 'ads', name: 'Ads Manager', retry: { retries: 0, over: '0s' }, ...overrides });

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
  fetch(`${pipeline.url}/api/replays${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const create = async (body: object): Promise<ReplayReport> => (await (await post('', body)).json()) as ReplayReport;
const show = async (id: string): Promise<ReplayReport> =>
  (await (await fetch(`${pipeline.url}/api/replays/${id}`)).json()) as ReplayReport;
const ended = async (id: string): Promise<ReplayReport> => {
  await expect.poll(async () => (await show(id)).state).toMatch(/done|failed/);
  await pipeline.drain();
  return show(id);
};
const ledgerOf = async (id: string) =>
  (await pipeline.ledger()).destinations.find((destination) => destination.id === id);
const idOf = ({ headers }: ReceivedRequest): string => String(headers['webhook-id']);
const bodyOf = (request: ReceivedRequest | undefined) => JSON.parse(request?.body ?? '{}') as Record<string, unknown>;

/** Runs the operator's command against this pipeline. */
function penstock(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const all = [resolvePath(import.meta.dirname, '../../bin/penstock.ts'), 'replay', ...args, '--url', pipeline.url];
  return new Promise((done) => {
    execFile(process.execPath, all, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

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
  test('fills a destination that is connected later with the events of a range that it wants', async () => {
    const integrations = { 'Ads Manager': false };
    const ids = await send('back', 3_000, (index) => (index % 100 === 7 ? { integrations } : {}));
    await pipeline.reconfigure(aWorkspace([crm(), ads({ filter: 'userId != "u3"' })]));

    const dry = await ended((await create({ destination: 'ads', from, events: ['Cart Viewed'], dryRun: true })).id);
    const job = await create({ destination: 'ads', from, events: ['Cart Viewed'], ratePerSecond: 5_000 });
    const report = await ended(job.id);

    const wanted = ids.filter((_, index) => index % 2 === 1 && index % 10 !== 3 && index % 100 !== 7);
    expect(second.requests.map(idOf).sort()).toEqual(wanted.sort());
    expect(bodyOf(second.requests[0])).toMatchObject({
      originalTimestamp: '2026-01-02T03:04:05.678Z',
      integrations: { All: false, 'Ads Manager': true },
    });
    expect(dry).toMatchObject({ state: 'done', estimate: { events: 1_170, minutes: 0.1 } });
    expect(report).toMatchObject({
      state: 'done',
      progress: { share: 1, read: 3_000, sent: 1_170, outside: 1_500, filtered: { filter: 300, integrations: 30 } },
      deliveries: { delivered: 1_170, waiting: 0 },
    });
    expect(await ledgerOf('crm')).toMatchObject({ matched: 3_000, delivered: 3_000, replayed: { matched: 0 } });
    expect(await ledgerOf('ads')).toMatchObject({
      matched: 0,
      delivered: 0,
      replayed: { matched: 1_170, delivered: 1_170 },
    });
    expect(reconcile(await pipeline.ledger()).faults).toEqual([]);
  });

  test('stands still while it is paused, and sends the rest once it is resumed', async () => {
    const before = second.requests.length;
    const job = await create({ destination: 'ads', from, ratePerSecond: 200 });
    await expect.poll(() => second.requests.length - before).toBeGreaterThan(0);

    const paused = (await (await post(`/${job.id}/pause`)).json()) as ReplayReport;
    const again = await post(`/${job.id}/pause`);
    await pipeline.drain();
    const whilePaused = second.requests.length - before;
    const shown = await show(job.id);
    await post(`/${job.id}/resume`);
    const report = await ended(job.id);

    expect(paused.state).toBe('paused');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({
      code: 'wrong_state',
      detail: expect.stringContaining('paused') as string,
    });
    expect(whilePaused).toBeLessThan(2_670);
    expect(shown).toMatchObject({ state: 'paused', progress: { sent: whilePaused } });
    expect(report).toMatchObject({ state: 'done', progress: { sent: 2_670 }, deliveries: { delivered: 2_670 } });
    const arrived = second.requests.slice(before).map(idOf);
    expect(arrived).toHaveLength(2_670);
    expect(new Set(arrived).size).toBe(2_670);
  });

  test('redrives what was sent and not delivered, and keeps its history', async () => {
    await pipeline.reconfigure(aWorkspace([crm(), ads()]));
    second.react((request) => (String(bodyOf(request)['userId']) < 'u5' ? { status: 500 } : { status: 200 }));
    await send('fail', 100);
    second.react(() => ({ status: 200 }));
    const before = second.requests.length;
    const failed = (await ledgerOf('ads'))?.deadLettered;

    const only = { destination: 'ads', from, onlyUndelivered: true, userIds: ['u1', 'u2'] };
    const dry = await ended((await create({ ...only, dryRun: true })).id);
    const report = await ended((await create(only)).id);

    expect(failed).toEqual({ http_500: 50 });
    expect(dry).toMatchObject({ progress: { redriven: 20 } });
    expect(report).toMatchObject({ state: 'done', progress: { redriven: 20 } });
    const again = second.requests.slice(before).map((request) => String(bodyOf(request)['messageId']));
    expect(again.filter((id) => id.startsWith('fail'))).toHaveLength(20);
    expect(await ledgerOf('ads')).toMatchObject({ redriven: 20, deadLettered: { http_500: 30 } });
    expect(reconcile(await pipeline.ledger()).faults).toEqual([]);
  });

  test('lets live events pass', async () => {
    await pipeline.reconfigure(aWorkspace([crm(), ads()]));
    const job = await create({ destination: 'ads', from, ratePerSecond: 20 });
    await expect.poll(async () => (await show(job.id)).progress.sent).toBeGreaterThan(0);

    const ids = Array.from({ length: 300 }, (_, index) => `live-${index}`);
    const events = ids.map((messageId) => ({ type: 'track', event: 'Live', userId: 'u9', messageId }));
    for (let start = 0; start < 300; start += 10) {
      await pipeline.send('/v1/batch', { batch: events.slice(start, start + 10) });
    }
    const arrived = () => live.requests.map(idOf).filter((id) => id.startsWith('live-'));
    await expect.poll(() => arrived().length).toBe(300);
    const beside = await show(job.id);
    await post(`/${job.id}/cancel`);

    expect(arrived().sort()).toEqual(ids.sort());
    // More than two minutes of it are left.
    expect(beside).toMatchObject({ state: 'running', progress: { sent: expect.any(Number) as number } });
    expect(beside.progress.share).toBeLessThan(1);
  });

  test.each([
    [{ from: 'yesterday', destination: 'ads' }, 'invalid_body', 'from'],
    [{ destination: 'nowhere', from }, 'unknown_destination', 'ads, crm'],
    [{ destination: 'ads', from, sources: ['app'] }, 'unknown_source', 'web'],
    [{ destination: 'ads', from, to: '2020-01-01' }, 'range_empty', 'before'],
    [{ destination: 'ads', from: '2020-01-01' }, 'range_too_old', '1095 days'],
    [{ destination: 'ads', from, types: ['page'], events: ['A'] }, 'nothing_can_match', 'track'],
  ])('is refused in words: %j', async (body, code, words) => {
    const response = await post('', body);

    expect(response.status).toBe(code.startsWith('unknown') ? 404 : 400);
    expect(await response.json()).toMatchObject({ code, detail: expect.stringContaining(words) as string });
  });

  test('can be created, listed, shown and cancelled by the command', async () => {
    const created = await penstock('create', '--destination', 'ads', '--from', from, '--rate', '20', '--type', 'track');
    const id = /^(\S+)/.exec(created.stdout)?.[1] ?? '';
    const listed = await penstock('list');
    const cancelled = await penstock('cancel', id, '--json');
    const resumed = await penstock('resume', id);
    const dry = await penstock('create', '--destination', 'ads', '--from', from, '--dry-run');

    expect(created).toMatchObject({ code: 0, stdout: expect.stringContaining('20 events a second') as string });
    expect(listed.stdout).toMatch(new RegExp(`^${id} +(queued|running) `, 'm'));
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ id, state: 'cancelled' });
    expect(resumed).toMatchObject({ code: 1, stderr: expect.stringContaining('is cancelled') as string });
    expect(dry.stdout).toMatch(/dollars: +0\.\d+ \(storage/);
  });
});
