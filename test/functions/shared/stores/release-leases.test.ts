import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createReleaseLeases,
  readLeased,
  type ReleaseLeases,
} from '../../../../functions/shared/stores/release-leases.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

const START_MS = Date.parse('2026-11-22T10:00:00.000Z');

let tables: Awaited<ReturnType<typeof startRealTables>>;
let nowMs: number;
let destination: string;
let tests = 0;

beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());
beforeEach(() => {
  nowMs = START_MS;
  destination = `crm-${(tests += 1)}`;
});

/** Names its leases in turn. */
function createLeases(names: readonly string[], dynamodb: DynamoDBClient = tables.dynamodb): ReleaseLeases {
  const left = [...names];
  const now = (): Date => new Date(nowMs);
  return createReleaseLeases({ dynamodb, table: CONTROL_TABLE, unique: () => left.shift() ?? 'one too many', now });
}

const leased = async (): Promise<boolean> =>
  (await readLeased(tables.dynamodb, CONTROL_TABLE, new Date(nowMs))).has(`destination#${destination}`);

describe('the lease of a release', () => {
  test('is taken by one of two who want it at the same time', async () => {
    const leases = createLeases(['a', 'b']);

    const taken = await Promise.all([leases.take(destination, undefined), leases.take(destination, undefined)]);

    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    expect(await leased()).toBe(true);
  });

  test('has another name after each step, by which a copy of a message is known', async () => {
    const leases = createLeases(['a', 'b', 'c']);

    const first = await leases.take(destination, undefined);
    const second = await leases.take(destination, 'a');
    const copy = await leases.take(destination, 'a');

    expect([first, second, copy]).toEqual(['a', 'b', undefined]);
  });

  test('stays with a request that was repeated because its answer was lost', async () => {
    const leases = createLeases(['a', 'b', 'b']);
    await leases.take(destination, undefined);

    const sent = await leases.take(destination, 'a');
    const repeated = await leases.take(destination, 'a');

    expect([sent, repeated]).toEqual(['b', 'b']);
  });

  test('is over when nobody has renewed it for half a minute', async () => {
    const leases = createLeases(['a', 'b', 'c']);
    await leases.take(destination, undefined);

    nowMs += 30_000;
    const early = await leases.take(destination, undefined);
    const isLeasedEarly = await leased();
    nowMs += 1;
    const isLeasedLater = await leased();
    const later = await leases.take(destination, undefined);

    expect([early, isLeasedEarly]).toEqual([undefined, true]);
    expect([later, isLeasedLater]).toEqual(['c', false]);
  });

  test('is free for the next as soon as it is given up', async () => {
    const leases = createLeases(['a', 'b']);
    await leases.take(destination, undefined);

    await leases.giveUp(destination, 'a');
    const isLeased = await leased();
    const next = await leases.take(destination, undefined);

    expect([isLeased, next]).toEqual([false, 'b']);
  });

  test('is not given up by who has lost it', async () => {
    const leases = createLeases(['a', 'b']);
    await leases.take(destination, undefined);
    await leases.take(destination, 'a');

    await leases.giveUp(destination, 'a');

    expect(await leased()).toBe(true);
  });
});
