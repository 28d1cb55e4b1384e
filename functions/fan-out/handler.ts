import { randomUUID } from 'node:crypto';
import { createDynamoDb, createS3, createSqs } from '../shared/clients.ts';
import { createConfigStore } from '../shared/config-store.ts';
import { isRefusal } from '../shared/is-refusal.ts';
import { createLedgerStore } from '../shared/ledger-store.ts';
import { decodePack } from '../shared/pack-codec.ts';
import { wrapSqsHandler } from '../shared/wrap-handler.ts';
import { createArchive } from './archive.ts';
import { createBatchLedger } from './batch-ledger.ts';
import { createClaims } from '../shared/claims.ts';
import type { FanOutEnv } from './env.ts';
import { createFanOut, type IngestPack } from './fan-out.ts';
import { createLanePublisher } from './lane-publisher.ts';
import { createObserve } from './observe.ts';

export function createHandler(env: FanOutEnv): ReturnType<typeof wrapSqsHandler> {
  const dynamodb = createDynamoDb();
  const now = (): Date => new Date();
  const config = createConfigStore({ dynamodb, table: env.CONTROL_TABLE, now });
  const tables = { controlTable: env.CONTROL_TABLE, dedupeTable: env.DEDUPE_TABLE };
  const store = createLedgerStore({ dynamodb, ...tables, shards: env.LEDGER_SHARDS, now, random: Math.random });
  const fanOut = createFanOut({
    claims: createClaims({ dynamodb, table: env.DEDUPE_TABLE, windowHours: env.DEDUPE_WINDOW_HOURS, now }),
    archive: createArchive(createS3(), env.ARCHIVE_BUCKET),
    lanes: createLanePublisher(createSqs(), env.LANE_QUEUE_URLS),
    ledger: createBatchLedger({ dynamodb, dedupeTable: env.DEDUPE_TABLE, store }),
    destinationsOf: async (sourceId) => (await config.read()).destinationsOfSource.get(sourceId) ?? [],
    observe: createObserve({ dynamodb, table: env.CONTROL_TABLE }, now),
    createUnique: randomUUID,
    isRefusal,
  });

  return wrapSqsHandler(async (records) => {
    const decoded = records.map(({ messageId, body }) => ({ messageId, pack: decode(messageId, body) }));
    const failed = await fanOut(decoded.flatMap(({ pack }) => pack ?? []));
    return decoded.flatMap(({ messageId, pack }) =>
      pack === undefined || failed.has(pack.header.packId) ? [messageId] : [],
    );
  });
}

/** A message that cannot be read stays in the queue until SQS moves it to the dead-letter queue, where people see it. */
function decode(sqsMessageId: string, body: string): IngestPack | undefined {
  try {
    const { header, lines } = decodePack(body);
    if (header.kind === 'ingest') return { header, lines };
    throw new Error(`a ${header.kind} pack cannot be fanned out`);
  } catch (error) {
    console.error(JSON.stringify({ message: 'poison in the ingest queue', sqsMessageId, error: String(error) }));
    return undefined;
  }
}
