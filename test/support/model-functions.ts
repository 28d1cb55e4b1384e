import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Destination } from '../../domain/destination.ts';
import { answering } from './answering.ts';
import type { AttemptResult } from '../../domain/delivery-outcome.ts';
import type { DeliveryPackHeader, ResolveHeader } from '../../domain/messages.ts';
import { createCarryOut } from '../../functions/delivery/carry-out.ts';
import { createDecisions } from '../../functions/delivery/decisions.ts';
import { createDeliver } from '../../functions/delivery/deliver.ts';
import { createGuards } from '../../functions/delivery/guards.ts';
import { createHealth } from '../../functions/delivery/health.ts';
import { createRelease } from '../../functions/delivery/release.ts';
import { createResolve } from '../../functions/delivery/resolve.ts';
import { createSwitchOff } from '../../functions/delivery/switch-off.ts';
import { createArchive } from '../../functions/fan-out/archive.ts';
import { createBatchLedger } from '../../functions/fan-out/batch-ledger.ts';
import { createClaims } from '../../functions/shared/claims.ts';
import { createFanOut, type IngestPack } from '../../functions/fan-out/fan-out.ts';
import { createLanePublisher } from '../../functions/fan-out/lane-publisher.ts';
import { createReleaseHeld } from '../../functions/sweep/release-held.ts';
import { readHealth } from '../../functions/shared/health-store.ts';
import { createConfigReader } from '../../functions/shared/config-reader.ts';
import { isRefusal } from '../../functions/shared/is-refusal.ts';
import { createLedgerStore } from '../../functions/shared/ledger-store.ts';
import { decodePack } from '../../functions/shared/pack-codec.ts';
import { createReleaseLeases, readLeased } from '../../functions/shared/release-leases.ts';
import { putUndelivered } from '../../functions/shared/undelivered-store.ts';
import { createCaller, type Run } from './model-faults.ts';

export const CONTROL = 'control';
export const DEDUPE = 'dedupe';
export const INGEST_QUEUE = 'ingest';
export const LIVE_QUEUE = 'live';
export const RETRY_QUEUE = 'retry';
export const DEAD_LETTERS = 'dead-letters';
export const INGEST_DEAD_LETTERS = 'ingest-dead-letters';

type Service = { execute(command: object, isHalf: boolean): object };

/** What a function runs in: the services, the time, and the run that is going on. */
export type Surroundings = {
  readonly tables: Service;
  readonly bucket: Service;
  readonly queues: Service;
  readonly now: () => Date;
  readonly random: () => number;
  readonly unique: () => string;
  readonly attempt: (run: Run, destination: Destination, messageId: string) => Promise<AttemptResult>;
  /** Told of every batch that is published, for each destination, once all of it is. */
  readonly publishes: (batchId: string, destinationId: string) => void;
  /** Told of every pack about which something is decided. */
  readonly decides: (header: DeliveryPackHeader) => void;
  /** Told of every message that resolves undelivered events. */
  readonly resolves: (header: ResolveHeader) => void;
};

/** An instance of a function: keeps its memory from run to run. Returns the positions of the messages that failed. */
export type Instance = (run: Run, bodies: readonly string[]) => Promise<ReadonlySet<number>>;

function clientsOf({ tables, bucket, queues, random }: Surroundings) {
  const { call, begin, run } = createCaller({ random });
  const client = (service: Service) => ({
    send: (command: object) => call(command, (sent, isHalf) => service.execute(sent, isHalf)),
  });
  // The clients of the SDK have dozens of members; the code under test calls this one.
  return {
    ...{ call, begin, run },
    dynamodb: client(tables) as unknown as DynamoDBClient,
    s3: client(bucket) as unknown as S3Client,
    sqs: client(queues) as unknown as SQSClient,
  };
}

