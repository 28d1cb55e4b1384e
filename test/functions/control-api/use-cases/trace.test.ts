import type { KeyClass } from '../../../../domain/events/write-keys.ts';
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Decision, DecisionGroup } from '../../../../domain/delivery/delivery-decision.ts';
import type { Destination } from '../../../../domain/workspace/destination.ts';
import { attemptKey } from '../../../../domain/tables/table-keys.ts';
import { createTrace, type TraceDeps } from '../../../../functions/control-api/use-cases/trace.ts';
import type { ArchivedBatch } from '../../../../functions/shared/stores/archive-reader.ts';
import { indexConfig } from '../../../../functions/shared/stores/config-store.ts';
import { aDestination } from '../../../support/a-destination.ts';
import { aSource } from '../../../support/a-source.ts';
import { deliveryRecords, type Fate } from '../delivery-records.ts';

const BATCH_ID = '2026112210-b1';
const NEXT = Date.parse('2026-11-22T10:00:30.000Z');

/** A batch of events with these ids; each has so many characters that cannot be compressed. */
function aBatch(ids: readonly string[], sizeBytes = 0): ArchivedBatch {
  const receivedAt = '2026-11-22T09:59:59.000Z';
  return {
    id: BATCH_ID,
    sourceId: 'web',
    receivedAt,
    events: ids.map((id) => ({ id, type: 'track', receivedAt })),
    lines: ids.map((id) =>
      JSON.stringify({ messageId: id, type: 'track', noise: randomBytes(sizeBytes).toString('base64') }),
    ),
    destinations: ids.map(() => undefined),
  };
}

type World = {
  readonly batch?: ArchivedBatch | undefined;
  readonly records?: ReadonlyMap<string, Decision>;
  readonly destinations?: readonly Destination[];
  readonly overrides?: Partial<TraceDeps>;
};

/** Traces in a world where every event of the batch is claimed for it. */
function traceIn({ batch, records = new Map(), destinations = [aDestination()], overrides = {} }: World) {
  const config = indexConfig({ sources: [aSource()], destinations: [...destinations] });
  const trace = createTrace({
    config: async () => config,
    claim: async () => ({ owner: 'in-1#4', batchId: BATCH_ID, claimedAt: 'then', expiresAt: 'later' }),
    batchMark: async () => ({ state: 'complete', countedAt: '2026-11-22T10:00:00.000Z' }),
    archived: async () => batch,
    decision: async (pack) => records.get(attemptKey(pack)),
    resolution: async () => undefined,
    search: async () => undefined,
    isForgotten: () => false,
    ...overrides,
  });
  return (sourceId: string, messageId: string, receivedAtMs?: number) => trace({ sourceId, messageId, receivedAtMs });
}

const retry: DecisionGroup = { kind: 'retry', positions: [], reason: 'http_503', notBefore: NEXT };
const retries =
  (times: number): Fate =>
  (_id, nth) =>
    nth < times ? retry : undefined;

async function atCrm(fate: Fate, { ids = ['a', 'b', 'c'], messageId = 'b', until = 10 } = {}) {
  const batch = aBatch(ids);
  const records = deliveryRecords(batch, { destinationId: 'crm', fate, until });
  return (await traceIn({ batch, records })('web', messageId)).destinations[0];
}

