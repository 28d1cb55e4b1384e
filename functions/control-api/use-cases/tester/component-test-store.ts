import type { ComponentTestResult } from '../../../../domain/catalog/component-test-result.ts';
import { COMPONENT_TEST_DAYS, type Verdict } from '../../../../domain/catalog/component-tests.ts';
import type { EventType } from '../../../../domain/events/event.ts';
import type { Actor } from '../../../../domain/access/people.ts';
import { componentTestKey, testKey } from '../../../../domain/tables/table-keys.ts';
import { readBackwards } from '../../../shared/dynamo/control-table.ts';
import { readDocument, toStored, transact, writeItem, type Table } from '../../../shared/dynamo/document-store.ts';
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
  /** Absent while it runs. */
  readonly finishedAt?: string;
  readonly startedBy: Actor;
  /** While it runs, and for ever if nobody could say how it ended. The cases are those that have ended so far. */
  readonly state?: 'running';
  /** Nothing failed; warnings are allowed. */
  readonly passed: boolean;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** How many requests were made with the right credentials. */
  readonly requests: number;
  readonly cases: readonly CaseResult[];
};
const SECONDS_PER_DAY = 24 * 60 * 60;

/**
 * Keeps a test. `isOfPartner`: its end is also that of the last test of its component's version, which a submission asks
 * for.
 */
export async function putComponentTest(table: Table, test: ComponentTest, isOfPartner: boolean): Promise<void> {
  const expiresAt = Math.floor(Date.parse(test.startedAt) / 1000) + COMPONENT_TEST_DAYS * SECONDS_PER_DAY;
  await transact(table, [
    writeItem(table.table, {
      ...{ key: testKey(test.workspace, test.id), document: test, replaces: 'anything', expiresAt },
    }),
    ...(isOfPartner && test.state === undefined ? lastResult(table.table, test) : []),
  ]);
}

/** Ids sort as the tests began. Those of before are hexadecimal, and so before all of these. */
export function componentTestId(startedAt: Date, unique: string): string {
  return `t${startedAt.getTime().toString(36)}-${unique.slice(0, ID_CHARACTERS)}`;
}

const ID_CHARACTERS = 13;
/** Looked at by one request, whose answer has 1 MB at most. */
const LOOKED_AT = 100;

/** Tests of a workspace, newest first, from before an id on. `next` is where to go on: there may be more. */
export async function listComponentTests(
  table: Table,
  workspace: string,
  { before, componentId }: { readonly before: string | undefined; readonly componentId: string | undefined },
): Promise<{ readonly tests: ComponentTest[]; readonly next: string | undefined }> {
  const { items, next } = await readBackwards(table, { pk: testKey(workspace, '').pk, before, limit: LOOKED_AT });
  const all = items.flatMap((item) => toStored<ComponentTest>(item)?.document ?? []);
  return { tests: all.filter((test) => (componentId ?? test.componentId) === test.componentId), next };
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
