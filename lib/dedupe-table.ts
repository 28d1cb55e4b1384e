// The dedupe table: who claimed which messageId, what became of each pack, and what was counted in each minute and hour.
// Fan-out claims and counts, delivery records and counts, the control API reads; DynamoDB forgets it all by TTL. The
// window itself is a setting of the stage that fan-out applies.

import { Validations, type RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { API_KEY_PREFIX } from '../domain/limits.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export type DedupeTableProps = {
  /** Whether the table outlives the stack. */
  readonly removalPolicy: RemovalPolicy;
};

/** Claims, records and counts that expire. */
export class DedupeTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: DedupeTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      ...props,
    });
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

  #grant(fn: PipelineFunction, ...actions: string[]): string {
    this.table.grant(fn.lambda, ...actions);
    return this.table.tableName;
  }
}
