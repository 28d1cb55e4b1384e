import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { AttemptResult } from '../../domain/delivery/delivery-outcome.ts';
import { DELIVERY_TIMEOUT_SECONDS } from '../../domain/pipeline/time-budget.ts';
import { createHandler as createDelivery } from '../../functions/delivery/handler.ts';
import { createHandler as createFanOut } from '../../functions/fan-out/handler.ts';
import type {
  OutboundFailure,
  OutboundRequest,
  OutboundResult,
} from '../../functions/shared/outbound/outbound-http.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { createCaller, type Run } from './faults.ts';
import { destinationAt } from './workspace.ts';
import { withoutWaits } from '../support/without-waits.ts';

export const CONTROL = 'control';
export const DEDUPE = 'dedupe';
export const INGEST_QUEUE = 'ingest';
export const LIVE_QUEUE = 'live';
export const RETRY_QUEUE = 'retry';
export const DEAD_LETTERS = 'dead-letters';
export const INGEST_DEAD_LETTERS = 'ingest-dead-letters';

const TABLES = { CONTROL_TABLE: CONTROL, DEDUPE_TABLE: DEDUPE, LEDGER_SHARDS: undefined, ARCHIVE_BUCKET: 'archive' };

type Service = { execute(command: object, isHalf: boolean): object };

/** What a function runs in: the services, the time, and the run that is going on. */
export type Surroundings = {
  readonly tables: Service;
  readonly bucket: Service;
  readonly queues: Service;
  readonly now: () => Date;
  readonly random: () => number;
  readonly unique: () => string;
  readonly attempt: (run: Run, destinationId: string, messageId: string) => Promise<AttemptResult>;
};

/** An instance of a function: keeps its memory from run to run. Returns the positions of the messages that failed. */
export type Instance = (run: Run, bodies: readonly string[]) => Promise<ReadonlySet<number>>;

/** Everything outside of a function is the model's; nobody waits, because time passes only when a program says so. */
function outsideOf({ tables, bucket, queues, now, random, unique, attempt }: Surroundings) {
  const { call, begin, run } = createCaller({ random });
  const client = (service: Service) => ({
    send: (command: object) => call(command, (sent, isHalf) => service.execute(sent, isHalf)),
  });
  const send = async ({ url, headers }: OutboundRequest): Promise<OutboundResult> => {
    let result: Promise<AttemptResult> | undefined;
    await call({}, (_request, isHalf) => {
      if (!isHalf) result = attempt(run(), destinationAt(url), headers['webhook-id'] ?? '');
      return {};
    });
    return toOutbound((await result) ?? { kind: 'failed', failure: 'timeout' });
  };
  const outside = withoutWaits({
    ...{ now, random, unique },
    // The clients of the SDK have dozens of members; the code under test calls this one.
    dynamodb: client(tables) as unknown as DynamoDBClient,
    s3: client(bucket) as unknown as S3Client,
    sqs: client(queues) as unknown as SQSClient,
    kms: client({ execute: () => ({}) }) as unknown as KMSClient,
    createHttp: () => ({ send }),
    writeMetric: () => undefined,
  });
  return { begin, outside };
}

function toOutbound(result: AttemptResult): OutboundResult {
  if (result.kind === 'failed') {
    // The model's failures are those of the outbound client.
    return { kind: 'failed', failure: result.failure as OutboundFailure, message: '', durationMs: 0 };
  }
  const headers = result.retryAfter === undefined ? {} : { 'retry-after': result.retryAfter };
  return { kind: 'response', status: result.status, headers, body: '', bodyTruncated: false, durationMs: 0 };
}

// The handlers read nothing else of it. Longer than any function may take.
const CONTEXT = {
  awsRequestId: 'model',
  getRemainingTimeInMillis: () => DELIVERY_TIMEOUT_SECONDS * 1000,
} as Context;

export function createFanOutInstance(around: Surroundings): Instance {
  const { begin, outside } = outsideOf(around);
  const env = {
    ...TABLES,
    INGEST_QUEUE_URL: INGEST_QUEUE,
    DEDUPE_WINDOW_HOURS: 24,
    LANE_QUEUE_URLS: { webhooks: LIVE_QUEUE },
  };
  return handling(createFanOut(env, outside), begin);
}

export function createDeliveryInstance(around: Surroundings): Instance {
  const { begin, outside } = outsideOf(around);
  const queues = { RETRY_QUEUE_URL: RETRY_QUEUE, REPLAY_QUEUE_URL: RETRY_QUEUE, DEAD_LETTER_QUEUE_URL: DEAD_LETTERS };
  const functions = { FUNCTION_CODE_BUCKET: 'none', RUNNER_FUNCTION: 'none' };
  const env = { ...TABLES, ...queues, ...functions, SECRETS_KEY: 'none', ALLOWED_NETWORKS: [] };
  return handling(createDelivery(env, outside), begin);
}

export function createSweepInstance(around: Surroundings): Instance {
  const { begin, outside } = outsideOf(around);
  const env = { ...TABLES, STAGE: 'model', LANE_RETRY_QUEUE_URLS: { webhooks: RETRY_QUEUE } };
  const sweep = createSweep(env, outside);
  return async (run) => {
    begin(run);
    // When it fails, the next one comes in a minute.
    await sweep({}, CONTEXT).catch(() => undefined);
    return new Set();
  };
}

/** What Lambda makes of messages, and of the answer about them. */
function handling(
  handle: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
  begin: (run: Run) => void,
): Instance {
  return async (run, bodies) => {
    begin(run);
    const records = bodies.map((body, position) => ({
      ...{ messageId: String(position), body, attributes: { ApproximateReceiveCount: '1' } },
    }));
    // The handlers read nothing else of a record.
    const { batchItemFailures } = await handle({ Records: records } as unknown as SQSEvent, CONTEXT);
    return new Set(batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)));
  };
}
