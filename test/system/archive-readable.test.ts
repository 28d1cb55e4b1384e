import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

type Row = Readonly<Record<string, unknown>>;

const EVENTS = [
  { type: 'track', event: 'Order Completed', userId: 'u1', messageId: 'm1', properties: { total: 9.5 } },
  { type: 'track', event: 'Order Completed', userId: 'u2', messageId: 'm2', properties: { total: 30 } },
  { type: 'track', event: 'Grüner Tee 🍵', userId: 'gone', messageId: 'm3' },
  { type: 'identify', userId: 'down', messageId: 'm4', traits: { plan: 'pro' } },
];

/** The archive as it lies in S3, copied into a folder under the keys of its objects. */
let folder: string;
let keys: string[];
let database: DuckDBConnection;
let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-archive-'));
  receiver = await startReceiver();
  receiver.react(({ body }) => ({ status: statusFor(body) }));
  pipeline = await startTestPipeline(
    aWorkspace([
      aWebhook(receiver.url, { retry: { retries: 1, over: '1s' } }),
      aWebhook(receiver.url, { id: 'ads', filter: 'event = "Order Completed" and properties.total > 10' }),
    ]),
  );
  await pipeline.send('/v1/batch', { batch: EVENTS });
  await pipeline.drain();
  keys = await copyArchive();
  database = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(async () => {
  database.closeSync();
  await pipeline.close();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One event is refused for good, one until its retries are used up. */
function statusFor(body: string): number {
  const { userId } = JSON.parse(body) as { userId: string };
  if (userId === 'gone') return 422;
  return userId === 'down' ? 503 : 200;
}

async function copyArchive(): Promise<string[]> {
  const s3 = new S3Client({
    endpoint: pipeline.s3Endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: pipeline.credentials,
  });
  const bucket = pipeline.outputs['ArchiveBucketName'];
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key: key = '' } of objects) {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), (await body?.transformToByteArray()) ?? '');
  }
  s3.destroy();
  return objects.map(({ Key: key = '' }) => key);
}

/** The query of docs/archive.md that begins with the given comment, on the copy instead of the bucket. */
function documentedQuery(comment: string): string {
  const page = readFileSync(new URL('../../docs/archive.md', import.meta.url), 'utf8');
  const queries = [...page.matchAll(/```sql\n-- DuckDB: (.+)\n([\s\S]+?)```/g)];
  const found = queries.find(([, title]) => title === comment)?.[2];
  if (found === undefined) throw new Error(`docs/archive.md has no DuckDB query "${comment}"`);
  return found.replaceAll('s3://BUCKET', folder);
}

async function query(sql: string): Promise<Row[]> {
  return (await database.runAndReadAll(sql)).getRowObjectsJson();
}

describe('the archive as it lies in the bucket', () => {
  test('has its objects under Hive-style keys', () => {
    expect(keys.toSorted()).toEqual([
      expect.stringMatching(
        /^archive\/source=web\/date=\d{4}-\d\d-\d\d\/hour=\d\d\/\d{10}-[0-9a-f-]{36}\.ndjson\.zst$/,
      ),
      expect.stringMatching(/^undelivered\/destination=crm\/date=\d{4}-\d\d-\d\d\/[\w.-]+-0\.ndjson\.zst$/),
      expect.stringMatching(/^undelivered\/destination=crm\/date=\d{4}-\d\d-\d\d\/[\w.-]+-1\.ndjson\.zst$/),
    ]);
  });

  test('answers the documented query for accepted events, with the partitions as columns', async () => {
    const rows = await query(documentedQuery('accepted events'));

    expect(rows).toHaveLength(4);
    expect(rows.find(({ messageId }) => messageId === 'm3')).toMatchObject({
      source: 'web',
      type: 'track',
      name: 'Grüner Tee 🍵',
      userId: 'gone',
      destinations: ['crm'],
    });
    const { date, hour, receivedAt } = rows[0] ?? {};
    expect(String(receivedAt)).toMatch(new RegExp(`^${String(date)} ${String(hour)}:`));
  });

  test('answers the documented query that adds up a property', async () => {
    const rows = await query(documentedQuery('revenue by event'));

    expect(rows).toEqual([{ name: 'Order Completed', events: '2', revenue: 39.5 }]);
  });

  test('answers the documented query for what was not delivered, with the whole event', async () => {
    const rows = await query(documentedQuery('what was not delivered, and why'));

    expect(rows.map(({ endedAt: _time, ...row }) => row)).toEqual([
      {
        destination: 'crm',
        outcome: 'dead-lettered',
        reason: 'http_503',
        attempts: 2,
        messageId: 'm4',
        userId: 'down',
      },
      { destination: 'crm', outcome: 'discarded', reason: 'http_422', attempts: 1, messageId: 'm3', userId: 'gone' },
    ]);
  });

  test('answers the documented query for events that were not sent to a destination', async () => {
    const rows = await query(documentedQuery('events that were not sent to a destination'));

    expect(rows.map(({ messageId, destinations }) => [messageId, destinations])).toEqual([
      ['m1', ['crm']],
      ['m3', ['crm']],
      ['m4', ['crm']],
    ]);
  });

  test('holds each event as the destination received it', async () => {
    const rows = await query(documentedQuery('accepted events').replace(/SELECT[\s\S]+?FROM/, 'SELECT event FROM'));
    const bodies = new Set(receiver.requests.map(({ body }) => body));

    expect(new Set(rows.map(({ event }) => event))).toEqual(bodies);
  });
});
