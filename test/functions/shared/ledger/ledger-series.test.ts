import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBatchLedger } from '../../../../functions/fan-out/batch-ledger.ts';
import { readSeries } from '../../../../functions/shared/ledger/ledger-series.ts';
import { createLedgerStore, readLedger, type LedgerStore } from '../../../../functions/shared/ledger/ledger-store.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

/** A store as a running function has it, at a time of day; `random` chooses its shard. */
function aStore(time: string, random = 0.5): LedgerStore {
  return createLedgerStore(
    withoutWaits({
      dynamodb: tables.dynamodb,
      controlTable: CONTROL_TABLE,
      dedupeTable: DEDUPE_TABLE,
      now: () => new Date(at(time)),
      random: () => random,
    }),
  );
}
const minutesOf = (owner: string, times: readonly string[]) =>
  readSeries(withoutWaits({ dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE }), {
    owner,
    step: 'minute',
    startsMs: times.map((time) => at(`${time}:00`)),
  });
const hourOf = async (owner: string, hour: string) => {
  const request = { owner, step: 'hour', startsMs: [at(`${hour}:00:00`)] } as const;
  return (
    await readSeries(
      withoutWaits({ dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE }),
      request,
    )
  )[0];
};
const totalsOf = async (owner: string) => (await readLedger(tables.dynamodb, CONTROL_TABLE)).get(owner);

describe('the series of the ledger', () => {
  test('has what each commit counted in its minute and hour, from all shards, and zeros between', async () => {
    const owner = 'destination#minutes';
    const commit = (key: string, store: LedgerStore, delivered: number) =>
      store.commit({ key, decision: '', entry: new Map([[owner, { delivered, 'latency:30': delivered }]]) });

    await commit('m1', aStore('10:05:00.000', 0.1), 1);
    await commit('m2', aStore('10:05:59.999', 0.9), 2);
    await commit('m3', aStore('10:07:00.000', 0.1), 4);

    expect(await minutesOf(owner, ['10:05', '10:06', '10:07'])).toEqual([
      { delivered: 3, 'latency:30': 3 },
      {},
      { delivered: 4, 'latency:30': 4 },
    ]);
    expect(await hourOf(owner, '10')).toEqual({ delivered: 7, 'latency:30': 7 });
    expect(await totalsOf(owner)).toEqual({ delivered: 7, 'latency:30': 7 });
  });

  test('has the same sums as the totals when work is committed again and again, at any time and at once', async () => {
    const owner = 'source#again';
    const works = Array.from({ length: 12 }, (_, work) => `again-${work}`);
    const commits = works.flatMap((key, work) =>
      ['11:00:59.000', '11:01:00.000', '12:00:00.000'].map((time) =>
        aStore(time).commit({ key, decision: '', entry: new Map([[owner, { accepted: work + 1 }]]) }),
      ),
    );

    const results = await Promise.all(commits);

    expect(results.filter((result) => result !== 'refused' && result.first)).toHaveLength(12);
    const minutes = await minutesOf(owner, ['11:00', '11:01', '12:00']);
    expect(minutes.reduce((sum, counts) => sum + (counts['accepted'] ?? 0), 0)).toBe(78);
    const hours = [await hourOf(owner, '11'), await hourOf(owner, '12')];
    expect(hours.reduce((sum, counts) => sum + (counts?.['accepted'] ?? 0), 0)).toBe(78);
    expect(await totalsOf(owner)).toEqual({ accepted: 78 });
  });

  test('is asked of the shards that have counted the owner, and of no other', async () => {
    const owner = 'source#shards';
    await aStore('10:05:00.000', 0.2).commit({ key: 'sh1', decision: '', entry: new Map([[owner, { accepted: 1 }]]) });
    await aStore('10:06:00.000', 0.9).commit({ key: 'sh2', decision: '', entry: new Map([[owner, { accepted: 2 }]]) });
    const asked: string[] = [];
    const dynamodb = {
      send: (command: { input: { RequestItems?: Record<string, { Keys: { pk: { S: string } }[] }> } }) => {
        asked.push(...(command.input.RequestItems?.[DEDUPE_TABLE]?.Keys ?? []).map(({ pk }) => pk.S));
        return tables.dynamodb.send(command as never);
      },
    } as unknown as typeof tables.dynamodb;
    const read = { ...withoutWaits({ dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE }) };

    const counts = await readSeries(read, { owner, step: 'minute', startsMs: [at('10:05:00'), at('10:06:00')] });

    expect(counts).toEqual([{ accepted: 1 }, { accepted: 2 }]);
    expect(asked.map((key) => key.split('#')[3]).toSorted()).toEqual(['1', '1', '7', '7']);
  });

  test('is forgotten by DynamoDB', async () => {
    const entry = new Map([['source#ttl', { accepted: 1 }]]);
    await aStore('10:05:30.000', 0).commit({ key: 'ttl', decision: '', entry });
    await aStore('10:06:00.000', 0).commit({ key: 'ttl2', decision: '', entry });

    const { Item: item } = await tables.dynamodb.send(
      new GetItemCommand({ TableName: DEDUPE_TABLE, Key: { pk: { S: 'minute#source#ttl#0#2026-11-22T10:05' } } }),
    );

    expect(item?.['expiresAt']?.N).toBe(String(Date.parse('2026-11-23T11:06:00Z') / 1000));
  });

  test('has what is counted late, by a clock that is behind, in its own minute', async () => {
    const owner = 'source#late';
    const commit = (key: string, time: string, accepted: number) =>
      aStore(time, 0).commit({ key, decision: '', entry: new Map([[owner, { accepted }]]) });

    await commit('l1', '13:05:59.000', 1);
    await commit('l2', '13:06:00.000', 2);
    await commit('l3', '13:05:59.900', 4);
    await commit('l4', '14:00:00.000', 8);

    expect(await minutesOf(owner, ['13:05', '13:06', '14:00'])).toEqual([
      { accepted: 5 },
      { accepted: 2 },
      { accepted: 8 },
    ]);
    expect(await hourOf(owner, '13')).toEqual({ accepted: 7 });
    expect(await totalsOf(owner)).toEqual({ accepted: 15 });
  });

  test('takes more counters at once than fit a minute inside the totals', async () => {
    const owner = 'destination#strange';
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, status) => [`discarded:http_${status}`, 1]));
    const commit = (key: string, time: string) =>
      aStore(time, 0).commit({ key, decision: '', entry: new Map([[owner, many]]) });

    await commit('s1', '15:05:00.000');
    await aStore('15:05:01.000', 0).commit({ key: 's2', decision: '', entry: new Map([[owner, { delivered: 1 }]]) });
    await commit('s3', '15:05:02.000');

    const [minute] = await minutesOf(owner, ['15:05']);
    expect(minute).toMatchObject({ delivered: 1, 'discarded:http_0': 2, 'discarded:http_449': 2 });
    expect(await totalsOf(owner)).toMatchObject({ delivered: 1, 'discarded:http_449': 2 });
  });

  test('writes one item for each owner and the mark while a minute goes on', async () => {
    const sizes: number[] = [];
    const counting = {
      send: (command: { input: { TransactItems?: unknown[] } }) => {
        if (command.input.TransactItems !== undefined) sizes.push(command.input.TransactItems.length);
        return tables.dynamodb.send(command as never);
      },
    } as unknown as typeof tables.dynamodb;
    const store = createLedgerStore(
      withoutWaits({
        ...{ dynamodb: counting, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE },
        now: () => new Date(at('16:05:00')),
        random: () => 0,
      }),
    );
    const entry = new Map([
      ['source#few', { accepted: 1 }],
      ['destination#few', { matched: 1 }],
    ]);

    await store.commit({ key: 'f1', decision: '', entry });
    await store.commit({ key: 'f2', decision: '', entry });

    expect(sizes).toEqual([3, 3]);
  });

  test('counts nothing of what is refused', async () => {
    const owner = 'destination#refused';
    const never = {
      Delete: {
        TableName: CONTROL_TABLE,
        Key: { pk: { S: 'x' }, sk: { S: 'x' } },
        ConditionExpression: 'attribute_exists(pk)',
      },
    };

    const result = await aStore('10:05:00.000').commit({
      key: 'refused',
      decision: '',
      entry: new Map([[owner, { delivered: 1 }]]),
      along: [never],
    });

    expect(result).toBe('refused');
    expect(await minutesOf(owner, ['10:05'])).toEqual([{}]);
  });
});

