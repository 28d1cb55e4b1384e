import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCollectSchema } from '../../../functions/fan-out/collect-schema.ts';
import { addToSchema, readSchema, readSchemaKeys } from '../../../functions/shared/stores/schema-store.ts';
import { anEventRoute } from '../../support/an-event.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const table = () => ({ dynamodb: tables.dynamodb, table: CONTROL_TABLE });

/** An instance of fan-out whose clock the test moves, and what it wrote. */
function anInstance() {
  const clock = { nowMs: Date.parse('2026-11-22T10:00:00.000Z') };
  const writes: string[] = [];
  const collect = createCollectSchema({
    keysOf: (sourceId) => readSchemaKeys(table(), sourceId),
    add: async (sourceId, change) => {
      writes.push(change.key);
      await addToSchema(table(), sourceId, change);
    },
    now: () => new Date(clock.nowMs),
  });
  return { clock, writes, collect };
}

function anOrder(name = 'Order Completed', properties: object = { total: 42 }) {
  const event = anEventRoute({ name });
  return { event, line: JSON.stringify({ type: 'track', event: name, properties }) };
}

const orders = (count: number) => Array.from({ length: count }, () => anOrder());

describe('the schema of a source', () => {
  test('has a new event at once, and its counts once a minute', async () => {
    const { clock, writes, collect } = anInstance();

    await collect('web', orders(3));
    for (let second = 1; second < 60; second += 1) {
      clock.nowMs += 1_000;
      await collect('web', orders(2));
    }
    const early = await readSchema(table(), 'web');
    clock.nowMs += 1_000;
    await collect('web', orders(2));
    const late = await readSchema(table(), 'web');

    expect(writes).toEqual(['track#Order Completed', 'track#Order Completed']);
    expect(early.events).toMatchObject([{ type: 'track', name: 'Order Completed', count: 3 }]);
    expect(late.events).toMatchObject([
      {
        count: 123,
        firstSeen: '2026-11-22T10:00:00.000Z',
        lastSeen: '2026-11-22T10:01:00.000Z',
        properties: [{ path: 'total', types: ['number'] }],
      },
    ]);
  });

  test('is added to by several instances', async () => {
    const [one, other] = [anInstance(), anInstance()];

    await one.collect('shared', [anOrder('A', { total: 1 })]);
    await other.collect('shared', [anOrder('A', { total: 'much' }), anOrder('B')]);
    const { events } = await readSchema(table(), 'shared');

    expect(events.map(({ name, count }) => [name, count])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
    expect(events[0]?.properties).toEqual([{ path: 'total', types: ['number', 'string'] }]);
  });

  test('has 300 events and 300 properties of each, whatever a source sends', async () => {
    const { clock, collect } = anInstance();
    const wide = (from: number) =>
      Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`p${from + index}`, 1]));

    for (let round = 0; round < 4; round += 1) {
      const many = Array.from({ length: 100 }, (_, index) => anOrder(`Event ${round}-${index}`));
      await collect('wild', [...many, anOrder('Wide', wide(round * 250))]);
      clock.nowMs += 60_000;
    }
    const { events, others } = await readSchema(table(), 'wild');

    expect(events).toHaveLength(300);
    expect(events.reduce((sum, { count }) => sum + count, others)).toBe(404);
    expect(events.find(({ name }) => name === 'Wide')?.properties.length).toBe(300);
  });

  test('has the limit of events and of bytes when names and properties are long', async () => {
    const { clock, collect } = anInstance();
    const wide = (round: number) =>
      Object.fromEntries(Array.from({ length: 140 }, (_, index) => [`${round}-${index}`.padEnd(190, 'p'), 1]));

    for (let round = 0; round < 42; round += 1) {
      const events = Array.from({ length: 10 }, (_, index) => anOrder(`Event ${round}-${index}`, wide(round)));
      await collect('long', events);
      clock.nowMs += 60_000;
    }
    const { events, others } = await readSchema(table(), 'long');

    expect(events).toHaveLength(300);
    expect(events.reduce((sum, { count }) => sum + count, others)).toBe(420);
    const bytes = events.flatMap(({ properties }) => properties).reduce((sum, { path }) => sum + path.length, 0);
    expect(bytes).toBeGreaterThan(400_000);
    expect(bytes).toBeLessThan(600_000);
    expect((await readSchemaKeys(table(), 'long')).size).toBe(300);
  });

  test('has the limit of events also when instances add to it at the same time', async () => {
    const instances = Array.from({ length: 4 }, () => anInstance());
    const eventsOf = (who: number) => Array.from({ length: 100 }, (_, index) => anOrder(`Event ${who}-${index}`));

    await Promise.all(instances.map(({ collect }, who) => collect('raced', eventsOf(who))));
    const { events, others } = await readSchema(table(), 'raced');

    expect(events).toHaveLength(300);
    expect(others).toBe(100);
  });

  test('that was collected before there were bounds is shown within them, and gets no more events', async () => {
    for (let index = 0; index < 320; index += 1) {
      const values = { ':one': { N: String(1_000 - index) }, ':at': { S: '2026-11-22T10:00:00.000Z' } };
      await tables.dynamodb.send(
        new UpdateItemCommand({
          TableName: CONTROL_TABLE,
          Key: { pk: { S: 'schema#old' }, sk: { S: `track#Event ${index}` } },
          UpdateExpression: 'SET firstSeen = :at, lastSeen = :at ADD #count :one, #properties :properties',
          ExpressionAttributeNames: { '#count': 'count', '#properties': 'properties' },
          ExpressionAttributeValues: { ...values, ':properties': { SS: [`number ${'p'.repeat(20)}`] } },
        }),
      );
    }

    const { clock, collect } = anInstance();
    await collect('old', [anOrder('New')]);
    clock.nowMs += 60_000;
    await collect('old', [anOrder('Event 0')]);
    const { events, others } = await readSchema(table(), 'old');

    expect(events).toHaveLength(300);
    expect(events[0]).toMatchObject({ name: 'Event 0', count: 1_001 });
    expect(events.map(({ name }) => name)).not.toContain('New');
    expect(others).toBe(1 + Array.from({ length: 20 }, (_, index) => 700 - index).reduce((sum, one) => sum + one, 0));
  });

  test('a table that fails is no failure of fan-out', async () => {
    const failing = async () => Promise.reject(new Error('throttled'));
    const collect = createCollectSchema({ keysOf: failing, add: failing, now: () => new Date(0) });

    const collected = collect('web', orders(1));

    await expect(collected).resolves.toBeUndefined();
  });
});