describe('the trace of an event', () => {
  test('names its claim, its batch, its place in the archive and the event', async () => {
    const found = await traceIn({ batch: aBatch(['a', 'b']), destinations: [] })('web', 'b');

    expect(found).toMatchObject({
      claim: { owner: 'in-1#4', batchId: BATCH_ID },
      batch: {
        state: 'complete',
        archiveKey: 'archive/source=web/date=2026-11-22/hour=10/2026112210-b1.ndjson.zst',
      },
      event: { messageId: 'b', type: 'track' },
      destinations: [],
    });
  });

  test('follows retries to the delivery', async () => {
    const crm = await atCrm(retries(2));

    expect(crm?.attempts.map(({ retry: number, result }) => [number, result])).toEqual([
      [0, 'retry'],
      [1, 'retry'],
      [2, 'delivered'],
    ]);
    expect(crm?.end).toEqual({ state: 'delivered', at: '2026-11-22T10:00:02.000Z' });
  });

  test('follows the event alone, among others that end otherwise', async () => {
    const crm = await atCrm((id, nth) => {
      if (id === 'a') return retry;
      if (id === 'b' && nth === 0) return { kind: 'retry', positions: [], reason: 'timeout', notBefore: NEXT };
      return id === 'b' ? { kind: 'discard', positions: [], reason: 'http_400' } : undefined;
    });

    expect(crm?.attempts.map(({ packId, reason }) => [packId.split('.').slice(3).join('.'), reason])).toEqual([
      ['', 'timeout'],
      ['1', 'http_400'],
    ]);
    expect(crm?.end).toEqual({ state: 'discarded', at: '2026-11-22T10:00:01.000Z', reason: 'http_400' });
  });

  test('finds the pack when a group was too large for one', async () => {
    const batch = aBatch(
      Array.from({ length: 12 }, (_, index) => `e${index}`),
      20_000,
    );
    const records = deliveryRecords(batch, { destinationId: 'crm', fate: retries(1) });

    const ends = await Promise.all(
      batch.events.map(async ({ id }) => (await traceIn({ batch, records })('web', id)).destinations[0]?.end.state),
    );

    expect(records.size).toBeGreaterThanOrEqual(8);
    expect(new Set(ends)).toEqual(new Set(['delivered']));
  });

  test.each<[string, DecisionGroup, object]>([
    ['waiting', retry, { state: 'waiting', until: '2026-11-22T10:00:30.000Z', reason: 'http_503' }],
    [
      'held',
      { kind: 'hold', positions: [], reason: 'destination_down', retry: 1 },
      { state: 'held', since: '2026-11-22T10:00:00.000Z', reason: 'destination_down' },
    ],
    [
      'dead-lettered',
      { kind: 'dead-letter', positions: [], reason: 'timeout' },
      { state: 'dead_lettered', at: '2026-11-22T10:00:00.000Z', reason: 'timeout' },
    ],
    ['postponed', { kind: 'postpone', positions: [] }, { state: 'waiting', until: '2026-11-22T10:00:00.000Z' }],
  ])('says that it is %s', async (_name, group, end) => {
    const crm = await atCrm(() => group, { until: 1 });

    expect(crm?.end).toMatchObject(end);
  });

  test.each([
    ['redriven', { state: 'redriven', at: '2026-11-23T08:00:00.000Z', reason: 'http_503' }],
    ['discarded', { state: 'discarded', at: '2026-11-23T08:00:00.000Z', reason: 'operator' }],
  ] as const)('says that somebody has %s what was given up', async (as, end) => {
    const batch = aBatch(['a', 'b', 'c', 'd']);
    const fates: Record<string, DecisionGroup> = {
      a: { kind: 'discard', positions: [], reason: 'http_400' },
      b: retry,
      c: { kind: 'dead-letter', positions: [], reason: 'http_503' },
      d: { kind: 'dead-letter', positions: [], reason: 'http_503' },
    };
    const records = deliveryRecords(batch, { destinationId: 'crm', fate: (id) => fates[id], until: 1 });
    // What ended undelivered are a, c and d, in the lines 0, 1 and 2 of their object.
    const resolution: TraceDeps['resolution'] = async (_header, _endedAt, line) =>
      line === 2 ? { as, at: '2026-11-23T08:00:00.000Z', positions: [2] } : undefined;
    const trace = traceIn({ batch, records, overrides: { resolution } });

    const ends = await Promise.all(['c', 'd'].map(async (id) => (await trace('web', id)).destinations[0]?.end));

    expect(ends).toEqual([{ state: 'dead_lettered', at: '2026-11-22T10:00:00.000Z', reason: 'http_503' }, end]);
  });

  test('goes on after an event was held and released', async () => {
    const crm = await atCrm((_id, nth) =>
      nth === 0 ? { kind: 'hold', positions: [], reason: 'destination_down', retry: 0 } : undefined,
    );

    expect(crm?.attempts.map(({ result }) => result)).toEqual(['hold', 'delivered']);
  });
});

