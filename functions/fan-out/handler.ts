import type { SQSRecord } from 'aws-lambda';
import { FAN_OUT_RESERVE_MS } from '../../domain/pipeline/time-budget.ts';
import type { Clients } from '../shared/lambda/clients.ts';
import { createConfigReader } from '../shared/stores/config-reader.ts';
import { isRefusal } from './is-refusal.ts';
import { createLedgerStore } from '../shared/ledger/ledger-store.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { decodePack } from '../shared/packs/pack-codec.ts';
import { wrapSqsHandler } from '../shared/lambda/wrap-handler.ts';
import { createArchive } from './archive.ts';
import { createBatchLedger } from './batch-ledger.ts';
import { createClaims } from '../shared/packs/claims.ts';
import type { FanOutEnv } from './env.ts';
import { createFanOut, type IngestPack } from './fan-out.ts';
import { handBack } from './hand-back.ts';
import { createLanePublisher } from './lane-publisher.ts';
import { createObserve } from './observe.ts';
import { log } from '../shared/lambda/log.ts';

export type FanOutOutside = Outside & Pick<Clients, 'dynamodb' | 's3' | 'sqs'>;

export function createHandler(env: FanOutEnv, outside: FanOutOutside): ReturnType<typeof wrapSqsHandler> {
  const { dynamodb, s3, sqs, now, random, unique, waitMs } = outside;
  const config = createConfigReader({ dynamodb, table: env.CONTROL_TABLE, now, waitMs });
  const tables = { controlTable: env.CONTROL_TABLE, dedupeTable: env.DEDUPE_TABLE };
  const store = createLedgerStore({ dynamodb, ...tables, shards: env.LEDGER_SHARDS, now, random, waitMs });
  const fanOut = createFanOut({
    claims: createClaims({ dynamodb, table: env.DEDUPE_TABLE, windowHours: env.DEDUPE_WINDOW_HOURS, now, waitMs }),
    archive: createArchive(s3, env.ARCHIVE_BUCKET),
    lanes: createLanePublisher({ sqs, waitMs, queueUrls: env.LANE_QUEUE_URLS, now }),
    ledger: createBatchLedger({ dynamodb, dedupeTable: env.DEDUPE_TABLE, store }),
    destinationsOf: (sourceId) => config.destinationsOf(sourceId),
    observe: createObserve({ dynamodb, table: env.CONTROL_TABLE, waitMs, now, unique }),
    createUnique: unique,
    isRefusal,
  });

  return wrapSqsHandler(async (records, context) => {
    const received = records.toSorted(byReceiveCount).map((record) => ({ record, pack: decode(record) }));
    const { failed, unbegun } = await fanOut(
      received.flatMap(({ pack }) => pack ?? []),
      () => context.getRemainingTimeInMillis() > FAN_OUT_RESERVE_MS,
    );
    const among = (packIds: ReadonlySet<string>): SQSRecord[] =>
      received.flatMap(({ record, pack }) => (pack !== undefined && packIds.has(pack.header.packId) ? [record] : []));
    const unreadable = received.flatMap(({ record, pack }) => (pack === undefined ? [record] : []));
    await handBack(sqs, env.INGEST_QUEUE_URL, among(unbegun));
    return [...unreadable, ...among(failed), ...among(unbegun)].map(({ messageId }) => messageId);
  });
}

/** What was handed out most often comes first, so that no message is left unbegun until it counts as poison. */
function byReceiveCount(one: SQSRecord, other: SQSRecord): number {
  return Number(other.attributes.ApproximateReceiveCount) - Number(one.attributes.ApproximateReceiveCount);
}

/** A message that cannot be read stays in the queue until SQS moves it to the dead-letter queue, where people see it. */
function decode({ messageId: sqsMessageId, body }: SQSRecord): IngestPack | undefined {
  try {
    const { header, lines } = decodePack(body);
    if (header.kind === 'ingest') return { header, lines };
    throw new Error(`a ${header.kind} pack cannot be fanned out`);
  } catch (error) {
    log.failed('poison in the ingest queue', { ids: { sqsMessageId }, error });
    return undefined;
  }
}
