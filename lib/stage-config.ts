// What may differ between two stages (dev, prod, ...), read from the CDK context `stages.<name>`. Every construct in lib
// takes its settings from here; local/ builds one for `npm start`.

import type { App } from 'aws-cdk-lib';
import * as z from 'zod';
import {
  DELIVERY_BATCHING_WINDOW_SECONDS,
  FAN_OUT_BATCHING_WINDOW_SECONDS,
  MAX_BATCHING_WINDOW_SECONDS,
} from '../domain/pipeline/batching-window.ts';
import { READ_UNITS, TARGET_UTILIZATION_PERCENT, UTILIZATION_PERCENT } from '../domain/cost/dedupe-capacity.ts';
import { DELIVERY_MEMORY_MB } from '../domain/pipeline/function-sizes.ts';
import { MOST_QUOTA, QUOTA_NAMES } from '../domain/workspace/quotas.ts';
import { LEDGER_SHARDS, MAX_LEDGER_SHARDS } from '../domain/ledger/ledger.ts';

const HOURS_PER_DAY = 24;
const DEFAULT_STAGE = 'dev';
/** A second, far above what AWS lets an account through when asked; so that a slip of the finger is seen. */
const MOST_REQUESTS = 1_000_000;
/** The same for functions at work in an account. */
const MOST_CONCURRENCY = 100_000;

/** Of a table, the same. */
const MOST_CAPACITY_UNITS = 10_000_000;

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must start with a letter and hold up to 20 lowercase letters, digits and hyphens');

/** What the HTTP API lets through on one route; above it answers 429, which SDKs retry. */
const routesConfig = (defaults: { readonly requestsPerSecond: number; readonly burst: number }) => ({
  requestsPerSecond: z.int().min(1).max(MOST_REQUESTS).default(defaults.requestsPerSecond),
  burst: z.int().min(1).max(MOST_REQUESTS).default(defaults.burst),
});

/**
 * Functions that are kept for one function, which never has more. Not set: it takes what is free in the account. Lambda
 * refuses the deployment when fewer than 100 would be left to all others, so a new account (10) cannot have it.
 */
const reservedConcurrency = z.int().min(1).max(MOST_CONCURRENCY).optional();

/** How long Lambda gathers messages before it runs a function, in whole seconds: AWS knows nothing between 0 and 1. */
const batchingWindow = z
  .int('must be whole seconds, as AWS takes no others')
  .min(0)
  .max(MAX_BATCHING_WINDOW_SECONDS, `must be at most ${MAX_BATCHING_WINDOW_SECONDS}`);

/** Units a second. AWS lets a table have 40,000 at first. */
const capacityUnits = z.int().min(1).max(MOST_CAPACITY_UNITS);

/** What Application Auto Scaling may provision. */
const capacityRange = z
  .strictObject({
    /** What there is the moment the table is switched over. Never read again: leave it as it is, or it is set anew. */
    seed: capacityUnits,
    min: capacityUnits,
    max: capacityUnits,
  })
  .refine(({ seed, min, max }) => min <= seed && seed <= max, 'must have min <= seed <= max');

const dedupeCapacity = z.strictObject({
  /** Each event is one unit. */
  write: capacityRange,
  /** Few are needed: a unit for what comes twice, and for who looks at the ledger. */
  read: capacityRange.prefault(READ_UNITS),
  /** How much of it shall be used: less has more room for a spike, more is cheaper. */
  targetUtilizationPercent: z
    .int()
    .min(UTILIZATION_PERCENT.least)
    .max(UTILIZATION_PERCENT.most)
    .default(TARGET_UTILIZATION_PERCENT),
});