describe('a batch with more destinations than a transaction can count', () => {
  test('is counted once for each of them, in totals and series', async () => {
    const owners = Array.from({ length: 100 }, (_, index) => `destination#many-${index}`);
    const ledger = createBatchLedger({
      dynamodb: tables.dynamodb,
      dedupeTable: DEDUPE_TABLE,
      store: aStore('13:00:00.000'),
    });
    const entry = new Map([...owners, 'source#many'].map((owner) => [owner, { matched: 3 }]));

    await ledger.commit('many', 'complete', entry);
    await ledger.commit('many', 'recovered', entry);

    const totals = await readLedger(tables.dynamodb, CONTROL_TABLE);
    const minutes = await Promise.all(owners.map((owner) => minutesOf(owner, ['13:00'])));
    expect(await ledger.markOf('many')).toEqual({ state: 'complete', isPublished: false });
    expect(owners.map((owner) => totals.get(owner)?.['matched'])).toEqual(Array<number>(100).fill(3));
    expect(minutes.flat()).toEqual(Array<object>(100).fill({ matched: 3 }));
  });

  test('is counted for its source first, so that no destination has more events than its source', async () => {
    const world = aStore('14:00:00.000');
    const counted: string[][] = [];
    const store: LedgerStore = {
      commit: async (work) => {
        counted.push([...work.entry.keys()]);
        return world.commit(work);
      },
    };
    const ledger = createBatchLedger({ dynamodb: tables.dynamodb, dedupeTable: DEDUPE_TABLE, store });
    const owners = ['source#first', ...Array.from({ length: 100 }, (_, index) => `destination#first${index}`)];

    await ledger.commit('first', 'complete', new Map(owners.map((owner) => [owner, { matched: 3 }])));

    expect(counted[0]?.[0]).toBe('source#first');
    expect(counted.at(-1)).toEqual([]);
  });

  test('is remembered as published once that is noted', async () => {
    const ledger = createBatchLedger({
      dynamodb: tables.dynamodb,
      dedupeTable: DEDUPE_TABLE,
      store: aStore('14:00:00.000'),
    });
    await ledger.commit('noted', 'recovered', new Map([['source#noted', { accepted: 3 }]]));

    await ledger.notePublished('noted');

    expect(await ledger.markOf('noted')).toEqual({ state: 'recovered', isPublished: true });
  });
});
