// The functions as they are deployed: bundled with the options of lib/bundling.ts, behind the same door, called with the
// events of Lambda. Only where the services are is different.
import { build, stop } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context, SQSEvent } from 'aws-lambda';
import { bundleFile, bundleOptions } from '../../../local/code.ts';
import { hashSources, PROJECT_ROOT } from '../../../local/source-tree.ts';
import type { Services } from './services.ts';

export type Stage = 'ingest' | 'fan-out' | 'delivery' | 'replay' | 'runner';
export type Invoke = (event: object) => Promise<unknown>;

/** Long enough for any benchmark. */
const REMAINING_MS = 60_000;

const CONTEXT = {
  awsRequestId: 'bench',
  functionName: 'bench',
  getRemainingTimeInMillis: () => REMAINING_MS,
} as Context;

const entryOf = (stage: Stage): string => `functions/${stage}/lambda.ts`;

/** Bundles a function with the options of lib/bundling.ts. Returns the file. */
export async function bundleStage(stage: Stage): Promise<string> {
  const outdir = join(PROJECT_ROOT, '.cache', 'bench', hashSources());
  await build(bundleOptions([entryOf(stage)], outdir));
  await stop();
  return join(outdir, bundleFile(entryOf(stage)));
}

/** Loads a function into this process. */
export async function loadStage(stage: Stage, services: Services): Promise<Invoke> {
  const file = await bundleStage(stage);
  Object.assign(process.env, environmentOf(services));
  const module = (await import(`${pathToFileURL(file).href}?${services.awsPort}`)) as {
    handler: (event: object, context: Context) => Promise<unknown>;
  };
  return (event) => module.handler(event, CONTEXT);
}

/** The variables of all stages: each reads its own. */
export function environmentOf({ awsUrl }: Pick<Services, 'awsUrl'>): Record<string, string> {
  const queue = (name: string): string => `${awsUrl}/000000000000/${name}`;
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_SQS: awsUrl,
    AWS_ENDPOINT_URL_S3: awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: awsUrl,
    AWS_ENDPOINT_URL_KMS: awsUrl,
    CONTROL_TABLE: 'control',
    DEDUPE_TABLE: 'dedupe',
    SECRETS_KEY: 'bench',
    ARCHIVE_BUCKET: 'archive',
    DEDUPE_WINDOW_HOURS: '24',
    INGEST_QUEUE_URL: queue('ingest'),
    UNKNOWN_WRITE_KEYS: 'accept',
    LANE_QUEUE_URLS: JSON.stringify({ webhooks: queue('live') }),
    LANE_REPLAY_QUEUE_URLS: JSON.stringify({ webhooks: queue('replay') }),
    LANE_RETRY_QUEUE_URLS: JSON.stringify({ webhooks: queue('retry') }),
    RETRY_QUEUE_URL: queue('retry'),
    REPLAY_QUEUE_URL: queue('replay'),
    DEAD_LETTER_QUEUE_URL: queue('dead'),
    // Nothing that is measured here runs functions of customers.
    FUNCTION_CODE_BUCKET: 'function-code',
    RUNNER_FUNCTION: 'runner',
    ALLOWED_NETWORKS: '127.0.0.0/8',
  };
}

/** What Lambda hands over of a queue. */
export function sqsEvent(bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: '',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: '',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: '',
      awsRegion: '',
    })),
  };
}
