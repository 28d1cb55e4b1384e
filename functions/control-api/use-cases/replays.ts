import { REPLAY, type ReplaySpec } from '../../../domain/replay/replay.ts';
import { replayLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { readLedgerOf } from '../../shared/ledger/ledger-store.ts';
import { sendJobSteps } from '../../shared/jobs/job-steps.ts';
import { createJobStore } from '../../shared/jobs/job-store.ts';
import type { InstallationEnv, StoredOutside } from '../http/installation.ts';
import { parseReplayRequest } from './replay-request.ts';
import type { ReplayJobsDeps } from './replay-jobs.ts';

/** With jobs that other writes can go along with. */
export type Replays = ReplayJobsDeps & { readonly jobs: ReturnType<typeof createJobStore<ReplaySpec>> };

/** What the routes about replays need, on AWS. */
export function createReplays(
  env: InstallationEnv,
  deps: Pick<StoredOutside, 'dynamodb' | 'sqs' | 'now' | 'random' | 'waitMs'> & {
    readonly config: () => Promise<Config>;
  },
): Replays {
  const { dynamodb, sqs, config, now, random, waitMs } = deps;
  const table = env.CONTROL_TABLE;
  const queue = { sqs, waitMs, queueUrl: env.REPLAY_QUEUE_URL, verb: REPLAY };
  const keptDays = env.ARCHIVE_RETENTION_DAYS === 'for ever' ? null : env.ARCHIVE_RETENTION_DAYS;
  return {
    parse: async (body) => parseReplayRequest(body, { config: await config(), now: now(), keptDays }),
    jobs: createJobStore<ReplaySpec>(REPLAY, { dynamodb, table, waitMs }),
    sendSteps: (id, steps) => sendJobSteps(queue, id, steps),
    deliveries: (id) =>
      readLedgerOf({ dynamodb, waitMs, controlTable: table, shards: env.LEDGER_SHARDS }, replayLedgerKey(id)),
    createId: () => newReplayId(now(), random()),
    waitMs,
    now,
  };
}

const SUFFIX_DIGITS = 6;

/** Eight characters of time, until 2059, so that ids sort as the jobs were created. `chance` is in [0, 1). */
function newReplayId(now: Date, chance: number): string {
  const suffix = Math.floor(chance * 16 ** SUFFIX_DIGITS).toString(16);
  return `${now.getTime().toString(36)}-${suffix.padStart(SUFFIX_DIGITS, '0')}`;
}
