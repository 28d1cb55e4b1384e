import type { Context, SQSRecord } from 'aws-lambda';
import type { Destination } from '../../domain/workspace/destination.ts';
import { ATTEMPT_TIMEOUT_MS, DELIVERY_RESERVE_MS } from '../../domain/pipeline/time-budget.ts';
import { createFunctions } from '../shared/functions/functions.ts';
import { createNoteRuns } from '../shared/functions/function-log.ts';
import { createFunctionCodeStore } from '../shared/functions/function-code.ts';
import { createInsertFunctions } from '../shared/functions/insert-functions.ts';
import { createInvokeRunner } from '../shared/functions/invoke-runner.ts';
import type { Clients, InvokeLambda } from '../shared/lambda/clients.ts';
import { createConfigReader } from '../shared/stores/config-reader.ts';
import { createDataKeys } from '../shared/secrets/data-keys.ts';
import { createActions } from '../shared/destinations/action-engine.ts';
import { createAttempt, MAX_RESPONSE_BYTES } from '../shared/destinations/attempt.ts';
import { createLedgerStore } from '../shared/ledger/ledger-store.ts';
import type { CreateOutboundHttp } from '../shared/outbound/outbound-http.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { decodePack } from '../shared/packs/pack-codec.ts';
import { createReleaseLeases } from '../shared/stores/release-leases.ts';
import { createSecretBox } from '../shared/secrets/secret-box.ts';
import { putUndelivered } from '../shared/stores/undelivered-store.ts';
import { wrapSqsRecords } from '../shared/lambda/wrap-handler.ts';
import { createCarryOut } from './carry-out.ts';
import { createDecisions } from './decisions.ts';
import { createDeliver, type DeliverDeps } from './deliver.ts';
import type { DeliveryEnv } from './env.ts';
import { createGuards } from './guards.ts';
import { createHealth } from './health.ts';
import { createRelease, type Release } from './release.ts';
import { createResolve } from './resolve.ts';
import { createSwitchOff } from './switch-off.ts';

/** Two destinations at one partner can both be busy. */
const CONNECTIONS_PER_ORIGIN = 64;

export type DeliveryOutside = Outside &
  Clients & {
    readonly createHttp: CreateOutboundHttp;
    /** For functions of customers; without it, those destinations wait. */
    readonly lambda?: InvokeLambda;
    /** What may change events before their attempts; without it, the insert functions of their destinations. */
    readonly stepsOf?: DeliverDeps['stepsOf'];
    /** Beside which the catalog of actions lies; without it, those destinations wait. */
    readonly codeUrl?: string;
  };

export function createHandler(env: DeliveryEnv, outside: DeliveryOutside): ReturnType<typeof wrapSqsRecords> {
  const useCases = createUseCases(env, outside);
  return wrapSqsRecords('a delivery pack failed and will come again', (record, context) =>
    handleRecord(useCases, record, lastMoment(context, outside.now())),
  );
}

type UseCases = {
  deliver: ReturnType<typeof createDeliver>;
  release: Release;
  resolve: ReturnType<typeof createResolve>;
};

function createUseCases(env: DeliveryEnv, outside: DeliveryOutside): UseCases {
  const { dynamodb, kms, now, random, unique, waitMs } = outside;
  const config = createConfigReader({ dynamodb, table: env.CONTROL_TABLE, now, waitMs });
  const secrets = createSecretBox(createDataKeys({ kms, keyId: env.SECRETS_KEY }));
  // Decrypted when there is something to deliver to it, and kept in memory only.
  const destination = async (id: string): Promise<Destination | undefined> => {
    const stored = await config.destination(id);
    return stored === undefined ? undefined : secrets.open(stored);
  };
  const tables = { controlTable: env.CONTROL_TABLE, dedupeTable: env.DEDUPE_TABLE };
  const store = createLedgerStore({ dynamodb, ...tables, shards: env.LEDGER_SHARDS, now, random, waitMs });
  const http = outside.createHttp({
    allowedNetworks: env.ALLOWED_NETWORKS,
    routes: env.LOCAL_ROUTES,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    connectionsPerOrigin: CONNECTIONS_PER_ORIGIN,
  });
  const health = createHealth({ dynamodb, table: env.CONTROL_TABLE, now });
  const stores = {
    sqs: outside.sqs,
    s3: outside.s3,
    waitMs,
    retryQueueUrl: env.RETRY_QUEUE_URL,
    replayQueueUrl: env.REPLAY_QUEUE_URL,
    deadLetterQueueUrl: env.DEAD_LETTER_QUEUE_URL,
    archiveBucket: env.ARCHIVE_BUCKET,
    now,
  };
  const functions = functionsOf(env, outside);
  const { room, ...guards } = createGuards({ dynamodb, ...tables, destination, health, now, random, unique });
  const release = createRelease({
    ...stores,
    leases: createReleaseLeases({ dynamodb, table: env.CONTROL_TABLE, unique, now }),
    room,
  });
  const deliver = createDeliver({
    destination,
    attempt: createAttempt(http, now, { functions, actions: actionsOf(outside) }),
    stepsOf: outside.stepsOf ?? createInsertFunctions({ functions, now }),
    decisions: createDecisions({ dynamodb, ...tables, store }),
    health,
    ...guards,
    ...createCarryOut({
      ...stores,
      release: (id) => release.begin(id),
      index: (item) => putUndelivered(dynamodb, env.CONTROL_TABLE, item),
      switchOff: createSwitchOff({ dynamodb, table: env.CONTROL_TABLE, destination, now, waitMs }),
    }),
    waitMs,
    now,
    random,
  });

  return { deliver, release, resolve: createResolve({ ...stores, ...tables, dynamodb, store }) };
}

function actionsOf(outside: DeliveryOutside): ReturnType<typeof createActions> | undefined {
  const { codeUrl } = outside;
  return codeUrl === undefined ? undefined : createActions({ codeUrl, outside });
}

/** What runs functions of customers, where there is something that can. */
function functionsOf(env: DeliveryEnv, outside: DeliveryOutside) {
  const { lambda, dynamodb, s3, now } = outside;
  if (lambda === undefined) return undefined;
  const tables = { dynamodb, table: env.CONTROL_TABLE };
  return createFunctions({
    tables,
    code: createFunctionCodeStore({ s3, bucket: env.FUNCTION_CODE_BUCKET }),
    invoke: createInvokeRunner({ lambda, functionName: env.RUNNER_FUNCTION }),
    now,
    noteRuns: createNoteRuns({ ...outside, ...tables }),
  });
}

/** A message that is neither throws, comes again, and ends in the dead-letter queue, where people see it. */
async function handleRecord({ deliver, release, resolve }: UseCases, record: SQSRecord, endsAt: number): Promise<void> {
  const { header, lines } = decodePack(record.body);
  switch (header.kind) {
    case 'delivery':
      return deliver({ header, lines }, endsAt);
    case 'release':
      return release.step(header);
    case 'resolve':
      return resolve(header);
    case 'ingest':
    case 'dead-letter':
    case 'replay-step':
    case 'source-request':
      throw new Error(`a ${header.kind} pack cannot be delivered`);
  }
}

function lastMoment(context: Context, now: Date): number {
  return now.getTime() + Math.max(context.getRemainingTimeInMillis() - DELIVERY_RESERVE_MS, ATTEMPT_TIMEOUT_MS);
}
