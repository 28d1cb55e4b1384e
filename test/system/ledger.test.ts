// What the control API tells about events: the ledger over time, how long they took, and the trace of a single one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerCheck } from '../../functions/shared/ledger/ledger-check.ts';
import type { LedgerSeries } from '../../functions/control-api/use-cases/ledger-series.ts';
import type { Trace } from '../../functions/control-api/use-cases/trace.ts';
import { startReceiver, type Reaction, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let receiver: Receiver;
let pipeline: TestPipeline;

/** What the destination crm says to some events; audit takes everything. */
const ANSWERS: Readonly<Record<string, number>> = { bad: 400, hopeless: 503 };

beforeAll(async () => {
  receiver = await startReceiver();
  receiver.react(({ path, headers }): Reaction => {
    const messageId = String(headers['webhook-id']);
    return { status: path === '/hook' ? (ANSWERS[messageId] ?? 200) : 200 };
  });
  pipeline = await startTestPipeline(
    aWorkspace([
      aWebhook(receiver.url, { retry: { retries: 2, over: '3s' }, filter: 'event != "Noise"' }),
      aWebhook(receiver.url, { id: 'audit', settings: { url: `${receiver.url}/audit` } }),
    ]),
  );
  const batch = [
    ...Array.from({ length: 50 }, (_, index) => track(`ok-${index}`)),
    track('bad'),
    track('hopeless'),
    track('noise', 'Noise'),
  ];
  await pipeline.send('/v1/batch', { batch });
  await pipeline.drain();
  await pipeline.send('/v1/batch', { batch: [track('ok-0'), track('late')] });
  await pipeline.drain();
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

function track(messageId: string, event = 'Clicked'): object {
  return { type: 'track', event, userId: 'u1', messageId };
}
const get = (path: string): Promise<Response> => fetch(`${pipeline.url}${path}`);
const read = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;
const trace = (messageId: string): Promise<Trace> => read(`/api/trace/web/${messageId}`);
const atCrm = async (messageId: string) => (await trace(messageId)).destinations.find(({ id }) => id === 'crm');

describe('the ledger over time', () => {
  test.each(['minute', 'hour'] as const)('has the same sums in its %ss as in its totals', async (step) => {
    const ledger = await pipeline.ledger();
    const crm = await read<LedgerSeries>(`/api/ledger/series?owner=destination:crm&step=${step}`);
    const web = await read<LedgerSeries>(`/api/ledger/series?owner=source:web&step=${step}`);

    expect(crm.points).toHaveLength(step === 'minute' ? 60 : 24);
    expect(sumUp(crm)).toEqual({
      matched: 53,
      delivered: 51,
      attempts: 55,
      'filtered filter': 1,
      'discarded http_400': 1,
      'deadLettered http_503': 1,
    });
    expect(sumUp(web)).toEqual({ accepted: 55, duplicates: 1 });
    expect(ledger.destinations.find(({ id }) => id === 'crm')).toMatchObject({
      matched: 53,
      delivered: 51,
      attempts: 55,
      waiting: 0,
    });
    expect(ledgerFaults(ledger)).toEqual([]);
  });

  test('refuses what it cannot read', async () => {
    const answers = await Promise.all(
      [
        'owner=crm',
        'owner=source:nobody',
        'owner=source:web&step=day',
        'owner=source:web&from=yesterday',
        'owner=source:web&from=2020-01-01',
        'owner=source:web&from=2030-01-01T00:00Z&to=2030-01-02T00:00Z',
      ].map((query) => get(`/api/ledger/series?${query}`)),
    );

    const problems = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { code: string }).code));
    expect(problems).toEqual([
      'bad_owner',
      'unknown_source',
      'bad_step',
      'bad_from',
      'range_too_old',
      'range_too_long',
    ]);
  });

  test('closes', async () => {
    const check = await read<LedgerCheck>('/api/ledger/check');

    expect(check).toMatchObject({ closes: true, faults: [], notes: [] });
  });
});

test('tells how long events took from ingest to delivered', async () => {
  const { destinations } = await pipeline.ledger();

  const crm = destinations.find(({ id }) => id === 'crm');
  // Every one waited for the batching window of fan-out, a second, and nothing here takes a minute.
  expect(crm?.latencyMs.p50).toBeGreaterThan(10);
  expect(crm?.latencyMs.p99).toBeLessThan(60_000);
  expect(crm?.latencyMs.p50).toBeLessThanOrEqual(crm?.latencyMs.p99 ?? 0);
});

describe('the trace of one event', () => {
  test('leads from its claim through the archive to its delivery', async () => {
    const found = await trace('late');

    expect(found).toMatchObject({
      source: 'web',
      messageId: 'late',
      batch: { state: 'complete' },
      event: { messageId: 'late', event: 'Clicked' },
      destinations: [{ routing: 'matched' }, { routing: 'matched' }],
    });
    expect(found.batch.id).toBe(found.claim?.batchId);
    expect(Math.abs(Date.parse(found.claim?.claimedAt ?? '') - Date.now())).toBeLessThan(120_000);
    expect(found.destinations.map(({ end, attempts }) => [end.state, attempts.length])).toEqual([
      ['delivered', 1],
      ['delivered', 1],
    ]);
  });

  test('says why an event was discarded', async () => {
    const crm = await atCrm('bad');

    expect(crm).toMatchObject({
      attempts: [{ retry: 0, result: 'discard', reason: 'http_400' }],
      end: { state: 'discarded', reason: 'http_400' },
    });
  });

  test('shows every attempt of an event that was given up', async () => {
    const crm = await atCrm('hopeless');

    expect(crm?.attempts).toMatchObject([
      { retry: 0, result: 'retry', reason: 'http_503' },
      { retry: 1, result: 'retry', reason: 'http_503' },
      { retry: 2, result: 'dead-letter', reason: 'http_503' },
    ]);
    expect(crm?.end).toMatchObject({ state: 'dead_lettered', reason: 'http_503' });
  });

  test('says which destination did not want an event', async () => {
    const { destinations } = await trace('noise');

    expect(destinations).toMatchObject([
      { id: 'audit', routing: 'matched', end: { state: 'delivered' } },
      { id: 'crm', routing: 'filter', attempts: [], end: { state: 'filtered', reason: 'filter' } },
    ]);
  });

  test('is, for a copy, that of the event that came first', async () => {
    const [copied, other] = await Promise.all([trace('ok-0'), trace('ok-1')]);

    expect(copied.batch.id).toBe(other.batch.id);
    expect(copied.destinations).toMatchObject([
      { attempts: [{ result: 'delivered' }] },
      { end: { state: 'delivered' } },
    ]);
  });

  test.each([
    ['/api/trace/web/nobody-sent-this', 'unknown_event'],
    ['/api/trace/web/nobody-sent-this?receivedAt=2026-11-22T10:05Z', 'unknown_event'],
    ['/api/trace/nobody/ok-0', 'unknown_source'],
  ])('at %s is a 404: %s', async (path, code) => {
    const answer = await get(path);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code });
  });
});

/** Adds up the counts of all points, but for zeros. */
function sumUp({ points }: LedgerSeries): Record<string, number> {
  const counts = points.flatMap(({ at: _at, ...point }) =>
    Object.entries(point).flatMap(([name, value]): [string, number][] => {
      if (name === 'latencyMs' || name === 'replayed') return [];
      if (typeof value === 'number') return [[name, value]];
      return Object.entries(value).map(([reason, count]) => [`${name} ${reason}`, Number(count)]);
    }),
  );
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) if (count !== 0) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
