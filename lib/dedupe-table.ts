// The dedupe table: who claimed which messageId, what became of each pack, and what was counted in each minute and hour.
// Fan-out claims and counts, delivery records and counts, the control API reads; DynamoDB forgets it all by TTL. The
// window itself is a setting of the stage that fan-out applies.

import { Duration, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table, type CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';
import type { DedupeCapacity } from './stage-config.ts';
import { API_KEY_PREFIX } from '../domain/tables/table-keys.ts';

export type DedupeTableProps = {
  /** Whether the table outlives the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** @default on demand */
  readonly capacity?: DedupeCapacity | undefined;
};

/** Claims, records and counts that expire. */
export class DedupeTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { removalPolicy, capacity }: DedupeTableProps) {
    super(scope, id);
    // How it is paid for changes in place, and the id with it never: another id would be another, empty table.
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      removalPolicy,
      ...(capacity === undefined
        ? { billingMode: BillingMode.PAY_PER_REQUEST }
        : {
            billingMode: BillingMode.PROVISIONED,
            readCapacity: capacity.read.seed,
            writeCapacity: capacity.write.seed,
          }),
    });
    if (capacity !== undefined) this.#scale(capacity);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'Claims live for the dedupe window only. Restored from a backup they would be stale, and events kept apart.',
    });
  }

  /**
   * Lets `fn` claim ids in batches, see who holds a claim, take over an expired one, mark a batch as done, and count.
   */
  grantClaim(fn: PipelineFunction): string {
    return this.#grant(
      fn,
      'dynamodb:PartiQLInsert',
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
  }

  /** Lets `fn` record what became of a pack, read it when the pack comes again, and count. */
  grantRecord(fn: PipelineFunction): string {
    return this.#grant(fn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  }

  /** Lets `fn` read claims, records and what was counted when. Returns the table's name. */
  grantRead(fn: PipelineFunction): string {
    return this.#grant(fn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
  }

  /** Lets `fn` also count requests and keep answers, under keys of its own only. Returns the table's name. */
  grantReadAndCountRequests(fn: PipelineFunction): string {
    fn.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${API_KEY_PREFIX}*`] } },
      }),
    );
    return this.grantRead(fn);
  }

  /** Throttled reads and writes of a minute. */
  metricThrottles(): MathExpression {
    const of = (metricName: string) => this.table.metric(metricName, { period: Duration.minutes(1), statistic: 'Sum' });
    return new MathExpression({
      label: 'throttled reads and writes',
      // DynamoDB writes neither while nothing is throttled.
      expression: 'FILL(writes, 0) + FILL(reads, 0)',
      usingMetrics: { writes: of('WriteThrottleEvents'), reads: of('ReadThrottleEvents') },
      period: Duration.minutes(1),
    });
  }

  /** CDK leaves out that it is provisioned, which is what CloudFormation takes for granted: said, a change of it is seen. */
  #scale({ read, write, targetUtilizationPercent }: DedupeCapacity): void {
    (this.table.node.defaultChild as CfnTable).billingMode = BillingMode.PROVISIONED;
    const within = ({ min, max }: DedupeCapacity['write']) => ({ minCapacity: min, maxCapacity: max });
    for (const scaling of [
      this.table.autoScaleWriteCapacity(within(write)),
      this.table.autoScaleReadCapacity(within(read)),
    ]) {
      scaling.scaleOnUtilization({ targetUtilizationPercent });
    }
  }

  #grant(fn: PipelineFunction, ...actions: string[]): string {
    this.table.grant(fn.lambda, ...actions);
    return this.table.tableName;
  }
}
