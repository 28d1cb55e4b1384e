import { REPLAY, REPLAY_CLAIM_HOURS, type ReplaySpec } from '../../domain/replay/replay.ts';
import { createClaims } from '../shared/packs/claims.ts';
import type { Clients } from '../shared/lambda/clients.ts';
import { createConfigReader } from '../shared/stores/config-reader.ts';
import { createHasPassed } from '../shared/jobs/job-records.ts';
import { createJobStore } from '../shared/jobs/job-store.ts';
import { createRunJobs, createStepsOf } from '../shared/jobs/run-jobs.ts';
import { createLedgerStore } from '../shared/ledger/ledger-store.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { decodePack } from '../shared/packs/pack-codec.ts';
import { wrapSqsRecords } from '../shared/lambda/wrap-handler.ts';
import type { ReplayEnv } from './env.ts';
import { createSend } from './lanes.ts';
import { createObstacle } from './obstacle.ts';
import { createReplay } from './replay.ts';
import { createUndelivered } from './undelivered.ts';

export type ReplayOutside = Outside & Pick<Clients, 'dynamodb' | 's3' | 'sqs'>;

export function createHandler(env: ReplayEnv, outside: ReplayOutside): ReturnType<typeof wrapSqsRecords> {
  const { dynamodb, s3, sqs, now, random, waitMs } = outside;
  const tables = { dynamodb, controlTable: env.CONTROL_TABLE, dedupeTable: env.DEDUPE_TABLE };
  const bucket = { s3: s3, bucket: env.ARCHIVE_BUCKET };
  const config = createConfigReader({ dynamodb, table: env.CONTROL_TABLE, now, waitMs });
  const ledger = createLedgerStore({ ...tables, shards: env.LEDGER_SHARDS, now, random, waitMs });
  const jobs = createJobStore<ReplaySpec>(REPLAY, { dynamodb, table: env.CONTROL_TABLE, waitMs });
  const replay = createReplay({
    jobs,
    undelivered: createUndelivered({ ...bucket, ...tables, sqs, waitMs, queueUrls: env.LANE_RETRY_QUEUE_URLS }),
    claims: createClaims({ dynamodb, table: env.DEDUPE_TABLE, windowHours: REPLAY_CLAIM_HOURS, now, waitMs }),
    hasPassed: createHasPassed(REPLAY, jobs),
    send: createSend({ sqs, waitMs }, env.LANE_REPLAY_QUEUE_URLS),
    destination: (id) => config.destination(id),
    obstacle: createObstacle({
      ...tables,
      waitMs,
      shards: env.LEDGER_SHARDS,
      sqs,
      queueUrls: env.LANE_REPLAY_QUEUE_URLS,
    }),
    now,
  });
  const stepsOf = createStepsOf({
    ...{ ...outside, ...tables, queueUrl: env.REPLAY_QUEUE_URL, archive: bucket, ledger },
  });
  const runJobs = createRunJobs([stepsOf(replay)]);

  return wrapSqsRecords('a step of a replay failed and will come again', async ({ body, attributes }) => {
    const { header } = decodePack(body);
    if (header.kind !== 'replay-step') throw new Error(`a ${header.kind} pack is no step of a replay`);
    await runJobs(header, Number(attributes.ApproximateReceiveCount) > 1);
  });
}
