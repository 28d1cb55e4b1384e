import { ReceiveMessageCommand, SendMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHandler } from '../../../functions/fan-out/handler.ts';
import { encodePack } from '../../../functions/shared/packs/pack-codec.ts';
import { startRealServices, type RealServices } from '../../support/real-services.ts';
import { CONTROL_TABLE, DEDUPE_TABLE } from '../../support/real-tables.ts';
import { withoutWaits } from '../../support/without-waits.ts';

const receivedAt = '2026-11-22T10:20:30.000Z';

let services: RealServices;

beforeEach(async () => {
  services = await startRealServices({ bucket: 'archive', queue: 'ingest' });
});
afterEach(() => services.close());

function aHandler(): ReturnType<typeof createHandler> {
  const env = {
    CONTROL_TABLE,
    DEDUPE_TABLE,
    ARCHIVE_BUCKET: 'archive',
    DEDUPE_WINDOW_HOURS: 24,
    LANE_QUEUE_URLS: {},
    INGEST_QUEUE_URL: services.queueUrl,
  };
  return createHandler(env, withoutWaits(services.clients));
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
  await sqs.send(new SendMessageCommand({ QueueUrl: services.queueUrl, MessageBody: encodePack({ header, lines }) }));
}

async function receive(sqs: SQSClient): Promise<Message[]> {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl: services.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
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
  test('hands back at once what it has not begun', async () => {
    const { sqs } = services.clients;
    await sendPack(sqs, 'm1', 1);
    await sendPack(sqs, 'm2', 1);
    const messages = await receive(sqs);

    const { batchItemFailures } = await aHandler()(anEvent(messages), withTimeLeft(10_000));

    const again = await receive(sqs);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
      messages.map(({ MessageId }) => MessageId).sort(),
    );
    expect(again.map(({ MessageId }) => MessageId).sort()).toEqual(messages.map(({ MessageId }) => MessageId).sort());
  });

  test('begins with what was handed out most often', async () => {
    const { sqs } = services.clients;
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
  });
});
