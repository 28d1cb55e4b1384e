import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createS3, createSqs } from '../shared/clients.ts';
import type { Config } from '../shared/config-store.ts';
import { readLines } from '../shared/read-lines.ts';
import { queryUndelivered } from '../shared/undelivered-store.ts';
import type { ControlApiEnv } from './env.ts';
import { createResolveRequests } from './undelivered-resolve.ts';
import type { UndeliveredDeps } from './undelivered-routes.ts';

/** What the routes about undelivered events need, on AWS. */
export function createUndelivered(
  env: ControlApiEnv,
  { dynamodb, config }: { dynamodb: DynamoDBClient; config: () => Promise<Config> },
): UndeliveredDeps {
  const s3 = createS3();
  return {
    destinationIds: async () => [...(await config()).destinations.keys()],
    query: (range) => queryUndelivered(dynamodb, env.CONTROL_TABLE, range),
    lines: ({ objectKey }) => readLines({ s3, bucket: env.ARCHIVE_BUCKET }, objectKey),
    resolve: createResolveRequests({
      sqs: createSqs(),
      queueUrls: env.LANE_RETRY_QUEUE_URLS,
      destination: async (id) => (await config()).destinations.get(id),
    }),
  };
}
