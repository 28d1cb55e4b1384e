import type { AttributeValue, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createConfigStore, indexConfig, putDocument } from '../../../../functions/shared/stores/config-store.ts';
import { raiseVersion } from '../../../../functions/shared/stores/config-version.ts';
import { aDestination } from '../../../support/a-destination.ts';
import { aSource } from '../../../support/a-source.ts';
import { destinationItemKey, sourceItemKey } from '../../../../domain/tables/table-keys.ts';

type Item = Record<string, AttributeValue>;

/** A control table in memory: answers the two calls that reading the configuration makes. */
function aControlTable() {
  const table = { version: 1, items: [] as Item[], error: undefined as Error | undefined, calls: [] as string[] };
  const send = async ({ input }: GetItemCommand | QueryCommand) => {
    const isVersion = 'Key' in input;
    table.calls.push(isVersion ? 'version' : 'documents');
    if (table.error !== undefined) throw table.error;
    if (isVersion) return { Item: { version: { N: String(table.version) } } };
    // One item a page, as DynamoDB does with a mebibyte.
    const from = 'ExclusiveStartKey' in input ? Number(input.ExclusiveStartKey?.['sk']?.S) : 0;
    const next = from + 1 < table.items.length ? { LastEvaluatedKey: { sk: { S: String(from + 1) } } } : {};
    return { Items: table.items.slice(from, from + 1), ...next };
  };
  // The client of the SDK has dozens of members; the code under test calls this one.
  return { table, dynamodb: { send } as unknown as DynamoDBClient };
}

const itemOf = (sk: string, document?: unknown): Item => ({
  pk: { S: 'config' },
  sk: { S: sk },
  ...(document === undefined ? { version: { N: '1' } } : { document: { S: JSON.stringify(document) } }),
});

function aStore() {
  const { table, dynamodb } = aControlTable();
  const clock = { now: new Date('2026-11-22T01:00:00.000Z') };
  const store = createConfigStore({ dynamodb, table: 'control', now: () => clock.now });
  const passMs = (ms: number): void => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  return { table, store, passMs };
}

describe('the configuration', () => {
  test('reads what was stored before there were limits as the nearest that is allowed', async () => {
    const { table, store } = aStore();
    const breaker = { failingShare: 0, minimumAttempts: 1, windowMs: 60_000, probeMs: 0 };
    const stored = aDestination({ breaker, retry: { retries: 20, overMs: 0 }, switchOffAfter: 2_000_000 });
    table.items = [itemOf('destination#crm', stored), itemOf('version')];

    const { destinations } = await store.read();

    expect(destinations.get('crm')).toEqual({
      ...stored,
      breaker: { failingShare: 0.01, minimumAttempts: 1, windowMs: 60_000, probeMs: 1_000 },
      retry: { retries: 20, overMs: 20_000 },
      switchOffAfter: 1_000_000,
    });
  });

  test('is read from every page of the table', async () => {
    const { table, store } = aStore();
    const [web, app] = [aSource({ writeKeys: ['wk_1', 'wk_2'] }), aSource({ id: 'app', writeKeys: ['wk_app'] })];
    const [crm, mail] = [aDestination(), aDestination({ id: 'mail' })];
    table.items = [
      itemOf('destination#crm', crm),
      itemOf('destination#mail', mail),
      itemOf('source#web', web),
      itemOf('source#app', app),
      itemOf('version'),
    ];

    const config = await store.read();

    expect(Object.fromEntries(config.sources)).toEqual({ web, app });
    expect(Object.fromEntries(config.sourceOfWriteKey)).toEqual({ wk_1: web, wk_2: web, wk_app: app });
    expect(Object.fromEntries(config.destinations)).toEqual({ crm, mail });
    expect(Object.fromEntries(config.destinationsOfSource)).toEqual({ web: [crm, mail] });
  });

  test('is empty when nothing was applied yet', async () => {
    const { store } = aStore();

    const config = await store.read();

    expect([config.sources.size, config.sourceOfWriteKey.size, config.destinations.size]).toEqual([0, 0, 0]);
  });

  test('costs nothing for two seconds', async () => {
    const { table, store, passMs } = aStore();

    await store.read();
    passMs(1_999);
    await store.read();

    expect(table.calls).toEqual(['version', 'documents']);
  });

  test('costs one small read after that when it has not changed', async () => {
    const { table, store, passMs } = aStore();

    const first = await store.read();
    passMs(2_000);
    const second = await store.read();
    passMs(1_999);
    await store.read();

    expect(table.calls).toEqual(['version', 'documents', 'version']);
    expect(second).toBe(first);
  });

  test('is read again after two seconds when it has changed', async () => {
    const { table, store, passMs } = aStore();
    table.items = [itemOf('source#web', aSource())];
    await store.read();
    table.items = [itemOf('source#web', aSource({ enabled: false }))];
    table.version = 2;

    const [before, after] = [await store.read(), (passMs(2_000), await store.read())];

    expect([before, after].map((config) => config.sources.get('web')?.enabled)).toEqual([true, false]);
  });

  test('is better old than missing', async () => {
    const { table, store, passMs } = aStore();
    table.items = [itemOf('source#web', aSource())];
    const before = await store.read();
    table.error = new Error('DynamoDB is away');
    passMs(60_000);

    const during = await store.read();

    expect(during).toBe(before);
  });

  test('is read anew as soon as that works again', async () => {
    const { table, store, passMs } = aStore();
    await store.read();
    table.error = new Error('DynamoDB is away');
    passMs(2_000);
    await store.read();
    table.error = undefined;
    table.version = 2;
    table.items = [itemOf('source#web', aSource())];

    const config = await store.read();

    expect([...config.sources.keys()]).toEqual(['web']);
  });

  test('is an error when it was never read', async () => {
    const { table, store } = aStore();
    table.error = new Error('DynamoDB is away');

    const reading = store.read();

    await expect(reading).rejects.toThrow('DynamoDB is away');
  });
});

test('the look-ups have nothing for what is not there', () => {
  const config = indexConfig({ sources: [aSource()], destinations: [] });

  expect(config.sourceOfWriteKey.get('wk_other')).toBeUndefined();
  expect(config.destinationsOfSource.get('web')).toBeUndefined();
});

test('what is written is what reading looks for', async () => {
  const { table, store } = aStore();
  const [source, destination] = [aSource(), aDestination()];
  const puts = [
    putDocument('control', sourceItemKey(source.id), source),
    putDocument('control', destinationItemKey(destination.id), destination),
  ];
  table.items = puts.map(({ Put }) => Put?.Item ?? {});

  const config = await store.read();

  expect(config.sources.get('web')).toEqual(source);
  expect(config.destinations.get('crm')).toEqual(destination);
  expect(raiseVersion('control', ['acme']).Update?.Key).toEqual({ pk: { S: 'config' }, sk: { S: 'version' } });
});
