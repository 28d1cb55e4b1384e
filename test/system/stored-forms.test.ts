import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { installationWorkspace, liveThrough, sendLast } from '../support/an-installation.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { readStoredData, unpackStoredData } from '../support/stored-data.ts';
import { dataOf, RELEASES, shapesOfRelease } from '../support/stored-fixtures.ts';
import { recordsOf } from '../support/stored-records.ts';
import { shapesOf, strangeness } from '../support/stored-shapes.ts';
import { basic } from '../support/test-pipeline.ts';

let directory: string;
let receiver: Receiver;
let running: PenstockProcess | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-stored-'));
  receiver = await startReceiver();
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Starts on the data directory, with the partners of the installation at this receiver. */
async function start(): Promise<PenstockProcess> {
  const file = join(directory, 'workspace.json');
  writeFileSync(file, JSON.stringify(installationWorkspace(receiver)));
  running = await startPenstock(['--port', '0', '--data', join(directory, 'data'), '--workspace', file]);
  return running;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await expect.poll(isSo).toBe(true);
}

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${running?.url ?? ''}${path}`)).json()) as T;
}

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const all = { 'content-type': 'application/json', ...headers };
  return fetch(`${running?.url ?? ''}${path}`, { method: 'POST', headers: all, body: JSON.stringify(body) });
}

/** The ids of the events that a partner has got. */
function receivedBy(id: string): string[] {
  return receiver.requests
    .filter(({ path }) => path === `/${id}`)
    .map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId);
}

type Trace = { readonly event: object; readonly destinations: readonly { readonly id: string }[] };
type Listed = { readonly records: readonly { readonly id: string; readonly messageId: string }[] };

test('stores today what the fixtures of the latest release show, in the same forms', async () => {
  const penstock = await start();
  await liveThrough(penstock, receiver, until);
  await sendLast(penstock.url, 'last', 6);
  await penstock.stop('SIGKILL');

  const stored = await readStoredData(join(directory, 'data'));

  // A form that is another one has another number, and fixtures of its own: docs/upgrading.md.
  expect(strangeness(shapesOfRelease(RELEASES.at(-1) ?? ''), shapesOf(recordsOf(stored)))).toEqual([]);
});

describe.each(RELEASES)('Penstock that is started on what the release %s has left', (release) => {
  test('goes on where that was stopped: nothing is lost, nothing is sent twice, and everything is found', async () => {
    unpackStoredData(dataOf(release), directory);
    await start();

    // What waited in the queue of ingest, for another try, and for a partner that was down.
    const last = Array.from({ length: 6 }, (_, index) => `last-${index}`);
    await expect.poll(() => receivedBy('crm')).toEqual(expect.arrayContaining(last));
    await expect.poll(() => receivedBy('flaky')).toEqual(expect.arrayContaining(['first', 'who']));
    await expect.poll(() => receivedBy('down')).toEqual(expect.arrayContaining(['first', 'held-2']));

    // A copy of what was delivered then is a duplicate still.
    const before = (await get<LedgerReport>('/api/ledger')).sources.find(({ id }) => id === 'web');
    const copy = { event: 'Order Completed', userId: 'u1', messageId: 'first' };
    await post('/v1/track', copy, { authorization: basic('wk_web') });
    const duplicates = async (): Promise<number | undefined> =>
      (await get<LedgerReport>('/api/ledger')).sources.find(({ id }) => id === 'web')?.duplicates;
    await expect.poll(duplicates).toBe((before?.duplicates ?? 0) + 1);
    expect(receivedBy('crm')).not.toContain('first');

    // What was not delivered is listed, and redriven.
    const undelivered = await get<Listed>('/api/undelivered?destination=gone');
    expect(undelivered.records.map(({ messageId }) => messageId)).toContain('home');
    await post('/api/undelivered/redrive', { filter: { destination: 'gone' } });
    await expect.poll(() => receivedBy('gone')).toEqual(expect.arrayContaining(['first', 'home']));

    // A replay that was paused goes on.
    const { replays } = await get<{ replays: { id: string; state: string }[] }>('/api/replays');
    const paused = replays.find(({ state }) => state === 'paused');
    expect(replays.map(({ state }) => state).toSorted()).toEqual(['done', 'paused']);
    await post(`/api/replays/${paused?.id ?? ''}/resume`, {});
    await expect
      .poll(async () => (await get<{ state: string }>(`/api/replays/${paused?.id ?? ''}`)).state)
      .toBe('done');

    // What became of an event then is told from the records of then.
    const trace = await get<Trace>('/api/trace?source=web&messageId=first');
    expect(trace.event).toMatchObject({ event: 'Order Completed', userId: 'u1' });
    expect(trace.destinations.map(({ id }) => id)).toEqual(expect.arrayContaining(['crm', 'flaky', 'gone', 'down']));
    await expect.poll(async () => reconcile(await get<LedgerReport>('/api/ledger')).faults).toEqual([]);
  });
});
