import { ReceiveMessageCommand, SendMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandler } from '../../../functions/fan-out/handler.ts';
import { encodePack } from '../../../functions/shared/pack-codec.ts';
import { startSqsS3, type SqsS3 } from '../../../local/emulators/sqs-s3.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';

const receivedAt = '2026-11-22T10:20:30.000Z';

let sqsS3: SqsS3;
let tables: Awaited<ReturnType<typeof startRealTables>>;
let queueUrl: string;

beforeEach(async () => {
  const onFailure = (error: Error): never => {
    throw error;
  };
  [sqsS3, tables] = await Promise.all([startSqsS3({ dataDir: undefined, onFailure }), startRealTables()]);
  await sqsS3.call('createQueues', [{ name: 'ingest', attributes: { VisibilityTimeout: '180' } }]);
  await sqsS3.call('createBuckets', ['archive']);
  queueUrl = `${sqsS3.endpoint}/000000000000/ingest`;
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqsS3.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', sqsS3.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', await tables.dynamodb.config.endpoint?.().then(toUrl));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([sqsS3.close(), tables.close()]);
});

const toUrl = ({ protocol, hostname, port }: { protocol: string; hostname: string; port?: number }): string =>
  `${protocol}//${hostname}:${port}`;

function aHandler(): ReturnType<typeof createHandler> {
  return createHandler({
    CONTROL_TABLE,
    DEDUPE_TABLE,
    ARCHIVE_BUCKET: 'archive',
    DEDUPE_WINDOW_HOURS: 24,
    LANE_QUEUE_URLS: {},
    INGEST_QUEUE_URL: queueUrl,
  });
}

/** The context of an invocation that sees these times left, the last of them for good. */
function withTimeLeft(...leftMs: number[]): Context {
  const left = (): number => (leftMs.length > 1 ? leftMs.shift() : leftMs[0]) ?? 0;
  // The handler reads nothing else of the context.
  return { awsRequestId: 'r1', getRemainingTimeInMillis: left } as Context;
}

/** So many copies of one event, which need one claim together. */
async function sendPack(sqs: SQSClient, packId: string, copies: number): Promise<void> {
  const events = Array.from({ length: copies }, () => ({ id: `${packId}-1`, type: 'track', receivedAt }));
  const header = { kind: 'ingest', packId, sourceId: 'web', receivedAt, events } as const;
  const lines = events.map(({ id }) => JSON.stringify({ type: 'track', messageId: id }));
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: encodePack({ header, lines }) }));
}

async function receive(sqs: SQSClient): Promise<Message[]> {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  return messages;
}

/** The event that Lambda makes of messages, as far as the handler reads it. */
function anEvent(messages: readonly Message[]): SQSEvent {
  const records = messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
    ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: Attributes },
  }));
  return { Records: records as SQSRecord[] };
}

describe('fan-out without time', () => {
  it('hands back at once what it has not begun', async () => {
    const sqs = new SQSClient({});
    await sendPack(sqs, 'm1', 1);
    await sendPack(sqs, 'm2', 1);
    const messages = await receive(sqs);

    const { batchItemFailures } = await aHandler()(anEvent(messages), withTimeLeft(10_000));

    const again = await receive(sqs);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
      messages.map(({ MessageId }) => MessageId).sort(),
    );
    expect(again.map(({ MessageId }) => MessageId).sort()).toEqual(messages.map(({ MessageId }) => MessageId).sort());
    sqs.destroy();
  });

  it('begins with what was handed out most often', async () => {
    const sqs = new SQSClient({});
    await sendPack(sqs, 'old', 2500);
    await aHandler()(anEvent(await receive(sqs)), withTimeLeft(10_000));
    const [old] = await receive(sqs);
    await sendPack(sqs, 'new', 1);
    const [fresh] = await receive(sqs);

    const { batchItemFailures } = await aHandler()(
      anEvent([fresh, old].filter((message) => message !== undefined)),
      withTimeLeft(30_000, 10_000),
    );

    expect(batchItemFailures).toEqual([{ itemIdentifier: fresh?.MessageId }]);
    sqs.destroy();
  });
});
