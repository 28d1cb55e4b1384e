import { LEDGER_SHARDS, MAX_LEDGER_SHARDS } from '../../domain/ledger/ledger.ts';
import type { StageConfigInput } from '../../lib/stage-config.ts';
import { shardsNeeded } from './contention.ts';
import type { EventCosts } from './event-costs.ts';
import type { Flow } from './flow.ts';
import type { Load } from './load.ts';
import { EVENT_SOURCE_MAX_CONCURRENCY, fullestLane, type Stage, type StageName } from './stages.ts';

/** What to write under "stages" in cdk.json. */
export type StageSettings = Pick<StageConfigInput, 'ingest' | 'fanOutMaxConcurrency' | 'ledgerShards' | 'lanes'>;

const ROUND_TO = 500;
const FEWEST_FUNCTIONS = 2;

export function stageSettings(
  { load, flow, costs }: { load: Load; flow: Flow; costs: EventCosts },
  stages: Record<StageName, Stage>,
): StageSettings {
  const { transactionMs } = costs;
  const shards = shardsNeeded({ perSecond: flow.destinationCommits, transactionMs });
  const requestsPerSecond = ROUND_TO * Math.ceil((flow.requests * load.headroom) / ROUND_TO);
  const { lanes } = stages.delivery;
  const maxConcurrency = Math.min(
    EVENT_SOURCE_MAX_CONCURRENCY,
    Math.max(FEWEST_FUNCTIONS, Math.ceil(stages.delivery.provided * fullestLane(stages.delivery, load))),
  );
  return {
    ingest: { requestsPerSecond, burst: requestsPerSecond },
    fanOutMaxConcurrency: Math.min(EVENT_SOURCE_MAX_CONCURRENCY, stages['fan-out'].provided),
    ledgerShards: Math.min(MAX_LEDGER_SHARDS, Math.max(LEDGER_SHARDS, shards)),
    lanes: Array.from({ length: lanes }, (_, index) => ({
      name: index === 0 ? 'webhooks' : `lane-${index + 1}`,
      maxConcurrency,
      maxRetryConcurrency: maxConcurrency,
    })),
  };
}
