// Everything that holds accepted events or configuration. Apart from the pipeline stack, so that code can be redeployed,
// rolled back or destroyed without touching data.

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RETRY_QUEUE_MAX_RECEIVE_COUNT, RETRY_QUEUE_RETENTION_SECONDS } from '../domain/delivery/retry-schedule.ts';
import {
  DELIVERY_TIMEOUT_SECONDS,
  FAN_OUT_TIMEOUT_SECONDS,
  REPLAY_TIMEOUT_SECONDS,
  SOURCE_TIMEOUT_SECONDS,
} from '../domain/pipeline/time-budget.ts';
import { Archive } from './archive.ts';
import { ControlTable } from './control-table.ts';
import { DedupeTable } from './dedupe-table.ts';
import { outputName } from './output-name.ts';
import { FunctionCode } from './function-code.ts';
import { SecretsKey } from './secrets-key.ts';
import { SignIn } from './sign-in.ts';
import type { LaneConfig, StageConfig } from './stage-config.ts';
import { DeadLetterQueue, WorkQueue } from './work-queue.ts';

export type DataStackProps = {
  readonly config: StageConfig;
} & StackProps;

/** The queues of one lane. They share a dead-letter queue: to who looks there, the way in makes no difference. */
export type LaneQueues = {
  readonly config: LaneConfig;
  readonly live: WorkQueue;
  readonly retry: WorkQueue;
  /** Apart from live, so that a replay of millions never stands before an event of now. */
  readonly replay: WorkQueue;
  readonly deadLetters: DeadLetterQueue;
};

export class DataStack extends Stack {
  readonly controlTable: ControlTable;
  readonly dedupeTable: DedupeTable;
  readonly archive: Archive;
  readonly functionCode: FunctionCode;
  readonly secretsKey: SecretsKey;
  readonly signIn: SignIn;
  readonly ingestQueue: WorkQueue;
  readonly ingestDeadLetters: DeadLetterQueue;
  /** Requests to sources, which wait for their function. */
  readonly sourceQueue: WorkQueue;
  readonly sourceDeadLetters: DeadLetterQueue;
  readonly lanes: readonly LaneQueues[];
  /** Steps of replays, not their events. */
  readonly replayQueue: WorkQueue;
  readonly replayDeadLetters: DeadLetterQueue;
  readonly #removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, { config, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: config.keepData });
    const { keepData } = config;
    const removalPolicy = keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.#removalPolicy = removalPolicy;
    this.controlTable = new ControlTable(this, 'Control', { removalPolicy, deletionProtection: keepData });
    this.dedupeTable = new DedupeTable(this, 'Dedupe', { removalPolicy, capacity: config.dedupeCapacity });
    this.archive = new Archive(this, 'Archive', { keepData, retentionDays: config.archiveRetentionDays });
    this.functionCode = new FunctionCode(this, 'FunctionCode', { keepData });
    this.secretsKey = new SecretsKey(this, 'Secrets', {
      description: `Penstock ${config.name}: secrets of destinations`,
      removalPolicy,
    });
    this.signIn = new SignIn(this, 'SignIn', { stage: config.name, removalPolicy, deletionProtection: keepData });
    this.ingestDeadLetters = new DeadLetterQueue(this, 'IngestDeadLetters', { removalPolicy });
    this.ingestQueue = new WorkQueue(this, 'Ingest', {
      functionTimeoutSeconds: FAN_OUT_TIMEOUT_SECONDS,
      batchingWindowSeconds: config.fanOutBatchingWindowSeconds,
      deadLetterQueue: this.ingestDeadLetters,
      removalPolicy,
    });
    this.sourceDeadLetters = new DeadLetterQueue(this, 'SourceDeadLetters', { removalPolicy });
    this.sourceQueue = new WorkQueue(this, 'SourceRequests', {
      functionTimeoutSeconds: SOURCE_TIMEOUT_SECONDS,
      deadLetterQueue: this.sourceDeadLetters,
      removalPolicy,
    });
    this.lanes = config.lanes.map((lane) => this.#createLane(lane));
    this.replayDeadLetters = new DeadLetterQueue(this, 'ReplayDeadLetters', { removalPolicy });
    this.replayQueue = new WorkQueue(this, 'Replays', {
      functionTimeoutSeconds: REPLAY_TIMEOUT_SECONDS,
      deadLetterQueue: this.replayDeadLetters,
      removalPolicy,
    });
    this.#describe();
  }

  #createLane(config: LaneConfig): LaneQueues {
    const removalPolicy = this.#removalPolicy;
    const deadLetterQueue = new DeadLetterQueue(this, `Lane-${config.name}-DeadLetters`, { removalPolicy });
    const shared = {
      functionTimeoutSeconds: DELIVERY_TIMEOUT_SECONDS,
      batchingWindowSeconds: config.batchingWindowSeconds,
      deadLetterQueue,
      removalPolicy,
    };
    return {
      config,
      live: new WorkQueue(this, `Lane-${config.name}-Live`, shared),
      retry: new WorkQueue(this, `Lane-${config.name}-Retry`, {
        ...shared,
        maxReceiveCount: RETRY_QUEUE_MAX_RECEIVE_COUNT,
        retentionSeconds: RETRY_QUEUE_RETENTION_SECONDS,
      }),
      replay: new WorkQueue(this, `Lane-${config.name}-Replay`, shared),
      deadLetters: deadLetterQueue,
    };
  }

  #describe(): void {
    new CfnOutput(this, 'ControlTableName', { value: this.controlTable.table.tableName });
    new CfnOutput(this, 'ArchiveBucketName', { value: this.archive.bucket.bucketName });
    new CfnOutput(this, 'FunctionCodeBucketName', { value: this.functionCode.bucket.bucketName });
    new CfnOutput(this, 'UserPoolId', { value: this.signIn.userPool.userPoolId });
    this.#describeQueue('IngestQueueUrl', this.ingestQueue);
    this.#describeQueue('IngestDeadLetterQueueUrl', this.ingestDeadLetters);
    this.#describeQueue('SourceRequestsQueueUrl', this.sourceQueue);
    this.#describeQueue('SourceRequestsDeadLetterQueueUrl', this.sourceDeadLetters);
    this.#describeQueue('ReplaysQueueUrl', this.replayQueue);
    this.#describeQueue('ReplaysDeadLetterQueueUrl', this.replayDeadLetters);
    for (const { config, live, retry, replay, deadLetters } of this.lanes) {
      this.#describeQueue(outputName(config.name, 'LiveQueueUrl'), live);
      this.#describeQueue(outputName(config.name, 'RetryQueueUrl'), retry);
      this.#describeQueue(outputName(config.name, 'ReplayQueueUrl'), replay);
      this.#describeQueue(outputName(config.name, 'DeadLetterQueueUrl'), deadLetters);
    }
  }

  #describeQueue(output: string, { queue }: WorkQueue | DeadLetterQueue): void {
    new CfnOutput(this, output, { value: queue.queueUrl });
  }
}
