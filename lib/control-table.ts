// The control table: configuration, counters, notices, and what expires: the index of undelivered events, and replays
// with their sums. Every stage but web and runner reads it; which actions each may take is said here, and under which keys in domain.

import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CONTROL_TABLE_ACCESS } from '../domain/tables/control-table-access.ts';
import type { PipelineFunction, PipelineStage } from './pipeline-function.ts';

/** The function that serves files, and has no business in the table. */
type FileServer = 'web';

/** Runs what customers write, and may reach nothing. */
type Outsider = 'runner';

type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'ConditionCheckItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** What a transaction does is allowed item by item, and needs no permission of its own. */
const ACTIONS: Readonly<
  Record<Exclude<PipelineStage, FileServer | Outsider>, Readonly<Record<'reads' | 'writes', readonly Action[]>>>
> = {
  ingest: { reads: ['GetItem', 'Query'], writes: ['PutItem'] },
  source: { reads: ['GetItem', 'Query'], writes: ['PutItem', 'UpdateItem'] },
  'fan-out': { reads: ['GetItem', 'BatchGetItem', 'Query'], writes: ['PutItem', 'UpdateItem'] },
  delivery: { reads: ['GetItem', 'Query'], writes: ['PutItem', 'UpdateItem', 'DeleteItem'] },
  replay: { reads: ['GetItem', 'BatchGetItem', 'Query'], writes: ['PutItem', 'UpdateItem'] },
  sweep: { reads: ['GetItem', 'BatchGetItem', 'Query'], writes: ['ConditionCheckItem', 'PutItem', 'UpdateItem'] },
  console: { reads: ['GetItem', 'Query'], writes: [] },
  'control-api': { reads: ['GetItem', 'BatchGetItem', 'Query'], writes: ['PutItem', 'UpdateItem', 'DeleteItem'] },
};

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

  /** Lets `fn` read and write what its stage needs, under the keys of its stage. Returns the table's name. */
  grant(fn: PipelineFunction): string {
    const { stage } = fn;
    if (stage === 'web' || stage === 'runner')
      throw new Error(`The function ${stage} has no business in the control table.`);
    const { reads, writes } = ACTIONS[stage];
    const keys = CONTROL_TABLE_ACCESS[stage];
    this.#allow(fn, reads, keys.reads);
    this.#allow(fn, writes, keys.writes);
    return this.table.tableName;
  }

  #allow(fn: PipelineFunction, actions: readonly Action[], keys: readonly string[] | 'everything'): void {
    if (actions.length === 0) return;
    fn.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this.table.tableArn],
        ...(keys === 'everything'
          ? {}
          : { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] } } }),
      }),
    );
  }
}
