// What one would build first, for comparison, in honest short form: one event a message, one PutItem for each, one fetch for
// each, a log line for each. No ledger, no filters, no signatures, no holding for a partner that is down.
import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { createDynamoDb, createS3, createSqs } from '../../functions/shared/clients.ts';
import { sendMessages, type OutgoingMessage } from '../../functions/shared/queue-sender.ts';
import { nextRetryDelayMs, DEFAULT_RETRY_POLICY } from '../../domain/retry-schedule.ts';
import { SQS_MAX_DELAY_SECONDS } from '../../domain/aws-limits.ts';
import type { Design } from './design.ts';
import type { World } from './world.ts';

type Event = { readonly messageId: string };
type Delivery = { readonly url: string; readonly event: Event; readonly retry: number };

const WINDOW_SECONDS = 24 * 3600;
/** Lambda's own START, END and REPORT lines, as long as nobody turns them off. */
const PLATFORM_LOG_BYTES = 420;

type Places = {
  readonly ingestQueueUrl: string;
  readonly liveQueueUrl: string;
  readonly table: string;
  readonly bucket: string;
  readonly partnerUrl: string;
  readonly destinations: number;
};

/** The naive design on the queues, the table and the bucket of the world. */
export function naiveDesign(world: World, destinations: number): Design {
  const { env } = world.functions['fan-out'];
  const places: Places = {
    ingestQueueUrl: world.functions.ingest.env['INGEST_QUEUE_URL'] ?? '',
    liveQueueUrl: Object.values(JSON.parse(env['LANE_QUEUE_URLS'] ?? '{}') as Record<string, string>)[0] ?? '',
    table: env['DEDUPE_TABLE'] ?? '',
    bucket: env['ARCHIVE_BUCKET'] ?? '',
    partnerUrl: `${world.partner.url}/hook`,
    destinations,
  };
  const source = { windowMs: 0, batchSize: 10 };
  return {
    functions: {
      ingest: { memoryMb: 512, timeoutMs: 10_000, name: 'naive-ingest', createInstance: () => createIngest(places) },
      'fan-out': {
        memoryMb: 1024,
        timeoutMs: 30_000,
        name: 'naive-fan-out',
        createInstance: () => createFanOut(places),
      },
      delivery: {
        memoryMb: 512,
        timeoutMs: 60_000,
        name: 'naive-delivery',
        createInstance: () => createDelivery(places),
      },
    },
    ingestQueueUrl: places.ingestQueueUrl,
    sourceOf: () => source,
    platformLogBytes: PLATFORM_LOG_BYTES,
    eventsPerLiveMessage: 1,
  };
}

const log = (message: string, event: Event): void =>
  console.log(JSON.stringify({ level: 'INFO', message, messageId: event.messageId, at: new Date().toISOString() }));

function createIngest({ ingestQueueUrl }: Places) {
  const sqs = createSqs();
  return async (request: APIGatewayProxyEventV2): Promise<object> => {
    const body = JSON.parse(request.body ?? '{}') as { batch?: Event[] };
    const events = body.batch ?? [body as unknown as Event];
    for (const event of events) log('accepted', event);
    await sendMessages(
      sqs,
      ingestQueueUrl,
      events.map((event) => ({ body: JSON.stringify(event) })),
    );
    return { statusCode: 200, body: '{"success":true}' };
  };
}

function createFanOut({ table, bucket, liveQueueUrl, partnerUrl, destinations }: Places) {
  const [dynamodb, s3, sqs] = [createDynamoDb(), createS3(), createSqs()];
  const isNew = async ({ messageId }: Event): Promise<boolean> => {
    const expiresAt = Math.floor(Date.now() / 1000) + WINDOW_SECONDS;
    const Item = { pk: { S: `event#web#${messageId}` }, expiresAt: { N: String(expiresAt) } };
    try {
      await dynamodb.send(
        new PutItemCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  return async ({ Records: records }: SQSEvent): Promise<object> => {
    const events = records.map(({ body }) => JSON.parse(body) as Event);
    const verdicts = await Promise.all(events.map(isNew));
    const fresh = events.filter((_, index) => verdicts[index]);
    for (const event of fresh) log('routed', event);
    const Body = fresh.map((event) => JSON.stringify(event)).join('\n');
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `naive/${randomUUID()}`, Body }));
    const deliveries = Array.from({ length: destinations }, (_, index) =>
      fresh.map((event): Delivery => ({ url: `${partnerUrl}/${index}`, event, retry: 0 })),
    );
    await Promise.all(deliveries.map((some) => sendMessages(sqs, liveQueueUrl, some.map(toMessage))));
    return { batchItemFailures: [] };
  };
}

const toMessage = (delivery: Delivery): OutgoingMessage => ({ body: JSON.stringify(delivery) });

function createDelivery({ liveQueueUrl }: Places) {
  const sqs = createSqs();
  const attempt = async (delivery: Delivery): Promise<OutgoingMessage[]> => {
    const { url, event, retry } = delivery;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    await response.arrayBuffer();
    log(response.ok ? 'delivered' : 'failed', event);
    if (response.ok) return [];
    const delayMs = nextRetryDelayMs(DEFAULT_RETRY_POLICY, { retry: retry + 1, random: Math.random() });
    if (delayMs === undefined) return [];
    const delaySeconds = Math.min(SQS_MAX_DELAY_SECONDS, Math.floor(delayMs / 1000));
    return [{ body: JSON.stringify({ ...delivery, retry: retry + 1 }), delaySeconds }];
  };
  return async ({ Records: records }: SQSEvent): Promise<object> => {
    const again = await Promise.all(records.map(({ body }) => attempt(JSON.parse(body) as Delivery)));
    await sendMessages(sqs, liveQueueUrl, again.flat());
    return { batchItemFailures: [] };
  };
}
