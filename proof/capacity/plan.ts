import { computeBill, type BillLine } from './bill.ts';
import { computeDesignLimits, type DesignLimit } from './design-limits.ts';
import type { EventCosts } from './event-costs.ts';
import { computeFlow, type Flow } from './flow.ts';
import type { Load } from './load.ts';
import { computeQuotas, type QuotaKey, type QuotaNeed } from './quotas.ts';
import { stageSettings, type StageSettings } from './settings.ts';
import { computeStages, type Stage, type StageName } from './stages.ts';
import { computeWarmUp, type WarmUp } from './warm-up.ts';

/** What a load needs of AWS and of the stage, and what it costs. */
export type Plan = {
  readonly load: Load;
  readonly costs: EventCosts;
  readonly flow: Flow;
  readonly stages: Record<StageName, Stage>;
  readonly quotas: Record<QuotaKey, QuotaNeed>;
  readonly limits: readonly DesignLimit[];
  readonly settings: StageSettings;
  readonly warmUp: readonly WarmUp[];
  readonly bill: readonly BillLine[];
};

export function planCapacity(load: Load, costs: EventCosts): Plan {
  const flow = computeFlow(load, costs);
  const stages = computeStages(load, flow, costs);
  const quotas = computeQuotas(load, flow, stages);
  return {
    load,
    costs,
    flow,
    stages,
    quotas,
    limits: computeDesignLimits({ load, flow, stages, costs }),
    settings: stageSettings({ load, flow, costs }, stages),
    warmUp: computeWarmUp(quotas, stages),
    bill: computeBill(load, { flow, stages, costs }),
  };
}
