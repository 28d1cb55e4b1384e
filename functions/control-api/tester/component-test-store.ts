import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { COMPONENT_TEST_DAYS, type Verdict } from '../../../domain/component-tests.ts';
import type { EventType } from '../../../domain/event.ts';
import type { Actor } from '../../../domain/people.ts';
import {
  itemKey,
  readDocument,
  transact,
  writeItem,
  type DocumentKey,
  type Table,
} from '../../shared/document-store.ts';
import type { CaseResult } from './run-component-test.ts';

/** A run of the test suite, as it is kept. */
export type ComponentTest = {
  readonly id: string;
  readonly workspace: string;
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  readonly componentId?: string;
  readonly version?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly startedBy: Actor;
  /** Nothing failed; warnings are allowed. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** How many requests were made with the right credentials. */
  readonly requests: number;
  readonly cases: readonly CaseResult[];
};

/** What a submission asks of a version of a component: how its last test ended. */
export type ComponentTestSummary = {
  readonly componentTestId: string;
  readonly workspace: string;
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  /** ISO 8601; absent when something failed. */
  readonly passedAt?: string;
  readonly failures: number;
  readonly warnings: number;
  /** ISO 8601. */
  readonly at: string;
};

const testKey = (workspace: string, id: string): DocumentKey => ({ pk: `component-tests#${workspace}`, sk: id });
const summaryKey = (componentId: string, version: string): DocumentKey => ({
  pk: `component-test#${componentId}`,
  sk: version,
});

const SECONDS_PER_DAY = 24 * 60 * 60;

/**
 * Keeps a test, and that it is the last one of its component's version. False when that version has been tested by
 * another workspace: whose a component is, is not known here.
 */
export async function putComponentTest(table: Table, test: ComponentTest): Promise<boolean> {
  const expiresAt = Math.floor(Date.parse(test.finishedAt) / 1000) + COMPONENT_TEST_DAYS * SECONDS_PER_DAY;
  const write = writeItem(table.table, {
    ...{ key: testKey(test.workspace, test.id), document: test, replaces: 'anything', expiresAt },
  });
  const refused = await transact(table, [write, ...summaryItems(table.table, test)]);
  return refused === undefined;
}

function summaryItems(table: string, test: ComponentTest): Parameters<typeof transact>[1] {
  const { componentId, version, id, workspace, url, eventTypes, finishedAt: at, passed, counts } = test;
  if (componentId === undefined || version === undefined) return [];
  const summary: ComponentTestSummary = {
    ...{ componentTestId: id, workspace, url, eventTypes, failures: counts.fail, warnings: counts.warn, at },
    ...(passed ? { passedAt: at } : {}),
  };
  const Item: PutItemCommand['input']['Item'] = {
    ...itemKey(summaryKey(componentId, version)),
    document: { S: JSON.stringify(summary) },
    workspace: { S: workspace },
  };
  const ConditionExpression = 'attribute_not_exists(pk) OR workspace = :workspace';
  const ExpressionAttributeValues = { ':workspace': { S: workspace } };
  return [{ Put: { TableName: table, Item, ConditionExpression, ExpressionAttributeValues } }];
}

export async function readComponentTest(
  table: Table,
  { workspace, id }: { workspace: string; id: string },
): Promise<ComponentTest | undefined> {
  return (await readDocument<ComponentTest>(table, testKey(workspace, id)))?.document;
}
