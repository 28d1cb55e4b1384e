import type { Keeper } from './keeper.ts';
import { watchMemory, type MemorySample } from './memory.ts';
import type { Partner } from './partner.ts';
import type { SoakPlan } from './plan.ts';

type ConductorParts = {
  readonly plan: SoakPlan;
  readonly partner: Partner;
  readonly keeper: Keeper;
  readonly log: (line: string) => void;
};

/** The kills are spread over this share of the run; what follows is for looking at the memory of one process. */
const KILLS_UNTIL = 0.35;
/** What runs functions is killed alone until nearly the end. */
const RUNNER_KILLS_UNTIL = 0.9;
const TICK_MS = 100;

export type Conductor = {
  readonly memory: readonly MemorySample[];
  /** All kills are over. */
  isDone(): boolean;
  /** Rejects when the pipeline cannot be started again. */
  readonly failed: Promise<never>;
  stop(): void;
};

/** Kills the pipeline and changes the partners, by the share of the events that have reached them. */
export function conduct({ plan, partner, keeper, log }: ConductorParts): Conductor {
  let pid: number | undefined;
  let killed = 0;
  let saidPercent = 0;
  let isOver = false;
  const memory = watchMemory(() => pid);
  const seen = partner.record.seen('mixed');
  const tick = async (): Promise<void> => {
    const progress = seen.size / plan.events;
    partner.advance(progress);
    if (progress * 100 >= saidPercent + 10) {
      saidPercent = Math.floor(progress * 10) * 10;
      log(`${saidPercent} % of ${plan.events} events have reached the partner`);
    }
    if (killed < plan.kills && progress >= (KILLS_UNTIL * (killed + 1)) / (plan.kills + 1)) {
      log(`kill ${killed + 1} of ${plan.kills}`);
      await keeper.killAndRestart();
      killed += 1;
    }
    const runnersKilled = keeper.runnerKills.length;
    if (
      runnersKilled < plan.runnerKills &&
      progress >= (RUNNER_KILLS_UNTIL * (runnersKilled + 1)) / (plan.runnerKills + 1)
    ) {
      await keeper.killRunners();
    }
    pid = (await keeper.ready()).pid;
  };
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // Waited for in a race, which may be over before.
  failed.catch(() => undefined);
  const goOn = (): void => {
    if (!isOver) void tick().then(() => setTimeout(goOn, TICK_MS), reject);
  };
  goOn();
  return {
    memory: memory.samples,
    isDone: () => killed === plan.kills,
    failed,
    stop() {
      isOver = true;
      memory.stop();
    },
  };
}
