import { NoSuchKey, type GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Counts } from '../../../domain/ledger/ledger.ts';
import type { DeliveryPackHeader, ResolveHeader } from '../../../domain/pipeline/messages.ts';
import { statesOf } from '../../../domain/delivery/undelivered.ts';
import { createResolve } from '../../../functions/delivery/resolve.ts';
import { undeliveredOf } from '../../../functions/delivery/undelivered.ts';
import { createLedgerStore, readLedger } from '../../../functions/shared/ledger/ledger-store.ts';
import { compressLines, decodePack } from '../../../functions/shared/packs/pack-codec.ts';
import { putUndelivered, readUndelivered } from '../../../functions/shared/stores/undelivered-store.ts';
import { aFakeSqs, type SqsAnswer } from '../../support/fake-sqs.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let dynamodb: DynamoDBClient;
let destinations = 0;
let destinationId: string;

beforeAll(async () => {
  tables = await startRealTables();
  dynamodb = tables.dynamodb;
});
afterAll(() => tables.close());
beforeEach(() => {
  destinationId = `crm-${(destinations += 1)}`;
});

const now = (): Date => new Date('2026-11-22T12:00:00.000Z');

/** Of a pack of four events, two became dead letters and one was discarded: they are lines 0, 1 and 2 of an object. */
function leftovers() {
  const ids = ['a', 'b', 'c', 'd'];
  const header: DeliveryPackHeader = {
    ...{ kind: 'delivery', packId: 'p1', sourceId: 'web', destinationId, retry: 1 },
    events: ids.map((id) => ({ id, type: 'track', receivedAt: '2026-11-22T09:59:59.000Z' })),
  };
  const lines = ids.map((id) => `{"messageId":"${id}","type":"track","event":"Clicked","integrations":{},"n":1.0}`);
  const attempt = {
    at: '2026-11-22T10:00:00.000Z',
    messageId: 'b',
    reason: 'http_500',
    latencyMs: 12,
    answer: 'sorry',
  };
  const left = undeliveredOf(
    { header, lines },
    {
      decidedAt: '2026-11-22T10:00:00.000Z',
      groups: [
        { kind: 'dead-letter', positions: [1, 3], reason: 'http_500', attempt },
        { kind: 'discard', positions: [2], reason: 'http_400' },
      ],
    },
  );
  if (left === undefined) throw new Error('the decision leaves nothing');
  return left;
}

/** An object that lies in the archive and is indexed, and what resolves its lines. */
async function aWorld({ answers = [], isArchived = true }: { answers?: SqsAnswer[]; isArchived?: boolean } = {}) {
  const { lines, item } = leftovers();
  await putUndelivered(dynamodb, CONTROL_TABLE, item);
  const sqs = aFakeSqs(answers);
  const waitMs = async (): Promise<void> => undefined;
  const send = async ({ input }: GetObjectCommand) => {
    if (!isArchived || input.Key !== item.objectKey) throw new NoSuchKey({ message: 'gone', $metadata: {} });
    return { Body: { transformToByteArray: async () => compressLines(lines) } };
  };
  const deps = {
    ...{ dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE },
    // The client of the SDK has dozens of members; the code under test calls this one.
    s3: { send } as unknown as S3Client,
    sqs: sqs.client,
    waitMs,
    store: createLedgerStore({
      ...{ dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE, now, waitMs, random: Math.random },
    }),
    retryQueueUrl: 'retry',
    archiveBucket: 'archive',
    now,
  };
  const header = (resolveId: string, positions: readonly number[], as: ResolveHeader['as'] = 'redriven') =>
    ({
      ...{ kind: 'resolve', resolveId: `${destinationId}.${resolveId}`, destinationId, as, events: [] },
      items: [{ itemKey: item.itemKey, positions }],
    }) satisfies ResolveHeader;
  return {
    item,
    header,
    resolve: createResolve(deps),
    sent: () => sqs.requests.flat().map(({ MessageBody: body = '' }) => decodePack(body)),
    states: async () => {
      const found = await readUndelivered(dynamodb, CONTROL_TABLE, item);
      return found === undefined ? [] : statesOf(found).map(({ state }) => state);
    },
    counts: async (): Promise<Counts> => {
      const counts = (await readLedger(dynamodb, CONTROL_TABLE)).get(`destination#${destinationId}`) ?? {};
      return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0));
    },
  };
}

