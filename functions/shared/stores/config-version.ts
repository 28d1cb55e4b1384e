import { createHash } from 'node:crypto';
import { GetItemCommand, type AttributeValue, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { itemKey, type TableOnly } from '../dynamo/document-store.ts';
import { upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { CONFIG_VERSION } from '../../../domain/tables/table-keys.ts';

// One small item says how often the configuration was changed: in all (`version`), by writers that keep the look-ups
// beside it (`indexed`), and for each group of workspaces (`g0` ...). Who reads it every two seconds knows which of what
// he keeps may have changed, whoever changes whatever else. Why: docs/decisions/0026-reads-by-key.md.

/** The item stays below a kilobyte, and a change concerns one workspace in so many. */
const GROUPS = 64;

type Workspace = string | undefined;

export type ConfigVersion = {
  readonly version: number;
  /** Changes of writers that keep the look-ups; as many as `version` when they are complete. */
  readonly indexed: number;
  /** How often the look-ups were made anew. */
  readonly epoch: number;
  readonly groups: Readonly<Record<string, number>>;
};

/** Whether the look-ups by write key, source and workspace can be relied on. */
export function isIndexed({ version, indexed }: ConfigVersion): boolean {
  return version === indexed;
}

/** Changes when something of one of these workspaces has; without any, when anything has. */
export function stampOf(current: ConfigVersion, workspaces: readonly Workspace[]): string {
  const { version, epoch, groups } = current;
  if (workspaces.length === 0) return `${epoch}/${version}`;
  return [epoch, ...groupsOf(workspaces).map((group) => groups[group] ?? 0)].join('/');
}

/** As of now or, without `isFresh`, of at most a moment ago, which is half the price. */
export async function readConfigVersion({ dynamodb, table }: TableOnly, isFresh = false): Promise<ConfigVersion> {
  const key = itemKey(CONFIG_VERSION);
  const { Item: item = {} } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: isFresh }),
  );
  const { version, indexed, epoch, ...groups } = numbersOf(upgrade<typeof item>('config-version', item));
  return { version: version ?? 0, indexed: indexed ?? 0, epoch: epoch ?? 0, groups };
}

function numbersOf(item: Readonly<Record<string, AttributeValue>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value.N === undefined ? [] : [[name, Number(value.N)]])),
  );
}

/**
 * Part of a transaction that changes the configuration: tells running functions that something of these workspaces has
 * changed. The transaction also writes the look-ups (`indexWrites`) of what it changes.
 */
export function raiseVersion(table: string, workspaces: readonly Workspace[]): TransactWriteItem {
  const raised = ['version', 'indexed', ...groupsOf(workspaces)];
  return {
    Update: {
      TableName: table,
      Key: itemKey(CONFIG_VERSION),
      UpdateExpression: `ADD ${raised.map((name) => `#${name} :one`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(raised.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  };
}

function groupsOf(workspaces: readonly Workspace[]): string[] {
  return [...new Set(workspaces.map(groupOf))].toSorted();
}

/** What has no workspace was stored before there were any. */
function groupOf(workspace = ''): string {
  return `g${createHash('sha256').update(workspace).digest().readUInt32BE(0) % GROUPS}`;
}