const laneConfig = z.strictObject({
  /** Name of the lane, as destinations refer to it. Renaming a lane replaces its queues. */
  name: slug,
  /** Most delivery functions at work on first attempts. Each sends many requests at once; AWS allows 2 to 1000. */
  maxConcurrency: z.int().min(2).max(1000).default(20),
  /** The same for retries, apart, so that a failing partner cannot take the place of first attempts. */
  maxRetryConcurrency: z.int().min(2).max(1000).default(20),
  /** The same for replays, apart, so that they take neither from first attempts nor from retries. */
  maxReplayConcurrency: z.int().min(2).max(1000).default(5),
  /** How long packs are gathered for one run of the delivery function. Cheaper, and each attempt later by up to as much. */
  batchingWindowSeconds: batchingWindow.default(DELIVERY_BATCHING_WINDOW_SECONDS),
  /** Memory of the delivery function; its share of a CPU follows from it. */
  memoryMb: z.int().min(128).max(10_240).default(DELIVERY_MEMORY_MB),
});

const stageConfig = z.strictObject({
  /** Name of the stage; part of every stack and alarm name. */
  name: slug,
  /** true: tables, bucket and queues survive `cdk destroy`. false: they go, with everything in them. */
  keepData: z.boolean().default(false),
  /** How long a `messageId` is remembered. At least a day, because SDKs resend what they kept while offline. */
  dedupeWindowHours: z
    .int()
    .min(HOURS_PER_DAY, 'must be at least 24')
    .max(366 * HOURS_PER_DAY, 'must be at most a year (8784)')
    .default(HOURS_PER_DAY),
  /**
   * Provisioned capacity of the dedupe table, with auto scaling, at about half the price of a claim where traffic is
   * steady (docs/operating.md says when and how). Not set: on demand.
   */
  dedupeCapacity: dedupeCapacity.optional(),
  /** How long accepted events stay in the archive, and so can be replayed. null keeps them for ever. */
  archiveRetentionDays: z
    .int()
    .min(1)
    .max(36_500, 'must be at most 100 years (36500), or null to keep them for ever')
    .nullable()
    .default(3 * 365),
  /** `accept` answers 200 to an unknown write key, as Segment does; `reject` answers 401. */
  unknownWriteKeys: z.enum(['accept', 'reject']).default('accept'),
  /** `public` shows the catalog (what is public or in public beta) to everybody, without a token; `members` to members only. */
  catalog: z.enum(['members', 'public']).default('members'),
  /** Whether partners may ask for access to the Developer Center, by a form that is open to everybody. */
  requestAccess: z.boolean().default(false),
  /** Networks (CIDR) that destinations may be in although they are private. */
  allowedNetworks: z.array(z.union([z.cidrv4(), z.cidrv6()], 'must be a network such as 10.1.0.0/16')).default([]),
  /** Where alarms are mailed. AWS sends a mail first that asks for consent. Without it, alarms show in CloudWatch only. */
  alarmEmail: z.email().optional(),
  /** The throttle of /v1, and of each other route that takes events. AWS allows an account 10,000 requests a second at first. */
  ingest: z
    .strictObject({ ...routesConfig({ requestsPerSecond: 1000, burst: 2000 }), reservedConcurrency })
    .prefault({}),
  /** The same for each route of the control API, apart, so that its callers never take the place of events. */
  controlApi: z
    .strictObject({ ...routesConfig({ requestsPerSecond: 100, burst: 200 }), reservedConcurrency })
    .prefault({}),
  /** The same for /oauth2, which whoever knows the address may call. The control API answers it. */
  oauth2: z.strictObject(routesConfig({ requestsPerSecond: 20, burst: 40 })).prefault({}),
  /** The same for each route of browsers: Segment's SDK for pages, which a visitor loads every five minutes at most, and what people look at. */
  web: z.strictObject({ ...routesConfig({ requestsPerSecond: 500, burst: 1000 }), reservedConcurrency }).prefault({}),
  /** The same for each route of the console: a page is one request and some ten files, which browsers keep. */
  console: z.strictObject({ ...routesConfig({ requestsPerSecond: 50, burst: 200 }), reservedConcurrency }).prefault({}),
  /** The runner of functions, so that what customers write never takes the account's concurrency from events. */
  runner: z.strictObject({ reservedConcurrency }).prefault({}),
  /** The throttle of the addresses of sources (/fn), and how many functions work off what came there. */
  source: z
    .strictObject({
      ...routesConfig({ requestsPerSecond: 500, burst: 1000 }),
      reservedConcurrency,
      maxConcurrency: z.int().min(2).max(1000).default(20),
    })
    .prefault({}),
  /** Whether the access log names the address of each caller. Addresses are personal data: off unless you want them. */
  logAddresses: z.boolean().default(false),
  /** Most fan-out functions at work, so that working off a backlog leaves the account's concurrency to ingest. */
  fanOutMaxConcurrency: z.int().min(2).max(1000).default(100),
  /** How long accepted events are gathered for one run of fan-out. Shorter is sooner and dearer (docs/costs.md). */
  fanOutBatchingWindowSeconds: batchingWindow.default(FAN_OUT_BATCHING_WINDOW_SECONDS),
  /**
   * How many items the counters of a source or destination are spread over: more for many packs a second
   * (docs/capacity.md), at the price of reading as many. Only ever raise it: what was counted beyond it is read no more.
   */
  ledgerShards: z.int().min(LEDGER_SHARDS).max(MAX_LEDGER_SHARDS).default(LEDGER_SHARDS),
  /** What a workspace may have, where it is not what docs/api.md says, such as `{ "destinations": 500 }`. */
  quotas: z.partialRecord(z.enum(QUOTA_NAMES), z.int().min(1).max(MOST_QUOTA)).default({}),
  /** The lanes: queues and a delivery function each. `webhooks` serves every destination that names no other. */
  lanes: z
    .array(laneConfig)
    .refine((lanes) => new Set(lanes.map(({ name }) => name)).size === lanes.length, 'must not name a lane twice')
    .refine((lanes) => lanes.some(({ name }) => name === 'webhooks'), 'must hold a lane named "webhooks"')
    .prefault([{ name: 'webhooks' }]),
});