describe('redriving undelivered events', () => {
  test('sends them as new packs that have all their retries before them, with their history', async () => {
    const { resolve, header, sent, states, counts } = await aWorld();

    await resolve(header('r1', [0, 2]));

    expect(sent()).toEqual([
      {
        header: expect.objectContaining({
          packId: `${destinationId}.r1.0.0-0`,
          retry: 0,
          history: [
            { at: '2026-11-22T10:00:00.000Z', messageId: 'b', reason: 'http_500', latencyMs: 12, answer: 'sorry' },
          ],
          events: [{ id: 'b', type: 'track', name: 'Clicked' }],
        }) as unknown,
        lines: ['{"messageId":"b","type":"track","event":"Clicked","integrations":{},"n":1.0}'],
      },
      {
        header: expect.objectContaining({ packId: `${destinationId}.r1.0.1-0`, history: [] }) as unknown,
        lines: ['{"messageId":"c","type":"track","event":"Clicked","integrations":{},"n":1.0}'],
      },
    ]);
    expect(await states()).toEqual(['redriven', 'open', 'redriven']);
    expect(await counts()).toEqual({ redriven: 2, 'deadLettered:http_500': -1, 'discarded:http_400': -1 });
  });

  test('counts once and sends the same packs when the message comes again', async () => {
    const { resolve, header, sent, counts } = await aWorld({ answers: [{ error: new Error('died') }] });
    const message = header('r1', [0, 1]);
    await expect(resolve(message)).rejects.toThrow('died');

    await resolve(message);
    await resolve(message);

    const packIds = sent().map(({ header: pack }) => ('packId' in pack ? pack.packId : ''));
    expect(packIds).toEqual(Array(3).fill(`${destinationId}.r1.0.0-0`));
    expect(await counts()).toEqual({ redriven: 2, 'deadLettered:http_500': -2 });
  });

  test('sends each event once when two people ask at the same time', async () => {
    const { resolve, header, sent, counts } = await aWorld();

    await Promise.all([resolve(header('r1', [0, 1])), resolve(header('r2', [0, 1, 2])), resolve(header('r3', [2]))]);

    expect(
      sent()
        .flatMap(({ lines }) => lines.map((line) => line.slice(14, 15)))
        .sort(),
    ).toEqual(['b', 'c', 'd']);
    expect(await counts()).toEqual({ redriven: 3, 'deadLettered:http_500': -2, 'discarded:http_400': -1 });
  });

  test('changes nothing when the archive has forgotten the events', async () => {
    const { resolve, header, sent, states } = await aWorld({ isArchived: false });

    await resolve(header('r1', [0]));

    expect(sent()).toEqual([]);
    expect(await states()).toEqual(['open', 'open', 'open']);
  });

  test('is not undone when the decision is carried out once more', async () => {
    const { resolve, header, item, states } = await aWorld();
    await resolve(header('r1', [0]));

    await putUndelivered(dynamodb, CONTROL_TABLE, item);

    expect(await states()).toEqual(['redriven', 'open', 'open']);
  });
});

describe('discarding undelivered events', () => {
  test('makes dead letters discarded by the operator, and leaves the reason of those that were discarded', async () => {
    const { resolve, header, sent, states, counts } = await aWorld();

    await resolve(header('r1', [0, 2], 'discarded'));

    expect(sent()).toEqual([]);
    expect(await states()).toEqual(['discarded', 'open', 'discarded']);
    expect(await counts()).toEqual({ 'deadLettered:http_500': -1, 'discarded:operator': 1 });
  });

  test('leaves nothing to redrive', async () => {
    const { resolve, header, sent } = await aWorld();
    await resolve(header('r1', [0], 'discarded'));

    await resolve(header('r2', [0]));

    expect(sent()).toEqual([]);
  });
});
