// The archive bucket: every accepted event under `archive/`, every delivery that failed for good under `undelivered/`,
// and packs that wait for their destination under `held/`.
// Fan-out writes the first, delivery the second; replay, Athena and DuckDB read.

import { CfnResource, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, StorageClass, type LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ARCHIVE_PREFIX, HELD_PREFIX, UNDELIVERED_PREFIX } from '../domain/pipeline/archive-key.ts';
import { DAYS_UNTIL_INFREQUENT_ACCESS, DAYS_UNTIL_INSTANT_RETRIEVAL } from '../domain/pipeline/archive-tiers.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { privateBucket } from './private-bucket.ts';

export type ArchiveProps = {
  /** Whether the bucket, and what is in it, outlives the stack. */
  readonly keepData: boolean;
  /** How long an object is kept; null for ever. */
  readonly retentionDays: number | null;
};

export class Archive extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { keepData, retentionDays }: ArchiveProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(keepData),
      lifecycleRules: [lifecycle(retentionDays)],
    });
    if (!keepData) this.#keepNoLogsOfEmptying();
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only the pipeline reads and writes here; a log line per object would cost as much as the objects.',
    });
  }

  /**
   * Lets `fn` archive accepted events and read them back. Returns the bucket's name. Who may not list a bucket is told
   * "access denied" of an object that is not there, and fan-out must know the difference after a crash.
   */
  grantArchive(fn: PipelineFunction): string {
    fn.lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    return this.#grant(fn, ARCHIVE_PREFIX, 's3:PutObject', 's3:GetObject');
  }

  /** Lets `fn` read accepted events, and know when there are none under a key. Returns the bucket's name. */
  grantReadArchive(fn: PipelineFunction): string {
    fn.lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    return this.#grant(fn, ARCHIVE_PREFIX, 's3:GetObject');
  }

  /**
   * Lets `fn` store what could not be delivered and read it to send it round again, and hold packs and take them back.
   * Listing is not narrowed to a prefix: that would not tell an object that has expired from one that is forbidden.
   * Returns the bucket's name.
   */
  grantStoreUndeliveredAndHold(fn: PipelineFunction): string {
    fn.lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    this.#grant(fn, HELD_PREFIX, 's3:PutObject', 's3:GetObject', 's3:DeleteObject');
    return this.#grant(fn, UNDELIVERED_PREFIX, 's3:PutObject', 's3:GetObject');
  }

  /** Lets `fn` show what could not be delivered. */
  grantReadUndelivered(fn: PipelineFunction): void {
    this.#grant(fn, UNDELIVERED_PREFIX, 's3:GetObject');
  }

  /** Lets `fn` see for which destinations something is held. Returns the bucket's name. */
  grantListHeld(fn: PipelineFunction): string {
    fn.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringEquals: { 's3:prefix': HELD_PREFIX } },
      }),
    );
    return this.bucket.bucketName;
  }

  /** The function by which CDK empties the bucket would leave a log group behind that belongs to no stack. */
  #keepNoLogsOfEmptying(): void {
    const logs = new CfnLogGroup(this, 'EmptyingLogs', { retentionInDays: RetentionDays.ONE_WEEK });
    logs.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const provider = Stack.of(this).node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
    const handler = provider.node.findChild('Handler');
    if (CfnResource.isCfnResource(handler)) handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.ref });
  }

  #grant(fn: PipelineFunction, prefix: string, ...actions: string[]): string {
    const resources = [this.bucket.arnForObjects(`${prefix}*`)];
    fn.lambda.addToRolePolicy(new PolicyStatement({ actions, resources }));
    Validations.of(fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${this.#exportName()}/${prefix}*]`,
      reason: 'Keys name the source, date and hour or the destination, so a prefix is the narrowest there is.',
    });
    return this.bucket.bucketName;
  }

  /** What cdk-nag calls the bucket in another stack: the name under which its ARN is exported. */
  #exportName(): string {
    const stack = Stack.of(this);
    return (stack.resolve(stack.exportValue(this.bucket.bucketArn)) as { 'Fn::ImportValue': string })[
      'Fn::ImportValue'
    ];
  }
}

function lifecycle(retentionDays: number | null): LifecycleRule {
  const transitions = [
    { storageClass: StorageClass.INFREQUENT_ACCESS, days: DAYS_UNTIL_INFREQUENT_ACCESS },
    { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, days: DAYS_UNTIL_INSTANT_RETRIEVAL },
  ];
  return {
    abortIncompleteMultipartUploadAfter: Duration.days(1),
    transitions: transitions
      .filter(({ days }) => retentionDays === null || days < retentionDays)
      .map(({ storageClass, days }) => ({ storageClass, transitionAfter: Duration.days(days) })),
    ...(retentionDays === null ? {} : { expiration: Duration.days(retentionDays) }),
  };
}
