import type { StageConfigInput } from '../../lib/stage-config.ts';
import type { Flow } from './flow.ts';
import type { Load } from './load.ts';
import { EVENT_SOURCE_MAX_CONCURRENCY, type Stage, type StageName } from './stages.ts';

/** What to write under "stages" in cdk.json. */
export type StageSettings = Pick<StageConfigInput, 'ingest' | 'fanOutMaxConcurrency' | 'lanes'>;

const ROUND_TO = 500;
const FEWEST_FUNCTIONS = 2;

export function stageSettings(load: Load, flow: Flow, stages: Record<StageName, Stage>): StageSettings {
  const requestsPerSecond = ROUND_TO * Math.ceil((flow.requests * load.headroom) / ROUND_TO);
  const { lanes } = stages.delivery;
  const share = ({ provided }: Stage): number =>
    Math.min(EVENT_SOURCE_MAX_CONCURRENCY, Math.max(FEWEST_FUNCTIONS, Math.ceil(provided / lanes)));
  return {
    ingest: { requestsPerSecond, burst: requestsPerSecond },
    fanOutMaxConcurrency: Math.min(EVENT_SOURCE_MAX_CONCURRENCY, stages['fan-out'].provided),
    lanes: Array.from({ length: lanes }, (_, index) => ({
      name: index === 0 ? 'webhooks' : `lane-${index + 1}`,
      maxConcurrency: share(stages.delivery),
      maxRetryConcurrency: share(stages.delivery),
    })),
  };
}
