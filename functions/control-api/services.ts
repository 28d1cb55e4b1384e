import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { remember } from '../../domain/base/remember.ts';
import { REPLAY, type ReplayJob, type ReplaySpec } from '../../domain/replay/replay.ts';
import { destinationItemKey } from '../../domain/tables/table-keys.ts';
import { readResourcesOf } from '../shared/stores/config-documents.ts';
import { isSource } from '../shared/stores/config-index.ts';
import { indexConfig, type Config } from '../shared/stores/config-store.ts';
import { transact } from '../shared/dynamo/document-store.ts';
import { createJobStore } from '../shared/jobs/job-store.ts';
import type { LedgerReport } from '../shared/ledger/ledger-report.ts';
import { createStoredLedgerReport } from '../shared/ledger/stored-ledger.ts';
import { readIdOwner } from '../shared/stores/workspace-items.ts';
import type { ControlApiEnv } from './env.ts';
import type { StoredOutside } from './handler.ts';
import { createEventQueries } from './use-cases/event-queries.ts';
import { createReplayJobs, type ReplayJobs, type ReplayJobsDeps } from './use-cases/replay-jobs.ts';
import { createReplays } from './use-cases/replays.ts';
import { createUndelivered } from './use-cases/undelivered.ts';
import {
  createUndeliveredEvents,
  type UndeliveredDeps,
  type UndeliveredEvents,
} from './use-cases/undelivered-events.ts';

/** Whose services, and how their changes get into the audit log. */
export type ServicesRequest = {
  readonly workspace: string;
  note(resource: { type: string; id: string }, about: { before?: unknown; after?: unknown }): TransactWriteItem;
};

/** What is known about events, and what is done with them, as far as one workspace goes. */
export type WorkspaceServices = {
  /** Whether a destination is of the workspace, or was before it was deleted. */
  readonly owns: (destinationId: string) => Promise<boolean>;
  readonly replays: ReplayJobs;
  readonly undelivered: UndeliveredEvents;
  readonly report: () => Promise<LedgerReport>;
} & ReturnType<typeof createEventQueries>;

/**
 * The use cases behind the operator's routes, which know no workspaces, made to see one only: they look up sources and
 * destinations in a configuration that has no others, and what is found by other ways has to be of a destination that
 * the workspace owns, or has owned.
 */
export function createServices(
  env: ControlApiEnv,
  outside: StoredOutside,
): (request: ServicesRequest) => WorkspaceServices {
  return (request) => {
    const { workspace } = request;
    const config = createWorkspaceConfig(env, outside, workspace);
    // Asked once for each: a list of replays passes over all those of other workspaces.
    const owns = remember(async (destinationId: string): Promise<boolean> => {
      if ((await config()).destinations.has(destinationId)) return true;
      const table = { ...outside, table: env.CONTROL_TABLE };
      return (await readIdOwner(table, destinationItemKey(destinationId))) === workspace;
    });
    const scope = { env, outside, request, owns };
    const report = createStoredLedgerReport({
      ...outside,
      controlTable: env.CONTROL_TABLE,
      shards: env.LEDGER_SHARDS,
      config,
    });
    return {
      owns,
      replays: createReplayJobs(ownReplays(createReplays(env, { ...outside, config }), scope)),
      undelivered: createUndeliveredEvents(ownUndelivered(createUndelivered(env, { ...outside, config }), scope)),
      report,
      ...createEventQueries(env, { ...outside, config }),
    };
  };
}

/** The workspace's part of the configuration as it is now: what was just created is there. Read once for a request. */
function createWorkspaceConfig(
  env: ControlApiEnv,
  { dynamodb, waitMs }: StoredOutside,
  workspace: string,
): () => Promise<Config> {
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

type Scope = {
  readonly env: ControlApiEnv;
  readonly outside: StoredOutside;
  readonly request: ServicesRequest;
  readonly owns: (destinationId: string) => Promise<boolean>;
};

/** Jobs read at once where only some may be of the workspace. */
const JOBS_PER_PAGE = 100;

function ownReplays(deps: ReplayJobsDeps, { env, outside, request, owns }: Scope): ReplayJobsDeps {
  const jobs = createJobStore<ReplaySpec>(REPLAY, { ...outside, table: env.CONTROL_TABLE });
  const isOurs = ({ spec }: ReplayJob): Promise<boolean> => owns(spec.destination);
  const resource = (id: string) => ({ type: 'replay', id });
  return {
    ...deps,
    listedAt: '/api/v1/replays',
    jobs: {
      ...jobs,
      async find(id) {
        const job = await jobs.find(id);
        return job !== undefined && (await isOurs(job)) ? job : undefined;
      },
      async list(limit, before) {
        const found: ReplayJob[] = [];
        let last = before;
        for (;;) {
          const page = await jobs.list(JOBS_PER_PAGE, last);
          for (const job of page) if (found.length < limit && (await isOurs(job))) found.push(job);
          if (page.length < JOBS_PER_PAGE || found.length === limit) return found;
          last = page.at(-1)?.id;
        }
      },
      create: (created) => jobs.create(created, [request.note(resource(created.job.id), { after: created.job.spec })]),
      change: (change) => jobs.change(change, [request.note(resource(change.id), { after: change.set })]),
    },
  };
}

function ownUndelivered(deps: UndeliveredDeps, { outside, request, owns }: Scope): UndeliveredDeps {
  return {
    ...deps,
    async *query(range) {
      if (await owns(range.destinationId)) yield* deps.query(range);
    },
    async resolve({ requestId, as, matches }) {
      const counts = Object.entries(Object.groupBy(matches, ({ item }) => item.destinationId));
      const notes = counts.map(([id, found = []]) =>
        request.note({ type: 'destination', id }, { after: { requestId, as, events: found.length } }),
      );
      // First, because the rest cannot be part of it: what is done is always in the log.
      if (notes.length > 0) await transact(outside, notes);
      await deps.resolve({ requestId, as, matches });
    },
  };
}