describe('the trace of an event without records', () => {
  const batch = aBatch(['a']);

  test.each<[string, Partial<TraceDeps>, object]>([
    ['after 15 days', { isForgotten: () => true }, { state: 'unknown' }],
    ['while it is published', { batchMark: async () => undefined }, { state: 'not_attempted' }],
    ['before its first attempt', {}, { state: 'not_attempted' }],
  ])('says %s that nothing is known', async (_when, overrides, end) => {
    const { destinations } = await traceIn({ batch, overrides })('web', 'a');

    expect(destinations).toMatchObject([{ id: 'crm', routing: 'matched', attempts: [], end }]);
  });

  test('says why a destination does not want it', async () => {
    const destinations = [
      aDestination({ id: 'off', enabled: false }),
      aDestination({ id: 'picky', filter: 'type = "page"' }),
    ];

    const found = await traceIn({ batch, destinations })('web', 'a');

    expect(found.destinations).toMatchObject([
      { id: 'off', routing: 'disabled', end: { state: 'filtered', reason: 'disabled' } },
      { id: 'picky', routing: 'filter', end: { state: 'filtered', reason: 'filter' } },
    ]);
  });

  test('finds what was delivered before a destination was switched off', async () => {
    const records = deliveryRecords(batch, { destinationId: 'crm', fate: () => undefined });

    const found = await traceIn({ batch, records, destinations: [aDestination({ enabled: false })] })('web', 'a');

    expect(found.destinations).toMatchObject([{ routing: 'disabled', end: { state: 'delivered' } }]);
  });

  test('is as was recorded when it came, whatever was changed since', async () => {
    const destinations = [
      aDestination({ id: 'crm', filter: 'type = "page"' }),
      aDestination({ id: 'added' }),
      aDestination({ id: 'off', enabled: false }),
    ];
    const all = aBatch(['a', 'b', 'c']);
    const sent = { ...all, events: all.events.slice(1), lines: all.lines.slice(1) };
    const records = deliveryRecords(sent, { destinationId: 'crm', fate: () => undefined });
    const recorded = { ...all, destinations: [[], ['crm'], ['crm']] };

    const [kept, went] = await Promise.all(
      ['a', 'b'].map(async (id) => (await traceIn({ batch: recorded, records, destinations })('web', id)).destinations),
    );

    expect(kept).toMatchObject([
      { id: 'crm', routing: 'filter', attempts: [] },
      { id: 'added', routing: 'not_matched', attempts: [], end: { state: 'filtered', reason: 'not_matched' } },
      { id: 'off', routing: 'disabled', attempts: [] },
    ]);
    expect(went?.[0]).toMatchObject({ routing: 'matched', attempts: [{ retry: 0 }], end: { state: 'delivered' } });
  });

  test('is as much as is known when the archive does not have it', async () => {
    const found = await traceIn({ batch: undefined })('web', 'a');

    expect(found).toMatchObject({ claim: { batchId: BATCH_ID }, event: null, destinations: [] });
  });
});

describe('the trace of an event whose claim has expired', () => {
  const batch = aBatch(['a']);
  const overrides: Partial<TraceDeps> = { claim: async () => undefined, archived: async () => undefined };
  const receivedAtMs = Date.parse(batch.receivedAt);

  test('begins in the archive when somebody knows when it came', async () => {
    const records = deliveryRecords(batch, { destinationId: 'crm', fate: () => undefined });
    const trace = traceIn({
      records,
      overrides: { ...overrides, search: async (_event, atMs) => (atMs === receivedAtMs ? batch : undefined) },
    });

    const found = await trace('web', 'a', receivedAtMs);

    expect(found).toMatchObject({
      claim: null,
      batch: { id: BATCH_ID, state: 'complete' },
      event: { messageId: 'a' },
      destinations: [{ end: { state: 'delivered' } }],
    });
  });

  test.each([
    [undefined, 404, 'unknown_event'],
    ['too_many', 400, 'too_many_objects'],
  ] as const)('is refused when the search says %s', async (answer, status, code) => {
    const trace = traceIn({ batch, overrides: { ...overrides, search: async () => answer } });

    await expect(trace('web', 'a', receivedAtMs)).rejects.toMatchObject({ status, code });
  });
});

test.each([
  ['nobody', 'a', 'unknown_source'],
  ['web', 'never-sent', 'unknown_event'],
])('the trace of %s/%s is refused as %s', async (sourceId, messageId, code) => {
  const trace = traceIn({ batch: aBatch(['a']), overrides: { claim: async () => undefined } });

  await expect(trace(sourceId, messageId)).rejects.toMatchObject({ status: 404, code });
});

describe('the trace of events that have one messageId', () => {
  const claims: Readonly<Record<KeyClass, string>> = { browser: '2026112210-b1', server: '2026112210-b2-server' };
  const trace = createTrace({
    config: async () => indexConfig({ sources: [aSource()], destinations: [] }),
    claim: async ({ keyClass }) => ({ owner: 'x#0', batchId: claims[keyClass], claimedAt: 'then', expiresAt: 'later' }),
    batchMark: async () => undefined,
    archived: async (_sourceId, id) => ({ ...aBatch(['a']), id }),
    decision: async () => undefined,
    resolution: async () => undefined,
    search: async () => undefined,
    isForgotten: () => false,
  });

  test.each([
    [undefined, 'server'],
    ['server', 'server'],
    ['browser', 'browser'],
  ] as const)('asked for %s shows the one of %s', async (keyClass, shown) => {
    const found = await trace({ sourceId: 'web', messageId: 'a', keyClass });

    expect(found).toMatchObject({ keyClass: shown, batch: { id: claims[shown] } });
    expect(found.keyClasses).toEqual(keyClass === undefined ? ['server', 'browser'] : [keyClass]);
  });
});
