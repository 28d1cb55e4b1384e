import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSqsS3, type SqsS3 } from '../../../local/emulators/sqs-s3.ts';
import { kill, startChild } from '../fixtures/child.ts';

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
const ALL = { queue: 'work', maxMessages: 1000, maxBytes: 6_000_000, waitMs: 0 };

let dataDir: string;
let running: SqsS3[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((sqsS3) => sqsS3.close()));
  rmSync(dataDir, { recursive: true });
});

async function start(directory: string | undefined): Promise<SqsS3> {
  const sqsS3 = await startSqsS3({
    dataDir: directory,
    credentials,
    onFailure: (error) => {
      throw error;
    },
  });
  running.push(sqsS3);
  return sqsS3;
}

async function startWithQueue(directory?: string): Promise<SqsS3> {
  const sqsS3 = await start(directory);
  await sqsS3.call('createQueues', [{ name: 'work', attributes: { VisibilityTimeout: '60' } }]);
  return sqsS3;
}

function clientOptions({ endpoint }: SqsS3) {
  return { endpoint, region: 'us-east-1', credentials };
}

function aSender(sqsS3: SqsS3): (body: string) => Promise<unknown> {
  const sqs = new SQSClient(clientOptions(sqsS3));
  const QueueUrl = `${sqsS3.endpoint}/000000000000/work`;
  return (MessageBody) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

describe('after a SIGKILL', () => {
  test('everything that was acknowledged is there, and what was in flight is visible at once', async () => {
    const { child } = await startChild('run-queues.ts', [dataDir]);
    await kill(child);

    const sqsS3 = await start(dataDir);
    const messages = await sqsS3.call('receive', ALL);
    const [count] = await sqsS3.call('counts', undefined);
    const s3 = new S3Client({ ...clientOptions(sqsS3), forcePathStyle: true });
    const object = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key: 'a/b=c/1.zst' }));

    expect(messages.map(({ body }) => body).sort()).toEqual(['in flight', 'waiting']);
    expect(count).toEqual({ name: 'work', visible: 0, inFlight: 2, delayed: 1 });
    expect(await object.Body?.transformToString()).toBe('kept');
  });

  test('a message that was in flight counts as received before, but the kill uses up no receive', async () => {
    const { child } = await startChild('run-queues.ts', [dataDir]);
    await kill(child);
    for (const _ of [1, 2]) {
      const killed = await start(dataDir);
      await killed.call('receive', ALL);
      await running.pop()?.close();
    }

    const sqsS3 = await start(dataDir);
    const messages = await sqsS3.call('receive', ALL);

    expect(messages.map(({ body, attributes }) => [body, attributes['ApproximateReceiveCount']]).sort()).toEqual([
      ['in flight', '2'],
      ['waiting', '2'],
    ]);
  });
});

describe('a queue that exists', () => {
  test('keeps its messages and takes new settings', async () => {
    const before = await startWithQueue(dataDir);
    await aSender(before)('kept');
    await running.pop()?.close();

    const after = await start(dataDir);
    await after.call('createQueues', [{ name: 'work', attributes: { VisibilityTimeout: '0' } }]);
    const first = await after.call('receive', ALL);
    const again = await after.call('receive', ALL);

    expect([...first, ...again].map(({ body }) => body)).toEqual(['kept', 'kept']);
  });
});

describe('receiving', () => {
  test('ends as soon as a message is there', async () => {
    const sqsS3 = await startWithQueue();
    const tookMs: number[] = [];

    for (let round = 0; round < 10; round += 1) {
      const receiving = sqsS3.call('receive', { ...ALL, waitMs: 20_000 });
      await aSender(sqsS3)('hello');
      const sentAt = performance.now();
      const messages = await receiving;
      tookMs.push(performance.now() - sentAt);
      expect(messages.map(({ body }) => body)).toEqual(['hello']);
    }

    // On a busy machine most are late, but not all.
    expect(Math.min(...tookMs)).toBeLessThan(50);
  });

  test('takes no message once it was called off', async () => {
    const sqsS3 = await startWithQueue();
    const callingOff = new AbortController();
    const receiving = sqsS3.call('receive', { ...ALL, waitMs: 20_000 }, callingOff.signal);

    callingOff.abort();
    await aSender(sqsS3)('for somebody else');

    expect(await receiving).toEqual([]);
    expect(await sqsS3.call('receive', ALL)).toMatchObject([{ body: 'for somebody else' }]);
  });

  test('stops at the size asked for, but takes one message however large', async () => {
    const sqsS3 = await startWithQueue();
    const send = aSender(sqsS3);
    for (const size of [600, 300, 200]) await send('x'.repeat(size));

    const first = await sqsS3.call('receive', { ...ALL, maxBytes: 100 });
    const others = await sqsS3.call('receive', { ...ALL, maxBytes: 499 });

    expect(first.map(({ body }) => body.length)).toEqual([600]);
    expect(others.map(({ body }) => body.length)).toEqual([300]);
  });

  test('gives back a released message at once', async () => {
    const sqsS3 = await startWithQueue(dataDir);
    await aSender(sqsS3)('again');
    const [first] = await sqsS3.call('receive', ALL);

    await sqsS3.call('release', { queue: 'work', receiptHandles: [first?.receiptHandle ?? ''] });

    expect(await sqsS3.call('receive', ALL)).toMatchObject([{ body: 'again' }]);
  });
});

describe('over HTTP', () => {
  test('works with the AWS SDK, on the loopback address only', async () => {
    const sqsS3 = await startWithQueue(dataDir);
    const sqs = new SQSClient(clientOptions(sqsS3));
    const QueueUrl = `${sqsS3.endpoint}/000000000000/work`;
    await aSender(sqsS3)('hello');

    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const ReceiptHandle = Messages[0]?.ReceiptHandle ?? '';
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));

    expect(again.Messages).toMatchObject([{ Body: 'hello' }]);
    expect(sqsS3.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
