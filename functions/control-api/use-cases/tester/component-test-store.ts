import type { ComponentTestResult } from '../../../../domain/catalog/component-test-result.ts';
import { COMPONENT_TEST_DAYS, type Verdict } from '../../../../domain/catalog/component-tests.ts';
import type { EventType } from '../../../../domain/events/event.ts';
import type { Actor } from '../../../../domain/access/people.ts';
import { componentTestKey, testKey } from '../../../../domain/tables/table-keys.ts';
import { readDocument, transact, writeItem, type Table } from '../../../shared/dynamo/document-store.ts';
import type { CaseResult } from './run-component-test.ts';

/** A run of the test suite, as it is kept. */
export type ComponentTest = {
  readonly id: string;
  readonly workspace: string;
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  readonly componentId?: string;
  readonly version?: number;
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
const SECONDS_PER_DAY = 24 * 60 * 60;

/** Keeps a test, and its end as that of the last test of its component's version, which a submission asks for. */
export async function putComponentTest(table: Table, test: ComponentTest): Promise<void> {
  const expiresAt = Math.floor(Date.parse(test.finishedAt) / 1000) + COMPONENT_TEST_DAYS * SECONDS_PER_DAY;
  await transact(table, [
    writeItem(table.table, {
      ...{ key: testKey(test.workspace, test.id), document: test, replaces: 'anything', expiresAt },
    }),
    ...lastResult(table.table, test),
  ]);
}

function lastResult(table: string, test: ComponentTest): Parameters<typeof transact>[1] {
  // When it began: an edit during the run was not tested.
  const { componentId, version, counts, startedAt: at } = test;
  if (componentId === undefined || version === undefined) return [];
  const document: ComponentTestResult = { at, failures: counts.fail, warnings: counts.warn };
  return [writeItem(table, { key: componentTestKey(componentId, version), document, replaces: 'anything' })];
}

export async function readComponentTest(
  table: Table,
  { workspace, id }: { workspace: string; id: string },
): Promise<ComponentTest | undefined> {
  return (await readDocument<ComponentTest>(table, testKey(workspace, id)))?.document;
}
