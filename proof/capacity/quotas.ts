// The quotas of AWS that this load comes near, what it needs of each, and what to ask for.

import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import type { Flow } from './flow.ts';
import type { Load } from './load.ts';
import { EVENT_SOURCE_MAX_CONCURRENCY, fullestLane, type Stage, type StageName } from './stages.ts';

export type Quota = {
  readonly service: string;
  readonly name: string;
  /** For `aws service-quotas request-service-quota-increase`; undefined: a support case, or not adjustable. */
  readonly code?: string;
  readonly byDefault: number;
  readonly adjustable: boolean;
  readonly source: string;
};

export type QuotaNeed = Quota & {
  readonly needed: number;
  /** With headroom; what to ask for where that is more than the default. */
  readonly wanted: number;
  readonly binds: boolean;
};

const QUOTAS = {
  requests: {
    service: 'API Gateway',
    name: 'requests a second, account',
    code: 'L-8A5B8E43',
    byDefault: 10_000,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  concurrency: {
    service: 'Lambda',
    name: 'functions at work, account',
    code: 'L-B99A9384',
    byDefault: 1000,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  invocations: {
    service: 'Lambda',
    name: 'synchronous runs a second, 10 for each function of the quota above',
    byDefault: 10_000,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
  },
  fanOutSource: {
    service: 'Lambda',
    name: 'functions of an event source: fan-out',
    byDefault: EVENT_SOURCE_MAX_CONCURRENCY,
    adjustable: false,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
  },
  laneSource: {
    service: 'Lambda',
    name: 'functions of an event source: a lane',
    byDefault: EVENT_SOURCE_MAX_CONCURRENCY,
    adjustable: false,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
  },
  ingestInFlight: {
    service: 'SQS',
    name: 'messages in flight: ingest queue',
    byDefault: SQS_MAX_IN_FLIGHT,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html',
  },
  laneInFlight: {
    service: 'SQS',
    name: 'messages in flight: live queue of a lane',
    byDefault: SQS_MAX_IN_FLIGHT,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html',
  },
  dedupeTable: {
    service: 'DynamoDB',
    name: 'write units a second: dedupe table',
    code: 'L-AB614373',
    byDefault: 40_000,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
  },
  controlTable: {
    service: 'DynamoDB',
    name: 'write units a second: control table',
    code: 'L-AB614373',
    byDefault: 40_000,
    adjustable: true,
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
  },
  archivePuts: {
    service: 'S3',
    name: 'PUT a second, one prefix of the archive',
    byDefault: 3500,
    adjustable: false,
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html',
  },
  heldPuts: {
    service: 'S3',
    name: 'PUT a second, one destination that is down',
    byDefault: 3500,
    adjustable: false,
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html',
  },
} as const satisfies Record<string, Quota>;

export type QuotaKey = keyof typeof QUOTAS;

const ROUND_TO = 1000;

export function computeQuotas(load: Load, flow: Flow, stages: Record<StageName, Stage>): Record<QuotaKey, QuotaNeed> {
  const all = Object.values(stages);
  const functions = all.reduce((sum, stage) => sum + stage.functions, 0);
  const { headroom } = load;
  const { functions: live } = stages.delivery;
  const need = (quota: Quota, needed: number, factor = headroom): QuotaNeed => {
    const wanted = ROUND_TO * Math.ceil((needed * factor) / ROUND_TO);
    return { ...quota, needed, wanted, binds: needed * factor > quota.byDefault };
  };
  // With a backlog fan-out is as quick as all its functions, and the tables have to keep up with it.
  const fanOut = stages['fan-out'];
  const surge = Math.max(headroom, fanOut.provided / fanOut.functions);
  return {
    requests: need(QUOTAS.requests, flow.requests),
    concurrency: need(QUOTAS.concurrency, functions),
    invocations: need(QUOTAS.invocations, flow.requests),
    fanOutSource: need(QUOTAS.fanOutSource, stages['fan-out'].functions),
    laneSource: need(QUOTAS.laneSource, live * fullestLane(stages.delivery, load)),
    ingestInFlight: need(QUOTAS.ingestInFlight, stages['fan-out'].inFlight ?? 0),
    laneInFlight: need(QUOTAS.laneInFlight, stages.delivery.inFlight ?? 0),
    dedupeTable: need(QUOTAS.dedupeTable, flow.dedupeWrites, surge),
    controlTable: need(QUOTAS.controlTable, flow.controlWrites, surge),
    archivePuts: need(QUOTAS.archivePuts, flow.fanOutBatches),
    heldPuts: need(QUOTAS.heldPuts, flow.packs),
  };
}
