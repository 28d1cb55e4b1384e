import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { basic } from '../support/test-pipeline.ts';

// A kind whose destinations name what they do with events, in a copy of the project that has it.

let copy: ProjectCopy;
let depot: Receiver;
let penstock: PenstockProcess;

beforeAll(async () => {
  copy = copyProject();
  copy.addKind('courier');
  depot = await startReceiver();
  const destinations = ['rounds', 'failing', 'lost', 'again', 'changing', 'singly'].map((id) => ({
    ...{ id, source: id, kind: 'courier', settings: { depot: `${depot.url}/${id}`, badgeKey: 'badge-7' } },
    subscriptions: [
      { id: 'paid', trigger: 'event = "Paid"', round: 'paid' },
      { id: 'all', name: 'Everything', round: 'all' },
    ],
    retry: { retries: 1, over: '1s' },
  }));
  const sources = destinations.map(({ id }) => ({ id, writeKeys: [`wk_${id}`] }));
  const file = join(copy.directory, 'acme.json');
  writeFileSync(file, JSON.stringify({ workspace: 'acme', sources, destinations }));
  const args = ['--port', '0', '--data', join(copy.directory, 'data'), '--workspace', file];
  penstock = await startPenstock(args, copy.directory);
});
beforeEach(() => depot.react(() => ({ status: 200 })));
afterAll(async () => {
  await penstock.stop('SIGTERM');
  await depot.close();
  copy.remove();
});

type Json = Readonly<Record<string, unknown>>;

async function call(line: string, body?: object): Promise<Json> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(`${penstock.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${line} was answered with ${response.status}: ${text}`);
  const { data, ...others } = JSON.parse(text) as { readonly data?: Json };
  return data ?? others;
}

