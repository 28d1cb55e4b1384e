// What one would build first, for comparison, in honest short form: one event a message, one PutItem for each, one fetch for
// each, a log line for each. No ledger, no filters, no signatures, no holding for a partner that is down.
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { sendMessages, type OutgoingMessage } from '../../functions/shared/packs/queue-sender.ts';
import { nextRetryDelayMs, DEFAULT_RETRY_POLICY } from '../../domain/delivery/retry-schedule.ts';
import { SQS_MAX_DELAY_SECONDS } from '../../domain/base/aws-limits.ts';
import type { Design } from './design.ts';
import type { MeteredOutside } from './meter-clients.ts';
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
      ingest: {
        memoryMb: 512,
        timeoutMs: 10_000,
        name: 'naive-ingest',
        createInstance: (outside) => createIngest(places, outside),
      },
      'fan-out': {
        memoryMb: 1024,
        timeoutMs: 30_000,
        name: 'naive-fan-out',
        createInstance: (outside) => createFanOut(places, outside),
      },
      delivery: {
        memoryMb: 512,
        timeoutMs: 60_000,
        name: 'naive-delivery',
        createInstance: (outside) => createDelivery(places, outside),
      },
    },
    ingestQueueUrl: places.ingestQueueUrl,
    sourceOf: () => source,
    platformLogBytes: PLATFORM_LOG_BYTES,
    eventsPerLiveMessage: 1,
  };
}

const log = (message: string, { messageId }: Event, { now }: MeteredOutside): void =>
  console.log(JSON.stringify({ level: 'INFO', message, messageId, at: now().toISOString() }));

function createIngest({ ingestQueueUrl }: Places, outside: MeteredOutside) {
  return async (request: APIGatewayProxyEventV2): Promise<object> => {
    const body = JSON.parse(request.body ?? '{}') as { batch?: Event[] };
    const events = body.batch ?? [body as unknown as Event];
    for (const event of events) log('accepted', event, outside);
    await sendMessages(
      outside,
      ingestQueueUrl,
      events.map((event) => ({ body: JSON.stringify(event) })),
    );
    return { statusCode: 200, body: '{"success":true}' };
  };
}

function createFanOut({ table, bucket, liveQueueUrl, partnerUrl, destinations }: Places, outside: MeteredOutside) {
  const { dynamodb, s3, now, unique } = outside;
  const isNew = async ({ messageId }: Event): Promise<boolean> => {
    const expiresAt = Math.floor(now().getTime() / 1000) + WINDOW_SECONDS;
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
    for (const event of fresh) log('routed', event, outside);
    const Body = fresh.map((event) => JSON.stringify(event)).join('\n');
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `naive/${unique()}`, Body }));
    const deliveries = Array.from({ length: destinations }, (_, index) =>
      fresh.map((event): Delivery => ({ url: `${partnerUrl}/${index}`, event, retry: 0 })),
    );
    await Promise.all(deliveries.map((some) => sendMessages(outside, liveQueueUrl, some.map(toMessage))));
    return { batchItemFailures: [] };
  };
}

const toMessage = (delivery: Delivery): OutgoingMessage => ({ body: JSON.stringify(delivery) });

function createDelivery({ liveQueueUrl }: Places, outside: MeteredOutside) {
  const attempt = async (delivery: Delivery): Promise<OutgoingMessage[]> => {
    const { url, event, retry } = delivery;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    await response.arrayBuffer();
    log(response.ok ? 'delivered' : 'failed', event, outside);
    if (response.ok) return [];
    const delayMs = nextRetryDelayMs(DEFAULT_RETRY_POLICY, { retry: retry + 1, random: outside.random() });
    if (delayMs === undefined) return [];
    const delaySeconds = Math.min(SQS_MAX_DELAY_SECONDS, Math.floor(delayMs / 1000));
    return [{ body: JSON.stringify({ ...delivery, retry: retry + 1 }), delaySeconds }];
  };
  return async ({ Records: records }: SQSEvent): Promise<object> => {
    const again = await Promise.all(records.map(({ body }) => attempt(JSON.parse(body) as Delivery)));
    await sendMessages(outside, liveQueueUrl, again.flat());
    return { batchItemFailures: [] };
  };
}
