// What can be metered: functions, and the queues between them.
import type { Context } from 'aws-lambda';
import { batchSizeWithin } from '../../domain/pipeline/batching-window.ts';
import type { MeteredOutside } from './meter-clients.ts';
import type { World } from './world.ts';

export type Handler = (event: never, context: Context) => Promise<unknown>;

export type MeteredFunction = {
  readonly name: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly createInstance: (outside: MeteredOutside) => Handler;
};

/** Stages that traffic passes. */
export type TrafficStage = 'ingest' | 'source' | 'fan-out' | 'delivery';

/** How messages of a queue are gathered. */
export type Gathering = { readonly windowMs: number; readonly batchSize: number };

export type Design = {
  /** Whoever has no source functions has no function for them. */
  readonly functions: Readonly<Record<Exclude<TrafficStage, 'source'>, MeteredFunction>> & {
    readonly source?: MeteredFunction;
  };
  readonly ingestQueueUrl: string;
  readonly sourceQueueUrl?: string | undefined;
  /** Undefined for a queue that no function reads. */
  readonly sourceOf: (queueUrl: string) => Gathering | undefined;
  /** What Lambda itself logs of each invocation. */
  readonly platformLogBytes: number;
  /** About: from it follows how many messages wait in a live queue. */
  readonly eventsPerLiveMessage: number;
};

/** Events of 2 KB that a pack holds when there are enough of them. */
const EVENTS_PER_PACK = 200;

/** Batching windows of the event sources, where they are not those of the template. */
export type Windows = { readonly fanOutSeconds: number; readonly deliverySeconds: number };

/** The pipeline as the CDK app describes it. */
export function penstockDesign(world: World, windows?: Windows): Design {
  const ingestQueueUrl = world.functions.ingest.env['INGEST_QUEUE_URL'] ?? '';
  const gather = (queueUrl: string): Gathering | undefined => {
    const source = world.sourceOf(queueUrl);
    if (source === undefined || windows === undefined) return source;
    const windowSeconds = queueUrl === ingestQueueUrl ? windows.fanOutSeconds : windows.deliverySeconds;
    return { windowMs: windowSeconds * 1000, batchSize: batchSizeWithin(source.batchSize, windowSeconds) };
  };
  return {
    functions: world.functions,
    ingestQueueUrl,
    sourceQueueUrl: world.functions.source.env['SOURCE_QUEUE_URL'],
    sourceOf: gather,
    platformLogBytes: 0,
    eventsPerLiveMessage: EVENTS_PER_PACK,
  };
}