/** Settings of one lane, complete. */
export type LaneConfig = z.output<typeof laneConfig>;

/** Provisioned capacity of the dedupe table, complete. */
export type DedupeCapacity = z.output<typeof dedupeCapacity>;

/** Settings of one stage, complete. */
export type StageConfig = z.output<typeof stageConfig>;

/** Settings of one stage as written: everything but the name has a default. */
export type StageConfigInput = z.input<typeof stageConfig>;

/** The stage configuration cannot be used. The message names each setting at fault and what it must be. */
export class InvalidStageConfigError extends Error {
  override readonly name = 'InvalidStageConfigError';
}

/** Completes and checks the settings of a stage. Throws one `InvalidStageConfigError` with all problems. */
export function parseStageConfig(input: StageConfigInput): StageConfig {
  const result = stageConfig.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return `  stages.${input.name}${place}: ${message}`;
  });
  throw new InvalidStageConfigError(
    `The stage "${input.name}" is not usable. Correct these settings under "context" in cdk.json:\n${problems.join('\n')}`,
  );
}

/** The stage chosen with `-c stage=<name>`, from the context `stages` in cdk.json. */
export function readStageConfig(app: App): StageConfig {
  const name = String(app.node.tryGetContext('stage') ?? DEFAULT_STAGE);
  const stages = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(app.node.tryGetContext('stages'));
  if (!stages.success) {
    throw new InvalidStageConfigError('No stages found. Describe them under "context", "stages" in cdk.json.');
  }
  const settings = stages.data[name];
  if (settings === undefined) {
    const known = Object.keys(stages.data).join(', ');
    throw new InvalidStageConfigError(
      `There is no stage "${name}". Choose one with -c stage=<name> (known: ${known}), or add it to "stages" in cdk.json.`,
    );
  }
  return parseStageConfig({ ...settings, name });
}
