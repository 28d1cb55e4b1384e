import pLimit from 'p-limit';
import type { Component } from '../../../domain/catalog/component.ts';
import {
  MIN_WORKSPACES_SHOWN,
  PROMOTION_DAYS,
  PROMOTION_WORKSPACES,
  promotionProgramme,
  type ProgrammeItem,
} from '../../../domain/catalog/promotion.ts';
import { addCounts, summariseDestination, type Counts } from '../../../domain/ledger/ledger.ts';
import { periodStart } from '../../../domain/ledger/ledger-series.ts';
import { clientsKey, destinationLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import { readSeries } from '../../shared/ledger/ledger-series.ts';
import { readLedgerOf } from '../../shared/ledger/ledger-store.ts';
import type { ApiContext } from '../http/context.ts';
import { HOUR_MS } from '../../../domain/base/time-units.ts';

// What becomes of a component at its customers, in sums: whose events they are is nobody's business but theirs.

export type ComponentUsage = {
  readonly workspaces: number;
  readonly versions: readonly { readonly version: number; readonly destinations: number }[];
  /** Since they were connected. */
  readonly delivered: number;
  readonly undelivered: number;
  /** 0 to 1; null before the first delivery has ended. */
  readonly successShare: number | null;
  readonly latencyMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
};

/** Destinations whose sums are read by one request. */
const MOST_READ = 200;
const READ_AT_ONCE = 8;

/** Undefined while so few workspaces have connected it that sums would speak of one of them. */
export async function readUsage(context: ApiContext, component: Component): Promise<ComponentUsage | undefined> {
  const connected = await customersOf(context, component);
  const workspaces = new Set(connected.map(({ workspace }) => workspace)).size;
  if (workspaces < MIN_WORKSPACES_SHOWN) return undefined;
  const limit = pLimit(READ_AT_ONCE);
  const read = connected.slice(0, MOST_READ).map(({ id }) => limit(() => totalsOf(context, id)));
  const counts = (await Promise.all(read)).reduce<Counts>((sum, some) => addCounts(sum, some), {});
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

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** What of other workspaces was made of the component. Whoever has built it is no customer of it. */
async function customersOf({ installation }: ApiContext, { id, workspace }: Component): Promise<Destination[]> {
  const { destinations } = await installation.config();
  return [...destinations.values()].filter((one) => one.componentId === id && one.workspace !== workspace);
}

function totalsOf({ installation: { env, outside } }: ApiContext, destinationId: string): Promise<Counts> {
  const tables = { ...outside, controlTable: env.CONTROL_TABLE, shards: env.LEDGER_SHARDS };
  return readLedgerOf(tables, destinationLedgerKey(destinationId));
}

/** How far a component is from being public, by what the programme asks for. */
export async function readProgramme(context: ApiContext, component: Component): Promise<ProgrammeItem[]> {
  const clients = await readDocuments(context.tables, clientsKey(component.workspace, component.appId));
  const connected = await customersOf(context, component);
  return promotionProgramme({
    oauthClients: clients.length,
    workspacesWithDeliveries: await countDelivering(context, connected),
  });
}

/** Counts no further than is asked for, so that a component with many customers is read no longer than one with few. */
async function countDelivering(context: ApiContext, connected: readonly Destination[]): Promise<number> {
  let found = 0;
  for (const ofOne of Map.groupBy(connected.slice(0, MOST_READ), ({ workspace }) => workspace).values()) {
    if (found === PROMOTION_WORKSPACES) return found;
    for (const { id } of ofOne) {
      if (!(await hasDelivered(context, id))) continue;
      found += 1;
      break;
    }
  }
  return found;
}

async function hasDelivered(context: ApiContext, destinationId: string): Promise<boolean> {
  const { env, outside } = context.installation;
  // Most of those that have not delivered lately never have, which is one read.
  if ((await totalsOf(context, destinationId))['delivered'] === undefined) return false;
  const nowMs = context.now.getTime();
  const hours = Array.from({ length: PROMOTION_DAYS * 24 + 1 }, (_, ago) => periodStart('hour', nowMs - ago * HOUR_MS));
  const { CONTROL_TABLE: controlTable, DEDUPE_TABLE: dedupeTable, LEDGER_SHARDS: shards } = env;
  const counts = await readSeries(
    { ...outside, controlTable, dedupeTable, shards },
    { owner: destinationLedgerKey(destinationId), step: 'hour', startsMs: hours },
  );
  return counts.some(({ delivered = 0 }) => delivered > 0);
}
