// The control table: configuration, counters, notices, and what expires: the index of undelivered events, and replays
// with their sums. Every stage reads it; who may write what is decided by the grant methods here.

import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CONFIG_INDEX_KEYS } from '../domain/config-keys.ts';
import { DEBUG_KEY_PREFIX } from '../domain/debug-events.ts';
import { LEDGER_KEY_PREFIX } from '../domain/ledger.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export type ControlTableProps = {
  /** Whether the table outlives the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether AWS refuses to delete the table. */
  readonly deletionProtection: boolean;
};

/** One table for everything that is configured or counted, restorable to any second of the last 35 days. */
export class ControlTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: ControlTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...props,
    });
  }

  /** Lets `fn` read configuration and counters. Returns the table's name. */
  grantRead(fn: PipelineFunction): string {
    return this.#grant(fn, 'dynamodb:GetItem', 'dynamodb:Query');
  }

  /** Lets `fn` also read counters by their keys. Returns the table's name. */
  grantReadSeries(fn: PipelineFunction): string {
    return this.#grant(fn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  }

  /** Lets `fn` make the look-ups of the configuration complete, and nothing else. */
  grantRepairIndex(fn: PipelineFunction): void {
    const actions = ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    this.#grantUnder(CONFIG_INDEX_KEYS, fn, actions);
  }

  /** Lets `fn` read, add to counters, and write totals anew (in transactions, which need no permission of their own). */
  grantReadAndCount(fn: PipelineFunction): string {
    this.#grantPutUnder(LEDGER_KEY_PREFIX, fn);
    return this.#grant(fn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
  }

  /** Lets `fn` read, count, leave notices, switch a destination off, and keep the index of undelivered events. */
  grantReadCountAndNotify(fn: PipelineFunction): string {
    return this.#grant(
      fn,
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
    );
  }

  /** Lets `fn` read, count, and keep its place in the jobs that it works off. Returns the table's name. */
  grantReplay(fn: PipelineFunction): string {
    return this.#grant(
      fn,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'dynamodb:PutItem',
    );
  }

  /** Lets `fn` read and write everything: workspaces, members, tokens, configuration, replays, the audit log. */
  grantConfigure(fn: PipelineFunction): string {
    this.#grant(fn, 'dynamodb:BatchGetItem');
    return this.grantReadCountAndNotify(fn);
  }

  /** Lets `fn` also write events down for who looks at their source, under keys of its own only. */
  grantShowEvents(fn: PipelineFunction): void {
    this.#grantPutUnder(DEBUG_KEY_PREFIX, fn);
  }

  #grantPutUnder(prefix: string, fn: PipelineFunction): void {
    this.#grantUnder([`${prefix}*`], fn, ['dynamodb:PutItem']);
  }

  #grantUnder(keys: readonly string[], fn: PipelineFunction, actions: string[]): void {
    fn.lambda.addToRolePolicy(
      new PolicyStatement({
        actions,
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] } },
      }),
    );
  }

  #grant(fn: PipelineFunction, ...actions: string[]): string {
    this.table.grant(fn.lambda, ...actions);
    return this.table.tableName;
  }
}