/** Fan-out with everything as `functions/fan-out/handler.ts` connects it. */
export function createFanOutInstance(around: Surroundings): Instance {
  const { dynamodb, s3, sqs, begin } = clientsOf(around);
  const { now, random } = around;
  const config = createConfigReader({ dynamodb, table: CONTROL, now });
  const store = createLedgerStore({ dynamodb, controlTable: CONTROL, dedupeTable: DEDUPE, now, random });
  const lanes = createLanePublisher({ sqs, queueUrls: { webhooks: LIVE_QUEUE }, now });
  const fanOut = createFanOut({
    claims: createClaims({ dynamodb, table: DEDUPE, windowHours: 24, now }),
    archive: createArchive(s3, 'archive'),
    lanes: {
      async publish(batch, destination, routed) {
        await lanes.publish(batch, destination, routed);
        around.publishes(batch.id, destination.id);
      },
    },
    ledger: createBatchLedger({ dynamodb, dedupeTable: DEDUPE, store }),
    destinationsOf: (sourceId) => config.destinationsOf(sourceId),
    createUnique: around.unique,
    isRefusal,
  });
  return async (run, bodies) => {
    begin(run);
    const packs = bodies.map((body) => decodePack(body) as IngestPack);
    const { failed } = await fanOut(packs);
    return new Set(packs.flatMap(({ header }, index) => (failed.has(header.packId) ? [index] : [])));
  };
}

/** The release of held packs with everything as `functions/sweep/handler.ts` connects it. */
export function createSweepInstance(around: Surroundings): Instance {
  const { dynamodb, s3, sqs, begin } = clientsOf(around);
  const { now } = around;
  const config = createConfigReader({ dynamodb, table: CONTROL, now });
  const releaseHeld = createReleaseHeld({
    ...{ s3, sqs, archiveBucket: 'archive', retryQueueUrls: { webhooks: RETRY_QUEUE } },
    destination: (id) => config.destination(id),
    down: async () => (await readHealth({ dynamodb, table: CONTROL })).breakers,
    leased: () => readLeased(dynamodb, CONTROL, now()),
  });
  return async (run) => {
    begin(run);
    // When it fails, the next one comes in a minute.
    await releaseHeld().catch(() => undefined);
    return new Set();
  };
}

/** Delivery with everything as `functions/delivery/handler.ts` connects it, but for the partner. */
export function createDeliveryInstance(around: Surroundings): Instance {
  const { call, begin, run: current, dynamodb, s3, sqs } = clientsOf(around);
  const { now, random } = around;
  const config = createConfigReader({ dynamodb, table: CONTROL, now });
  const destination = (id: string) => config.destination(id);
  const tables = { controlTable: CONTROL, dedupeTable: DEDUPE };
  const health = createHealth({ dynamodb, table: CONTROL, now });
  const queues = { retryQueueUrl: RETRY_QUEUE, replayQueueUrl: RETRY_QUEUE, deadLetterQueueUrl: DEAD_LETTERS };
  const stores = { sqs, s3, ...queues, archiveBucket: 'archive', now };
  const { room, ...guards } = createGuards({ dynamodb, ...tables, destination, health, now, random });
  const release = createRelease({
    ...stores,
    leases: createReleaseLeases({ dynamodb, table: CONTROL, unique: around.unique, now }),
    room,
  });
  const store = createLedgerStore({ dynamodb, ...tables, now, random });
  const decisions = createDecisions({ dynamodb, ...tables, store });
  const resolve = createResolve({ ...stores, ...tables, dynamodb, store });
  const deliver = createDeliver({
    destination,
    attempt: answering(async (messageId, to) => {
      let result: Promise<AttemptResult> | undefined;
      await call({}, (_request, isHalf) => {
        if (!isHalf) result = around.attempt(current(), to, messageId);
        return {};
      });
      return (await result) ?? { kind: 'failed', failure: 'timeout' };
    }, now),
    decisions: {
      find: (header) => decisions.find(header),
      commit: (header, decision, counts) => {
        around.decides(header);
        return decisions.commit(header, decision, counts);
      },
    },
    health,
    ...guards,
    ...createCarryOut({
      ...stores,
      release: (id) => release.begin(id),
      index: (item) => putUndelivered(dynamodb, CONTROL, item),
      switchOff: createSwitchOff({ dynamodb, table: CONTROL, destination, now }),
    }),
    waitMs: async () => undefined,
    now,
    random,
  });
  return async (run, bodies) => {
    begin(run);
    const endsAt = now().getTime() + 45_000;
    const handle = async (body: string): Promise<void> => {
      const { header, lines } = decodePack(body);
      if (header.kind === 'delivery') return deliver({ header, lines }, endsAt);
      if (header.kind === 'release') return release.step(header);
      if (header.kind === 'resolve') {
        around.resolves(header);
        return resolve(header);
      }
      throw new Error(`a ${header.kind} pack cannot be delivered`);
    };
    const results = await Promise.allSettled(bodies.map(handle));
    return new Set(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])));
  };
}
