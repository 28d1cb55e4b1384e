import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heldKey } from '../../domain/pipeline/archive-key.ts';
import { createLedgerStore } from '../../functions/shared/ledger/ledger-store.ts';
import { encodePack } from '../../functions/shared/packs/pack-codec.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { realOutside } from '../../functions/shared/lambda/outside.ts';

/** Instead of every minute. */
const scheduleEveryMs = 300;

let receiver: Receiver;
let pipeline: TestPipeline;
let dynamodb: DynamoDBClient;
let s3: S3Client;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(aWorkspace([aWebhook(receiver.url)]), { scheduleEveryMs });
  const access = { region: 'us-east-1', credentials: pipeline.credentials };
  dynamodb = new DynamoDBClient({ ...access, endpoint: pipeline.dynamoEndpoint });
  s3 = new S3Client({ ...access, endpoint: pipeline.s3Endpoint, forcePathStyle: true });
});
afterAll(async () => {
  dynamodb.destroy();
  s3.destroy();
  await pipeline.close();
  await receiver.close();
});

const controlTable = (): string => pipeline.outputs['ControlTableName'] ?? '';
const bucket = (): string => pipeline.outputs['ArchiveBucketName'] ?? '';
const dedupeTable = (): string => pipeline.tables.find((name) => name !== controlTable()) ?? '';
const complaints = (): string[] => pipeline.lines.filter((line) => line.includes('the ledger does not close'));

/**
 * Lays a pack with one event under `held/` and counts it, as a function does that comes to it long after the others. An
 * event of a destination that was deleted is not counted as accepted: no other destination has seen it.
 */
async function hold(destinationId: string, packId: string): Promise<void> {
  const now = (): Date => new Date();
  const receivedAt = now().toISOString();
  const store = createLedgerStore(realOutside({ dynamodb, ...tables() }));
  const entry = new Map([
    ['source#web', { accepted: destinationId === 'crm' ? 1 : 0 }],
    [`destination#${destinationId}`, { matched: 1, held: 1 }],
  ]);
  await store.commit({ key: packId, decision: '', entry });
  const body = encodePack({
    header: {
      ...{ kind: 'delivery', packId, sourceId: 'web', destinationId, retry: 0, held: true },
      events: [{ id: packId, type: 'track', receivedAt }],
    },
    lines: [JSON.stringify({ type: 'track', messageId: packId, event: 'Late', userId: 'u1' })],
  });
  await s3.send(
    new PutObjectCommand({ Bucket: bucket(), Key: heldKey(destinationId, packId, receivedAt), Body: body }),
  );
}

const tables = () => ({ controlTable: controlTable(), dedupeTable: dedupeTable() });

async function heldKeys(): Promise<string[]> {
  const { Contents: found = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket(), Prefix: 'held/' }));
  return found.map(({ Key: key = '' }) => key);
}

async function addToCounter(owner: string, counter: string, value: number): Promise<void> {
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: controlTable(),
      Key: { pk: { S: 'ledger#0' }, sk: { S: owner } },
      UpdateExpression: 'ADD #counter :value',
      ExpressionAttributeNames: { '#counter': counter },
      ExpressionAttributeValues: { ':value': { N: String(value) } },
    }),
  );
}

describe('the sweep', () => {
  test('has delivered what was held for a destination that is well', async () => {
    await hold('crm', 'late-1');

    await expect.poll(() => receiver.requests.length).toBe(1);
    await expect.poll(() => heldKeys()).toEqual([]);

    expect(receiver.requests[0]?.headers['webhook-id']).toBe('late-1');
    await expect.poll(async () => ledgerFaults(await pipeline.ledger())).toEqual([]);
  });

  test('has the events discarded that are held for a destination that was deleted', async () => {
    await hold('gone', 'late-2');

    await expect.poll(() => heldKeys()).toEqual([]);
    await pipeline.drain();

    const ended = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket(), Prefix: 'undelivered/destination=gone/' }),
    );
    expect(ended.KeyCount).toBe(1);
    expect(receiver.requests).toHaveLength(1);
  });

  test('says in its log when a sum of the ledger does not close, and nothing when all do', async () => {
    await pipeline.send('/v1/track', { event: 'Clicked', userId: 'u1', messageId: 'm1' });
    await pipeline.drain();
    const before = complaints();

    await addToCounter('destination#crm', 'delivered', 5);
    await expect.poll(() => complaints().length).toBeGreaterThan(0);

    expect(before).toEqual([]);
    expect(complaints()[0]).toContain(
      '"faults":[{"owner":"destination:crm","kind":"negative_count","message":"waiting is -5"}',
    );
  });
});
