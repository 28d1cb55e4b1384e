import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { QUOTAS, type QuotaName, type Quotas } from '../../../domain/workspace/quotas.ts';
import type { ApiToken } from '../../../domain/access/people.ts';
import type { Source, Workspace } from '../../../domain/workspace/workspace.ts';
import {
  appKey,
  componentKey,
  type DocumentKey,
  grantsKey,
  memberKey,
  quotaTicketKey,
  tokenKey,
} from '../../../domain/tables/table-keys.ts';
import { readResourcesOf } from '../../shared/stores/config-documents.ts';
import { isSource } from '../../shared/stores/config-index.ts';
import { itemKey, readDocuments, readItem, type Stored, type Table } from '../../shared/dynamo/document-store.ts';
import { apiError, type ApiError } from './api-error.ts';

/** What a workspace has at a moment; the other quotas are of one source, or of a time. */
type Counted = Exclude<QuotaName, 'writeKeysOfSource' | 'replaysPerDay' | 'invitationsPerDay' | 'requestsPerMinute'>;
export type Usage = Readonly<Record<Counted, number>>;
/** What there will be more of. */
export type Adds = Partial<Usage>;

type Of = { readonly tables: Table; readonly workspace: string; readonly now: Date };

const CONFIG = ['sources', 'destinations', 'configBytes'] as const;

/** What a workspace has, counted now. */
export async function readUsage(of: Of): Promise<Usage> {
  const [config, others] = await Promise.all([countConfig(of), countOthers(of)]);
  return { ...config, ...others };
}

/**
 * Refuses what would be too much. What comes back belongs into the transaction that adds: it fails when somebody else has
 * added something since this was counted.
 */
export async function admit(of: Of & { readonly quotas: Quotas }, adds: Adds): Promise<TransactWriteItem> {
  const ticket = quotaTicketKey(of.workspace);
  const item = await readItem(of.tables, ticket);
  const isOfConfig = CONFIG.some((name) => adds[name] !== undefined);
  requireRoom(of.quotas, isOfConfig ? await countConfig(of) : await countOthers(of), adds);
  const before = item?.['ticket']?.N;
  return {
    Update: {
      TableName: of.tables.table,
      Key: itemKey(ticket),
      UpdateExpression: 'ADD ticket :one',
      ConditionExpression: before === undefined ? 'attribute_not_exists(ticket)' : 'ticket = :before',
      ExpressionAttributeValues: { ':one': { N: '1' }, ...(before === undefined ? {} : { ':before': { N: before } }) },
    },
  };
}

/** Who has more than a quota, because it was lower or absent once, keeps it; but nothing is added to it. */
function requireRoom(quotas: Quotas, usage: Partial<Usage>, adds: Adds): void {
  for (const [name, added] of Object.entries(adds) as [Counted, number][]) {
    const now = (usage[name] ?? 0) + added;
    if (added > 0 && now > quotas[name]) throw overQuota(name, { most: quotas[name], now });
  }
}

/** What a file has more of than the workspace must be within the quotas; what it has less of, or as much, is always. */
export async function requireRoomForFile(
  of: Of & { readonly quotas: Quotas },
  { sources, destinations }: Pick<Workspace, 'sources' | 'destinations'>,
): Promise<void> {
  const stored = await readResourcesOf(of.tables, of.workspace);
  const usage = usageOf(stored);
  requireRoom(of.quotas, usage, {
    sources: sources.length - usage.sources,
    destinations: destinations.length - usage.destinations,
    configBytes: Buffer.byteLength(JSON.stringify([sources, destinations])) - usage.configBytes,
  });
  const most = of.quotas.writeKeysOfSource;
  for (const { id, writeKeys } of sources) {
    const before = stored.map(({ document }) => document).find((one) => isSource(one) && one.id === id);
    const had = before !== undefined && isSource(before) ? before.writeKeys.length : 0;
    const now = writeKeys.length;
    if (now > most && now > had) throw overQuota('writeKeysOfSource', { most, now });
  }
}

function overQuota(name: QuotaName, about: { readonly most: number; readonly now: number }): ApiError {
  return apiError('quota_exceeded', { name, what: QUOTAS[name].what, ...about });
}

async function countConfig({ tables, workspace }: Of): Promise<Pick<Usage, (typeof CONFIG)[number]>> {
  return usageOf(await readResourcesOf(tables, workspace));
}

function usageOf(stored: readonly Stored<Source | Destination>[]): Pick<Usage, (typeof CONFIG)[number]> {
  const sources = stored.filter(({ document }) => isSource(document)).length;
  const configBytes = stored.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return { sources, destinations: stored.length - sources, configBytes };
}

async function countOthers({ tables, workspace, now }: Of): Promise<Omit<Usage, (typeof CONFIG)[number]>> {
  const [ofWorkspace, ofApps] = await Promise.all([
    readDocuments<Partial<ApiToken>>(tables, { ...memberKey(workspace, ''), sk: '' }),
    readDocuments(tables, { ...appKey(workspace, ''), sk: '' }),
  ]);
  const isOver = (expiresAt: string | undefined): boolean =>
    expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
  const count = ({ sk: prefix }: DocumentKey): number =>
    [...ofWorkspace, ...ofApps].filter(({ key, document }) => {
      const { expiresAt } = document as Partial<ApiToken>;
      return key.sk.startsWith(prefix) && !isOver(expiresAt);
    }).length;
  return {
    tokens: count(tokenKey('', '')),
    members: count(memberKey('', '')),
    grants: count(grantsKey('', '')),
    apps: count(appKey('', '')),
    components: count(componentKey('', '')),
  };
}
