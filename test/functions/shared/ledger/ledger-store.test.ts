import {
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSeries } from '../../../../functions/shared/ledger/ledger-series.ts';
import {
  createLedgerStore,
  readLedger,
  readLedgerOf,
  type LedgerStore,
} from '../../../../functions/shared/ledger/ledger-store.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

/** A store as one running function has it; `random` chooses its shard. */
function aStore(random = 0.5, shards?: number): LedgerStore {
  return createLedgerStore(
    withoutWaits({
      shards,
      dynamodb: tables.dynamodb,
      controlTable: CONTROL_TABLE,
      dedupeTable: DEDUPE_TABLE,
      now: () => new Date('2026-11-22T10:00:00.000Z'),
      random: () => random,
    }),
  );
}
const countsOf = async (owner: string) => (await readLedger(tables.dynamodb, CONTROL_TABLE)).get(owner);

describe('the ledger', () => {
  test('counts a piece of work once, however often it is committed, and keeps the first decision', async () => {
    const store = aStore();

    const first = await store.commit({
      key: 'w1',
      decision: 'A',
      entry: new Map([['destination#once', { delivered: 3 }]]),
    });
    const second = await store.commit({
      key: 'w1',
      decision: 'B',
      entry: new Map([['destination#once', { delivered: 2 }]]),
    });

    expect(first).toEqual({ first: true, decision: 'A' });
    expect(second).toEqual({ first: false, decision: 'A' });
    expect(await countsOf('destination#once')).toEqual({ delivered: 3 });
  });

  test('adds up what different functions counted on different shards', async () => {
    await aStore(0.1).commit({
      key: 'w2',
      decision: '',
      entry: new Map([['source#sum', { accepted: 5, 'rejected:a b': 1 }]]),
    });
    await aStore(0.9).commit({
      key: 'w3',
      decision: '',
      entry: new Map([['source#sum', { accepted: 7, duplicates: 0 }]]),
    });

    expect(await countsOf('source#sum')).toEqual({ accepted: 12, 'rejected:a b': 1 });
  });

  test('is spread over as many shards as the stage says, and read from all of them', async () => {
    const owner = 'source#spread';
    await aStore(0, 64).commit({ key: 'spread-1', decision: '', entry: new Map([[owner, { accepted: 1 }]]) });
    await aStore(0.99, 64).commit({ key: 'spread-2', decision: '', entry: new Map([[owner, { accepted: 2 }]]) });

    const { dynamodb } = tables;
    const [few, all] = await Promise.all([
      readLedger(dynamodb, CONTROL_TABLE),
      readLedger(dynamodb, CONTROL_TABLE, 64),
    ]);
    const one = await readLedgerOf(withoutWaits({ dynamodb, controlTable: CONTROL_TABLE, shards: 64 }), owner);
    const request = { owner, step: 'minute', startsMs: [Date.parse('2026-11-22T10:00:00.000Z')] } as const;
    const series = await readSeries(
      withoutWaits({ dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE, shards: 64 }),
      request,
    );

    // The second lies on shard 63, beyond the eight that are read without a setting.
    expect(few.get(owner)).toEqual({ accepted: 1 });
    expect(all.get(owner)).toEqual({ accepted: 3 });
    expect(one).toEqual({ accepted: 3 });
    expect(series).toEqual([{ accepted: 3 }]);
  });

  test.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'tries again when a table was short of capacity: %s',
    async (Code) => {
      let tries = 0;
      const short = (command: unknown) => {
        if (command instanceof TransactWriteItemsCommand) tries += 1;
        const CancellationReasons = [{ Code }, { Code: 'None' }];
        return command instanceof TransactWriteItemsCommand && tries === 1
          ? Promise.reject(
              new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons }),
            )
          : tables.dynamodb.send(command as TransactWriteItemsCommand);
      };
      const dynamodb = { send: short } as unknown as DynamoDBClient;
      const owner = `destination#${Code}`;

      await createLedgerStore(
        withoutWaits({
          dynamodb,
          controlTable: CONTROL_TABLE,
          dedupeTable: DEDUPE_TABLE,
          now: () => new Date('2026-11-22T10:00:00.000Z'),
          random: () => 0.5,
        }),
      ).commit({ key: Code, decision: '', entry: new Map([[owner, { delivered: 1 }]]) });

      expect(await countsOf(owner)).toEqual({ delivered: 1 });
    },
  );

  test('loses no count when many functions write the same shard at once', async () => {
    const stores = Array.from({ length: 5 }, () => aStore());
    const commits = stores.flatMap((store, index) =>
      Array.from({ length: 10 }, (_, work) =>
        store.commit({
          key: `busy-${index}-${work}`,
          decision: '',
          entry: new Map([['source#busy', { accepted: 1 }]]),
        }),
      ),
    );

    await Promise.all(commits);

    expect(await countsOf('source#busy')).toEqual({ accepted: 50 });
  });

  test('lets one of several win that commit the same work at once', async () => {
    const commits = Array.from({ length: 10 }, (_, index) =>
      aStore().commit({
        key: 'contested',
        decision: `d${index}`,
        entry: new Map([['source#contested', { accepted: 1 }]]),
      }),
    );

    const results = await Promise.all(commits);

    const committed = results.filter((result) => result !== 'refused');
    expect(committed).toHaveLength(10);
    expect(committed.filter(({ first }) => first)).toHaveLength(1);
    expect(new Set(committed.map(({ decision }) => decision)).size).toBe(1);
    expect(await countsOf('source#contested')).toEqual({ accepted: 1 });
  });

  test('goes on after a minute in which more reasons were counted than one expression can name', async () => {
    const minute = '2026-11-22T09:59';
    const reasons = Array.from({ length: 700 }, (_, status) => `discarded:http_${status + 300}`);
    const counters = Object.fromEntries(reasons.flatMap((name) => [name, `m.${name}`].map((key) => [key, { N: '1' }])));
    const key = { pk: { S: 'ledger#4' }, sk: { S: 'destination#flood' } };
    const item = { ...key, ...counters, rev: { N: '1' }, minuteAt: { S: minute } };
    await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item: item }));

    await aStore(0.5).commit({
      key: 'w-flood',
      decision: '',
      entry: new Map([['destination#flood', { delivered: 1 }]]),
    });
    const [past] = await readSeries(
      withoutWaits({ dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE }),
      { owner: 'destination#flood', step: 'minute', startsMs: [Date.parse(`${minute}Z`)] },
    );

    expect(await countsOf('destination#flood')).toMatchObject({ delivered: 1, 'discarded:http_300': 1 });
    expect(Object.keys(past ?? {}).length).toBeLessThanOrEqual(480);
    expect(Object.values(past ?? {}).reduce((sum, value) => sum + value, 0)).toBe(700);
  });
});
