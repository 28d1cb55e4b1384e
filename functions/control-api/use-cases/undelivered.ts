import type { Config } from '../../shared/stores/config-store.ts';
import { readLines } from '../../shared/packs/read-lines.ts';
import { queryUndelivered } from '../../shared/stores/undelivered-store.ts';
import type { InstallationEnv, StoredOutside } from '../http/installation.ts';
import { createResolveRequests } from './undelivered-resolve.ts';
import type { UndeliveredDeps } from './undelivered-events.ts';

/** What the routes about undelivered events need, on AWS. */
export function createUndelivered(
  env: InstallationEnv,
  deps: Pick<StoredOutside, 'dynamodb' | 's3' | 'sqs' | 'unique' | 'waitMs'> & {
    readonly config: () => Promise<Config>;
  },
): UndeliveredDeps {
  const { dynamodb, s3, sqs, config, unique, waitMs } = deps;
  return {
    unique,
    destinationIds: async () => [...(await config()).destinations.keys()],
    query: (range) => queryUndelivered(dynamodb, env.CONTROL_TABLE, range),
    lines: ({ objectKey }) => readLines({ s3, bucket: env.ARCHIVE_BUCKET }, objectKey),
    resolve: createResolveRequests({
      sqs,
      waitMs,
      queueUrls: env.LANE_RETRY_QUEUE_URLS,
      destination: async (id) => (await config()).destinations.get(id),
    }),
  };
}
