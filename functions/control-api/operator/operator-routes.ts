import { createConfigStore } from '../../shared/stores/config-store.ts';
import { createStoredLedgerReport } from '../../shared/ledger/stored-ledger.ts';
import type { ControlApiEnv } from '../env.ts';
import type { StoredOutside } from '../handler.ts';
import { laneRoutes } from './lane-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { createReplays } from '../use-cases/replays.ts';
import { json, type Route } from '../http/router.ts';
import { createUndelivered } from '../use-cases/undelivered.ts';
import { undeliveredRoutes } from './undelivered-routes.ts';
import { workspaceAdminRoutes } from './workspace-routes.ts';

/**
 * Everything that is not of one workspace: what comes before any (workspaces, lanes), and aliases from before /api/v1, which
 * call the same use cases by older names.
 */
export function operatorRoutes(env: ControlApiEnv, outside: StoredOutside): Route[] {
  const { dynamodb, now, waitMs } = outside;
  const tables = { dynamodb, table: env.CONTROL_TABLE, waitMs };
  const store = createConfigStore({ ...tables, now });
  const config = () => store.read();
  const shards = env.LEDGER_SHARDS;
  const report = createStoredLedgerReport({ dynamodb, controlTable: env.CONTROL_TABLE, shards, config, now });
  return [
    { pattern: 'GET /healthz', answer: async () => json(200, { status: 'ok' }) },
    ...workspaceAdminRoutes({ tables, isOpen: env.LOCAL_OWNER !== undefined, now }),
    ...laneRoutes({ tables, deployed: new Set(Object.keys(env.LANE_RETRY_QUEUE_URLS)) }),
    ...undeliveredRoutes(createUndelivered(env, { ...outside, config })),
    ...replayRoutes(createReplays(env, { ...outside, config })),
    ...ledgerRoutes(env, { ...outside, config, report }),
  ];
}
