import { randomBytes } from 'node:crypto';
import { REPLAY, type ReplaySpec } from '../../../domain/replay/replay.ts';
import { replayLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { readLedgerOf } from '../../shared/ledger/ledger-store.ts';
import { sendJobSteps } from '../../shared/jobs/job-steps.ts';
import { createJobStore } from '../../shared/jobs/job-store.ts';
import type { ControlApiEnv } from '../env.ts';
import type { StoredOutside } from '../handler.ts';
import { parseReplayRequest } from './replay-request.ts';
import type { ReplayJobsDeps } from './replay-jobs.ts';

/** What the routes about replays need, on AWS. */
export function createReplays(
  env: ControlApiEnv,
  deps: Pick<StoredOutside, 'dynamodb' | 'sqs' | 'now' | 'waitMs'> & { readonly config: () => Promise<Config> },
): ReplayJobsDeps {
  const { dynamodb, sqs, config, now, waitMs } = deps;
  const table = env.CONTROL_TABLE;
  const queue = { sqs, waitMs, queueUrl: env.REPLAY_QUEUE_URL, verb: REPLAY };
  const keptDays = env.ARCHIVE_RETENTION_DAYS === 'for ever' ? null : env.ARCHIVE_RETENTION_DAYS;
  return {
    parse: async (body) => parseReplayRequest(body, { config: await config(), now: now(), keptDays }),
    jobs: createJobStore<ReplaySpec>(REPLAY, { dynamodb, table, waitMs }),
    listedAt: '/api/replays',
    sendSteps: (id, steps) => sendJobSteps(queue, id, steps),
    deliveries: (id) =>
      readLedgerOf({ dynamodb, waitMs, controlTable: table, shards: env.LEDGER_SHARDS }, replayLedgerKey(id)),
    // Eight characters of time, until 2059, so that ids sort as the jobs were created.
    createId: () => `${now().getTime().toString(36)}-${randomBytes(3).toString('hex')}`,
    waitMs,
    now,
  };
}
