import { remember } from '../../../domain/base/remember.ts';
import type { SubscriptionLedger } from '../../../domain/ledger/ledger.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { ledgerOwnersOf } from '../../../domain/workspace/subscription.ts';
import { destinationItemKey } from '../../../domain/tables/table-keys.ts';
import { readResourcesOf } from '../../shared/stores/config-documents.ts';
import { isSource } from '../../shared/stores/config-index.ts';
import { indexConfig, type Config } from '../../shared/stores/config-store.ts';
import { createLedgerCheck, type LedgerCheck } from '../../shared/ledger/ledger-check.ts';
import type { LedgerReport } from '../../shared/ledger/ledger-report.ts';
import { ledgerOf } from '../../shared/ledger/destination-ledger.ts';
import { readLedgerOf } from '../../shared/ledger/ledger-store.ts';
import { createStoredLedgerReport } from '../../shared/ledger/stored-ledger.ts';
import { readIdOwner } from '../../shared/stores/workspace-items.ts';
import type { WideContext } from '../http/context.ts';
import type { Installation } from '../http/installation.ts';
import { createEventQueries } from './event-queries.ts';
import { createReplayJobs, type ReplayJobs } from './replay-jobs.ts';
import { createReplays } from './replays.ts';
import { ownReplays, ownUndelivered, type Reach } from './own-services.ts';
import { createUndelivered } from './undelivered.ts';
import { createUndeliveredEvents, type UndeliveredEvents } from './undelivered-events.ts';

/** What is known about events, and what is done with them, as far as the request reaches. */
export type Services = {
  /** Whether a destination is of the workspace, or was before it was deleted. */
  readonly owns: (destinationId: string) => Promise<boolean>;
  readonly replays: ReplayJobs;
  readonly undelivered: UndeliveredEvents;
  readonly report: () => Promise<LedgerReport>;
  readonly check: () => Promise<LedgerCheck>;
  /** What became of the events for each subscription that a destination names. */
  readonly subscriptionsOf: (destination: Destination) => Promise<readonly SubscriptionLedger[]>;
} & ReturnType<typeof createEventQueries>;

/**
 * The use cases about events, which know no workspaces, made to see one only: they look up sources and destinations in a
 * configuration that has no others, and what is found by other ways has to be of a destination that the workspace owns, or
 * has owned. For who reaches all workspaces they see everything, and what they change is noted where it belongs.
 */
export function servicesOf({
  workspace,
  installation,
  note,
}: Pick<WideContext, 'workspace' | 'installation' | 'note'>): Services {
  const { env, outside } = installation;
  const config = workspace === undefined ? installation.config : createWorkspaceConfig(installation, workspace);
  // Asked once for each: a list of replays passes over all those of other workspaces.
  const ownerOf = remember(async (destinationId: string): Promise<string | undefined> => {
    const destination = (await config()).destinations.get(destinationId);
    const known = destination && (workspace ?? destination.workspace);
    const table = { ...outside, table: env.CONTROL_TABLE };
    return known ?? (await readIdOwner(table, destinationItemKey(destinationId)));
  });
  const owns = async (destinationId: string): Promise<boolean> => {
    const owner = await ownerOf(destinationId);
    if (workspace !== undefined) return owner === workspace;
    return owner !== undefined || (await config()).destinations.has(destinationId);
  };
  // Everything is of somebody, or of nobody any more: who reaches all workspaces sees that too.
  const reach: Reach = { note, ownerOf, owns: workspace === undefined ? async () => true : owns };
  const deps = { ...outside, config };
  const { CONTROL_TABLE: controlTable, LEDGER_SHARDS: shards } = env;
  const report = createStoredLedgerReport({ ...deps, controlTable, shards });
  return {
    owns,
    replays: createReplayJobs(ownReplays(createReplays(env, deps), reach)),
    undelivered: createUndeliveredEvents(ownUndelivered(createUndelivered(env, deps), { reach, outside })),
    report,
    async subscriptionsOf(destination) {
      const countsOf = async (owner: string) =>
        [owner, await readLedgerOf({ ...outside, controlTable, shards }, owner)] as const;
      const counts = await Promise.all(ledgerOwnersOf(destination).map(countsOf));
      return ledgerOf(destination, new Map(counts)).subscriptions ?? [];
    },
    check: createLedgerCheck({ report, waitMs: outside.waitMs }),
    ...createEventQueries(env, deps),
  };
}

/** The workspace's part of the configuration as it is now: what was just created is there. Read once for a request. */
function createWorkspaceConfig({ env, outside }: Installation, workspace: string): () => Promise<Config> {
  const { dynamodb, waitMs } = outside;
  let read: Promise<Config> | undefined;
  const readConfig = async (): Promise<Config> => {
    const stored = await readResourcesOf({ dynamodb, waitMs, table: env.CONTROL_TABLE }, workspace);
    const ours = stored.map(({ document }) => document);
    return indexConfig({
      sources: ours.filter(isSource),
      destinations: ours.flatMap((document) => (isSource(document) ? [] : [document])),
    });
  };
  return () => (read ??= readConfig());
}
