import { DeleteItemCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createClaims,
  type ClaimRequest,
  type Claims,
  type HeldClaims,
} from '../../../../functions/shared/packs/claims.ts';
import { startFakeAws, type FakeAnswer } from '../../../support/fake-aws.ts';
import { DEDUPE_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const HOUR_MS = 3_600_000;

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

/** Claims as they are made `hours` after the start, with a window of 24 hours. */
function claimsAfter(hours: number): Claims & HeldClaims {
  const now = (): Date => new Date(START + hours * HOUR_MS);
  return createClaims(withoutWaits({ dynamodb: tables.dynamodb, table: DEDUPE_TABLE, windowHours: 24, now }));
}
const aRequest = (key: string, ...owners: [string, ...string[]]): ClaimRequest => ({ key, owners });

describe('a claim', () => {
  test('is fresh for a new key and taken for everybody else', async () => {
    const claims = claimsAfter(0);

    const first = await claims.claim([aRequest('new', 'm1#0')], 'b1');
    const second = await claims.claim([aRequest('new', 'm2#0')], 'b2');

    expect(first).toEqual([{ kind: 'fresh', owner: 'm1#0' }]);
    expect(second).toEqual([{ kind: 'taken' }]);
  });

  test('is recognised by its owner, with the batch of the first time', async () => {
    const claims = claimsAfter(0);
    await claims.claim([aRequest('again', 'm1#3')], 'b1');

    const results = await claims.claim([aRequest('again', 'm0#0', 'm1#3')], 'b2');

    expect(results).toEqual([{ kind: 'own', owner: 'm1#3', batchId: 'b1' }]);
  });

  test('is held by its owner for the batch that it was made for, and looking claims nothing', async () => {
    const claims = claimsAfter(0);
    await claims.claim([aRequest('held', 'm1#0')], 'b1');
    const asked = ['m1#0', 'm2#0'].map((owner) => ({ key: 'held', owner }));

    const held = await claims.holds([...asked, { key: 'unclaimed', owner: 'm1#0' }], 'b1');
    const ofOther = await claims.holds(asked, 'b2');
    const later = await claims.claim([aRequest('unclaimed', 'm3#0')], 'b3');

    expect(held).toEqual([true, false, false]);
    expect(ofOther).toEqual([false, false]);
    expect(later).toEqual([{ kind: 'fresh', owner: 'm3#0' }]);
  });

  test('is fresh when an insert met what it had written itself', async () => {
    const claims = claimsAfter(0);
    await claims.claim([aRequest('echo', 'm1#0')], 'b1');

    const results = await claims.claim([aRequest('echo', 'm1#0')], 'b1');

    expect(results).toEqual([{ kind: 'fresh', owner: 'm1#0' }]);
  });

  test('holds within its window and is overwritten after it, even while TTL has not deleted it', async () => {
    await claimsAfter(0).claim([aRequest('window', 'm1#0')], 'b1');

    const within = await claimsAfter(23.9).claim([aRequest('window', 'm2#0')], 'b2');
    const after = await claimsAfter(24.1).claim([aRequest('window', 'm3#0')], 'b3');
    const renewed = await claimsAfter(24.2).claim([aRequest('window', 'm4#0')], 'b4');

    expect(within).toEqual([{ kind: 'taken' }]);
    expect(after).toEqual([{ kind: 'fresh', owner: 'm3#0' }]);
    expect(renewed).toEqual([{ kind: 'taken' }]);
  });

  test('is fresh after its window also when TTL deletes it between reading and overwriting', async () => {
    await claimsAfter(0).claim([aRequest('deleted', 'm1#0')], 'b1');
    const { dynamodb } = tables;
    const deleteFirst = async (command: UpdateItemCommand) => {
      const Key = { pk: { S: 'deleted' } };
      if (command instanceof UpdateItemCommand) {
        await dynamodb.send(new DeleteItemCommand({ TableName: DEDUPE_TABLE, Key }));
      }
      return dynamodb.send(command);
    };
    const claims = createClaims(
      withoutWaits({
        dynamodb: { send: deleteFirst } as unknown as DynamoDBClient,
        table: DEDUPE_TABLE,
        windowHours: 24,
        now: () => new Date(START + 25 * HOUR_MS),
      }),
    );

    const results = await claims.claim([aRequest('deleted', 'm2#0')], 'b2');

    expect(results).toEqual([{ kind: 'fresh', owner: 'm2#0' }]);
    expect(await claimsAfter(25).claim([aRequest('deleted', 'm3#0')], 'b3')).toEqual([{ kind: 'taken' }]);
  });

  test('has one winner when many want the same expired key at once', async () => {
    await claimsAfter(0).claim([aRequest('race', 'm0#0')], 'b0');
    const late = claimsAfter(30);

    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => late.claim([aRequest('race', `m${index + 1}#0`)], `b${index + 1}`)),
    );

    expect(results.flat().filter(({ kind }) => kind === 'fresh')).toHaveLength(1);
    expect(results.flat().filter(({ kind }) => kind === 'taken')).toHaveLength(19);
  });

  test('keeps the order of its requests over many statements, new and known ones mixed', async () => {
    const claims = claimsAfter(0);
    const known = Array.from({ length: 40 }, (_, index) => aRequest(`mixed-${index * 2}`, `old#${index}`));
    await claims.claim(known, 'b1');

    const all = Array.from({ length: 80 }, (_, index) => aRequest(`mixed-${index}`, `new#${index}`));
    const results = await claims.claim(all, 'b2');

    expect(results.map(({ kind }) => kind)).toEqual(all.map((_, index) => (index % 2 === 0 ? 'taken' : 'fresh')));
  });

  test('moves to another batch only from the batch it is in', async () => {
    const claims = claimsAfter(0);
    await claims.claim([aRequest('move', 'm1#0')], 'b1');

    const moved = await claims.adopt('move', 'b1', 'b2');
    const movedTwice = await claims.adopt('move', 'b1', 'b3');

    expect([moved, movedTwice]).toEqual([true, false]);
    expect(await claims.claim([aRequest('move', 'm1#0')], 'b4')).toEqual([
      { kind: 'own', owner: 'm1#0', batchId: 'b2' },
    ]);
  });
});