async function send(source: string, events: Readonly<Record<string, string>>): Promise<void> {
  const batch = Object.entries(events).map(([messageId, event]) => ({ type: 'track', userId: 'u', messageId, event }));
  const headers = { authorization: basic(`wk_${source}`), 'content-type': 'application/json' };
  await fetch(`${penstock.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
}

/** The events that came on a round, in the order in which they came. */
const cameOn = (path: string): string[] =>
  depot.requests
    .filter((request) => request.path === `/${path}`)
    .map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId);

type Counted = Json & { readonly id: string; readonly subscriptions: readonly Counted[] };

async function ledgerOf(id: string): Promise<Counted> {
  const { destinations } = (await call('GET /api/ledger')) as { destinations: readonly Counted[] };
  const found = destinations.find((destination) => destination.id === id);
  if (found === undefined) throw new Error(`${id} is not in the ledger`);
  return found;
}

const partOf = (counted: Counted, id: string): Counted | undefined =>
  counted.subscriptions.find((subscription) => subscription.id === id);

describe('a destination that names its subscriptions', () => {
  test('gets each event by those whose trigger holds, and each counts for itself and in the sum', async () => {
    await send('rounds', { r1: 'Paid', r2: 'Seen', r3: 'Paid' });

    await expect.poll(() => ledgerOf('rounds')).toMatchObject({ matched: 5, delivered: 5, waiting: 0 });

    expect(cameOn('rounds/paid').toSorted()).toEqual(['r1', 'r3']);
    expect(cameOn('rounds/all').toSorted()).toEqual(['r1', 'r2', 'r3']);
    const counted = await ledgerOf('rounds');
    expect(partOf(counted, 'paid')).toMatchObject({ matched: 2, delivered: 2, filtered: { trigger: 1 }, waiting: 0 });
    expect(partOf(counted, 'all')).toMatchObject({ matched: 3, delivered: 3, filtered: {}, waiting: 0 });
    expect(await call('GET /api/ledger/check')).toMatchObject({ closes: true, notes: [] });
  });

  test('is shown with them, their own counts and series, and in the trace of an event', async () => {
    const { destination } = await call('GET /api/v1/destinations/rounds');
    const { points } = await call('GET /api/ledger/series?owner=destination:rounds.paid&step=hour');
    const { points: ofAll } = await call('GET /api/ledger/series?owner=destination:rounds&step=hour');
    const trace = await call('GET /api/trace?source=rounds&messageId=r2');

    expect(destination).toMatchObject({
      subscriptions: [
        { id: 'paid', trigger: 'event = "Paid"', round: 'paid', enabled: true, matched: 2, delivered: 2 },
        { id: 'all', name: 'Everything', round: 'all', matched: 3, delivered: 3 },
      ],
    });
    expect(sumOf(points, 'delivered')).toBe(2);
    expect(sumOf(ofAll, 'delivered')).toBe(5);
    expect(trace['destinations']).toMatchObject([
      { id: 'rounds', subscriptionId: 'paid', routing: 'trigger', end: { state: 'filtered', reason: 'trigger' } },
      { id: 'rounds', subscriptionId: 'all', routing: 'matched', end: { state: 'delivered' } },
    ]);
  });

  test('tries again by the one that failed, and not by the others', async () => {
    const isFirst = (): boolean => cameOn('failing/all').length === 1;
    depot.react(({ path }) => ({ status: path === '/failing/all' && isFirst() ? 503 : 200 }));
    await send('failing', { f1: 'Paid' });

    await expect.poll(() => ledgerOf('failing')).toMatchObject({ matched: 2, delivered: 2, attempts: 3 });

    expect([cameOn('failing/paid'), cameOn('failing/all')]).toEqual([['f1'], ['f1', 'f1']]);
    const counted = await ledgerOf('failing');
    expect(partOf(counted, 'paid')).toMatchObject({ delivered: 1, attempts: 1 });
    expect(partOf(counted, 'all')).toMatchObject({ delivered: 1, attempts: 2 });
  });

  test('gives up by the one whose retries are used up, and is redriven by that one', async () => {
    depot.react(({ path }) => ({ status: path === '/lost/all' ? 503 : 200 }));
    await send('lost', { l1: 'Paid' });
    const undelivered = async (query: string): Promise<unknown> =>
      (await call(`GET /api/v1/undelivered-events?destinationId=lost${query}`))['undeliveredEvents'];

    await expect
      .poll(async () => (await call('GET /api/undelivered?destination=lost'))['records'])
      .toMatchObject([{ destinationId: 'lost', subscriptionId: 'all', messageId: 'l1', outcome: 'dead-lettered' }]);
    expect(await undelivered('&subscriptionId=all')).toHaveLength(1);
    expect(await undelivered('&subscriptionId=paid')).toEqual([]);
    expect(partOf(await ledgerOf('lost'), 'all')).toMatchObject({ deadLettered: { http_503: 1 }, waiting: 0 });
    depot.react(() => ({ status: 200 }));
    await call('POST /api/v1/undelivered-events/redrive', { filter: { destinationId: 'lost', subscriptionId: 'all' } });

    await expect.poll(() => ledgerOf('lost')).toMatchObject({ delivered: 2, deadLettered: {}, redriven: 1 });
    expect([cameOn('lost/paid'), cameOn('lost/all')]).toEqual([['l1'], ['l1', 'l1', 'l1']]);
    expect(partOf(await ledgerOf('lost'), 'all')).toMatchObject({ delivered: 1, redriven: 1, waiting: 0 });
  });

  test('gets a replay by all of them, or by those that are meant', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    await send('again', { a1: 'Paid', a2: 'Seen' });
    await expect.poll(() => ledgerOf('again')).toMatchObject({ delivered: 3 });

    await call('POST /api/v1/replays', { destinationId: 'again', from });
    await expect.poll(() => ledgerOf('again')).toMatchObject({ replayed: { matched: 3, delivered: 3 } });
    const { replay } = await call('POST /api/v1/replays', { destinationId: 'again', subscriptionIds: ['paid'], from });
    await expect.poll(() => ledgerOf('again')).toMatchObject({ replayed: { matched: 4, delivered: 4 } });

    expect(replay).toMatchObject({ subscriptionIds: ['paid'] });
    expect(cameOn('again/paid')).toEqual(['a1', 'a1', 'a1']);
    expect(cameOn('again/all').toSorted()).toEqual(['a1', 'a1', 'a2', 'a2']);
    const counted = await ledgerOf('again');
    expect(partOf(counted, 'paid')).toMatchObject({ matched: 1, replayed: { matched: 2, delivered: 2, waiting: 0 } });
    expect(partOf(counted, 'all')).toMatchObject({ matched: 2, replayed: { matched: 2, delivered: 2, waiting: 0 } });
    expect(await call('GET /api/ledger/check')).toMatchObject({ closes: true });
  });

  test('can be changed: what one has counted stays in the sum, and a file says all of them', async () => {
    await send('changing', { c1: 'Paid' });
    await expect.poll(() => ledgerOf('changing')).toMatchObject({ delivered: 2 });
    const subscriptions = [{ id: 'seen', trigger: 'event = "Seen"', round: 'seen' }];
    const stored = subscriptions.map((each) => ({ ...each, enabled: true }));

    await call('PATCH /api/v1/destinations/changing', { subscriptions });
    let sent = 0;
    await expect
      .poll(async () => {
        sent += 1;
        await send('changing', { [`c-${sent}`]: 'Seen' });
        return cameOn('changing/seen').length;
      })
      .toBeGreaterThan(0);

    const counted = await ledgerOf('changing');
    expect(partOf(counted, 'paid')).toMatchObject({ delivered: 1, removed: true });
    const sum = counted.subscriptions.reduce((total, each) => total + Number(each['matched']), 0);
    expect(counted['matched']).toBe(sum);
    expect(await call('GET /api/v1/workspace-file')).toMatchObject({
      workspaceFile: {
        destinations: expect.arrayContaining([
          expect.objectContaining({ id: 'changing', subscriptions: stored }),
        ]) as unknown,
      },
    });
  });

  test.each([
    [
      {
        subscriptions: [
          { id: 'a', round: 'r' },
          { id: 'a', round: 's' },
        ],
      },
      'must not have an id twice',
    ],
    [{ subscriptions: [{ id: 'a' }] }, 'subscriptions[0].round'],
    [{ subscriptions: [{ id: 'a', round: 'r', trigger: 'event = ' }] }, 'subscriptions[0].trigger'],
    [{ batch: { maxEvents: 10 } }, 'belongs to its subscriptions'],
  ])('is refused with %j', async (change, message) => {
    await expect(call('PATCH /api/v1/destinations/rounds', change)).rejects.toThrow(message);
  });

  test('has them listed, added, changed, moved and ended one by one, each with its own problems', async () => {
    const at = '/api/v1/destinations/singly/subscriptions';
    const ids = async (): Promise<unknown[]> =>
      ((await call(`GET ${at}`))['subscriptions'] as readonly Json[]).map(({ id }) => id);

    const { subscription: added } = await call(`POST ${at}`, {
      name: 'Seen',
      trigger: 'event = "Seen"',
      round: 'seen',
    });
    const { id } = added as { readonly id: string };
    await call(`PATCH ${at}/${id}`, { position: 0, enabled: false, trigger: null });
    await call(`DELETE ${at}/paid`);

    expect(id).toMatch(/^seen-[0-9a-f]{8}$/);
    expect(added).toMatchObject({ name: 'Seen', enabled: true, round: 'seen' });
    expect(await ids()).toEqual([id, 'all']);
    const { subscription } = await call(`GET ${at}/${id}`);
    expect(subscription).toMatchObject({ id, name: 'Seen', enabled: false, round: 'seen' });
    expect(subscription).not.toHaveProperty('trigger');
    await expect(call(`POST ${at}`, { id: 'x', round: '' })).rejects.toThrow('"path":"round"');
    await expect(call(`POST ${at}`, { id: 'all', round: 'r' })).rejects.toThrow('must not have an id twice');
    await expect(call(`PATCH ${at}/all`, { id: 'other' })).rejects.toThrow('cannot be changed');
    await expect(call(`GET ${at}/paid`)).rejects.toThrow('has no subscription \\"paid\\"');
  });

  test('is tested by the subscription that gets the event, or by the one that is named', async () => {
    const event = { type: 'track', event: 'Seen', userId: 'u1' };
    const shown = async (body: object): Promise<unknown> =>
      (await call('POST /api/v1/destinations/rounds/test-event', { event, dryRun: true, ...body }))['test'];

    expect(await shown({})).toMatchObject({ subscriptionId: 'all', request: { url: `${depot.url}/rounds/all` } });
    expect(await shown({ subscriptionId: 'paid' })).toMatchObject({
      subscriptionId: 'paid',
      dropped: { by: 'trigger', parts: [{ part: 'event = "Paid"' }] },
    });
  });

  test('passes the suite that all kinds pass', async () => {
    const suite = ['run', '--reporter=verbose', 'test/destinations/conformance'];

    const said = await copy.run('node_modules/vitest/vitest.mjs', ...suite);

    expect(said).toContain('the kind courier');
  });
});

function sumOf(points: unknown, name: string): number {
  return (points as readonly Json[]).reduce((sum, point) => sum + Number(point[name]), 0);
}
