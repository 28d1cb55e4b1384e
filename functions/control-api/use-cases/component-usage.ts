import pLimit from 'p-limit';
import type { Component } from '../../../domain/catalog/component.ts';
import {
  MIN_WORKSPACES_SHOWN,
  PROMOTION_DAYS,
  PROMOTION_WORKSPACES,
  promotionProgramme,
  type ProgrammeItem,
} from '../../../domain/catalog/promotion.ts';
import { summariseDestination, summariseSource, type Counts } from '../../../domain/ledger/ledger.ts';
import { periodStart } from '../../../domain/ledger/ledger-series.ts';
import { clientsKey, sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import { componentKind } from '../../../domain/catalog/component-kinds.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { ledgerOwnersOf } from '../../../domain/workspace/subscription.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import { readSeries } from '../../shared/ledger/ledger-series.ts';
import { readLedgerOf } from '../../shared/ledger/ledger-store.ts';
import type { ApiContext } from '../http/context.ts';
import { DAY_MS, HOUR_MS } from '../../../domain/base/time-units.ts';

// What becomes of a component at its customers, in sums: whose events they are is nobody's business but theirs.

export type ComponentUsage = {
  readonly workspaces: number;
  readonly versions: readonly { readonly version: number; readonly destinations: number; readonly sources?: number }[];
  /** Of one that is connected as a source: events that were taken, and requests and events that were not. */
  readonly accepted?: number;
  readonly rejected?: number;
  /** Since they were connected. */
  readonly delivered: number;
  readonly undelivered: number;
  /** 0 to 1; null before the first delivery has ended. */
  readonly successShare: number | null;
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
};

const READ_AT_ONCE = 8;

/** Undefined while so few workspaces have connected it that sums would speak of one of them. */
export async function readUsage(context: ApiContext, component: Component): Promise<ComponentUsage | undefined> {
  if (componentKind(component.kind).connectsAs === 'source') return readUsageOfSources(context, component);
  const connected = await customersOf(context, component);
  const workspaces = new Set(connected.map(({ workspace }) => workspace)).size;
  if (workspaces < MIN_WORKSPACES_SHOWN) return undefined;
  const counts = await totalsOf(context, connected.flatMap(ledgerOwnersOf));
  const { delivered, discarded, deadLettered, latencyMs } = summariseDestination('', '', counts);
  const undelivered = sumOf(discarded) + sumOf(deadLettered);
  const ended = delivered + undelivered;
  const byVersion = Map.groupBy(connected, ({ componentVersion = 1 }) => componentVersion);
  return {
    workspaces,
    versions: [...byVersion].map(([version, found]) => ({ version, destinations: found.length })),
    ...{ delivered, undelivered, successShare: ended === 0 ? null : delivered / ended, latencyMs },
  };
}

async function readUsageOfSources(context: ApiContext, component: Component): Promise<ComponentUsage | undefined> {
  const connected = await sourcesOf(context, component);
  const workspaces = new Set(connected.map(({ workspace }) => workspace)).size;
  if (workspaces < MIN_WORKSPACES_SHOWN) return undefined;
  const counts = await totalsOf(
    context,
    connected.map(({ id }) => sourceLedgerKey(id)),
  );
  const { accepted, rejected } = summariseSource('', counts);
  const byVersion = Map.groupBy(connected, ({ componentVersion = 1 }) => componentVersion);
  const versions = [...byVersion].map(([version, found]) => ({ version, destinations: 0, sources: found.length }));
  const nothingDelivered = { delivered: 0, undelivered: 0, successShare: null };
  const latencyMs = { p50: null, p95: null, p99: null };
  return { workspaces, versions, accepted, rejected: sumOf(rejected), ...nothingDelivered, latencyMs };
}

/** The same of sources. */
async function sourcesOf({ installation }: ApiContext, { id, workspace }: Component): Promise<Source[]> {
  const { sources } = await installation.config();
  return [...sources.values()].filter((one) => one.componentId === id && one.workspace !== workspace);
}

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** What of other workspaces was made of the component. Whoever has built it is no customer of it. */
async function customersOf({ installation }: ApiContext, { id, workspace }: Component): Promise<Destination[]> {
  const { destinations } = await installation.config();
  return [...destinations.values()].filter((one) => one.componentId === id && one.workspace !== workspace);
}

/** The sums of all these owners together, however many they are. */
function totalsOf({ installation: { env, outside } }: ApiContext, owners: readonly string[]): Promise<Counts> {
  return readLedgerOf({ ...outside, controlTable: env.CONTROL_TABLE, shards: env.LEDGER_SHARDS }, ...owners);
}

/** How far a component is from being public, by what the programme asks for. */
export async function readProgramme(context: ApiContext, component: Component): Promise<ProgrammeItem[]> {
  const clients = await readDocuments(context.tables, clientsKey(component.workspace, component.appId));
  return promotionProgramme({
    oauthClients: clients.length,
    workspacesWithDeliveries: await countUsing(context, await usesOf(context, component)),
  });
}

/** What a workspace counts under for the component, and which counter says that it is in use. */
type Use = { readonly workspace: string | undefined; readonly owners: readonly string[]; readonly counter: string };

async function usesOf(context: ApiContext, component: Component): Promise<Use[]> {
  if (componentKind(component.kind).connectsAs === 'source') {
    const sources = await sourcesOf(context, component);
    return sources.map(({ id, workspace }) => ({ workspace, owners: [sourceLedgerKey(id)], counter: 'accepted' }));
  }
  const connected = await customersOf(context, component);
  return connected.map((one) => ({ workspace: one.workspace, owners: ledgerOwnersOf(one), counter: 'delivered' }));
}

/**
 * Counts no further than is asked for, so that a component with many customers is read no longer than one with few; some
 * workspaces at once.
 */
async function countUsing(context: ApiContext, uses: readonly Use[]): Promise<number> {
  let found = 0;
  const ofOne = [...Map.groupBy(uses, ({ workspace }) => workspace).values()];
  const limit = pLimit(READ_AT_ONCE);
  const look = async (ofWorkspace: readonly Use[]): Promise<void> => {
    if (found < PROMOTION_WORKSPACES && (await isAnyInUse(context, ofWorkspace))) found += 1;
  };
  await Promise.all(ofOne.map((ofWorkspace) => limit(look, ofWorkspace)));
  return Math.min(found, PROMOTION_WORKSPACES);
}

async function isAnyInUse(context: ApiContext, uses: readonly Use[]): Promise<boolean> {
  for (const { owners, counter } of uses) {
    for (const owner of owners) if (await isInUse(context, owner, counter)) return true;
  }
  return false;
}

async function isInUse(context: ApiContext, owner: string, counter: string): Promise<boolean> {
  const { env, outside } = context.installation;
  // Most of those that are not in use never have been, which is one read.
  if ((await totalsOf(context, [owner]))[counter] === undefined) return false;
  const { CONTROL_TABLE: controlTable, DEDUPE_TABLE: dedupeTable, LEDGER_SHARDS: shards } = env;
  const tables = { ...outside, controlTable, dedupeTable, shards };
  const nowMs = context.now.getTime();
  // Day by day from now on back: what is in use has counted today.
  for (let day = 0; day <= PROMOTION_DAYS; day += 1) {
    const hours = day < PROMOTION_DAYS ? HOURS_OF_A_DAY : 1;
    const startsMs = Array.from({ length: hours }, (_, hour) =>
      periodStart('hour', nowMs - day * DAY_MS - hour * HOUR_MS),
    );
    const counts = await readSeries(tables, { owner, step: 'hour', startsMs });
    if (counts.some((counted) => (counted[counter] ?? 0) > 0)) return true;
  }
  return false;
}

const HOURS_OF_A_DAY = DAY_MS / HOUR_MS;