describe('a claim whose request is repeated because the answer to it was lost', () => {
  test('is moved all the same', async () => {
    const claims = claimsAfter(0);
    await claims.claim([aRequest('lost-move', 'm1#0')], 'b1');

    const moves = [await claims.adopt('lost-move', 'b1', 'b2'), await claims.adopt('lost-move', 'b1', 'b2')];

    expect(moves).toEqual([true, true]);
  });

  test('replaces an expired one all the same', async () => {
    await claimsAfter(0).claim([aRequest('lost-renewal', 'm1#0')], 'b1');
    // Every update reaches the table twice, and the answer that counts is the second.
    const { dynamodb } = tables;
    const send = async (command: UpdateItemCommand) => {
      if (command instanceof UpdateItemCommand) await dynamodb.send(command);
      return dynamodb.send(command);
    };
    const twice = createClaims(
      withoutWaits({
        dynamodb: { send } as unknown as DynamoDBClient,
        table: DEDUPE_TABLE,
        windowHours: 24,
        now: () => new Date(START + 25 * HOUR_MS),
      }),
    );

    const results = await twice.claim([aRequest('lost-renewal', 'm2#0')], 'b2');

    expect(results).toEqual([{ kind: 'fresh', owner: 'm2#0' }]);
  });
});

describe('a claim while DynamoDB is in trouble', () => {
  /** Claims three keys against a service that answers as told. */
  async function claimThree(answer: (statements: number, nth: number) => FakeAnswer) {
    const service = await startFakeAws((body, nth) => answer((body['Statements'] as unknown[]).length, nth));
    const dynamodb = new DynamoDBClient({
      endpoint: service.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const claims = createClaims(
      withoutWaits({ dynamodb, table: 'dedupe', windowHours: 24, now: () => new Date(START) }),
    );
    const requests = ['a', 'b', 'c'].map((key) => aRequest(key, `m1#${key}`));
    const results = await claims.claim(requests, 'b1').finally(async () => {
      dynamodb.destroy();
      await service.close();
    });
    return { results, statements: service.bodies.map((body) => (body['Statements'] as unknown[]).length) };
  }
  const throttled = { Error: { Code: 'ThrottlingError', Message: 'slow down' } };

  test('repeats only the statement that was throttled', async () => {
    const { results, statements } = await claimThree((count, nth) => ({
      status: 200,
      body: { Responses: nth === 1 ? [{}, throttled, {}] : Array.from({ length: count }, () => ({})) },
    }));

    expect(results.map(({ kind }) => kind)).toEqual(['fresh', 'fresh', 'fresh']);
    expect(statements).toEqual([3, 1]);
  });

  test('gives up on the statement that keeps failing and keeps the others', async () => {
    const { results } = await claimThree((count) => ({
      status: 200,
      body: { Responses: Array.from({ length: count }, (_, index) => (count === 1 || index === 1 ? throttled : {})) },
    }));

    expect(results.map(({ kind }) => kind)).toEqual(['fresh', 'failed', 'fresh']);
  });
});
