// Runs all that is to be known, one after the other in one process, so that CPU figures of different rows compare.
import { naiveDesign } from './naive.ts';
import { penstockDesign } from './design.ts';
import { meterIdle, type Idle } from './idle.ts';
import { runTraffic, type Metered, type Traffic } from './run-traffic.ts';
import { aTraffic, functionTraffic, matrix, SHAPES, WINDOWS } from './scenarios.ts';
import { createClock, type VirtualClock } from './virtual-clock.ts';
import { workspaceOf } from './workspace.ts';
import { startWorld, type World } from './world.ts';
import { MINUTE_MS } from '../../domain/base/time-units.ts';

export type Everything = {
  readonly matrix: readonly Metered[];
  readonly naive: readonly Metered[];
  /** Fifteen events a request, one destination, from quiet to busy. */
  readonly rates: readonly Metered[];
  /** The same, with other batching windows. */
  readonly windows: readonly Metered[];
  /** With code of customers, and beside each the same without. */
  readonly functions: readonly Metered[];
  readonly idle: Idle;
};

const RATES = [1, 10, 100, 1_000, 10_000];
const WINDOW_RATES = [10, 100, 1_000];
/** Sunday, 22 November 2026, 10:00: no minute ends in the middle of what is compared. */
const START_MS = Date.UTC(2026, 10, 22, 10, 0);
const CHANCE = 11;

export type Runner = (traffic: Traffic, kind?: 'penstock' | 'naive') => Promise<Metered>;

/** Gives `use` a pipeline on which traffic can be metered, with time and chance that are the same each time. */
export async function withRunner<Result>(
  use: (run: Runner, world: World, clock: VirtualClock) => Promise<Result>,
): Promise<Result> {
  const world = await startWorld();
  const clock = createClock(START_MS, CHANCE);
  let seed = 0;
  const run: Runner = async (traffic, kind = 'penstock') => {
    const hooksPath = await world.load(workspaceOf(world, traffic));
    // Every run begins with a minute, so that as many of them end in what is compared.
    clock.moveTo((Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS);
    const design = kind === 'naive' ? naiveDesign(world, traffic.destinations) : penstockDesign(world, traffic.windows);
    seed += 1;
    return runTraffic({ design, clock, partner: world.partner, runner: world.runner, hooksPath, seed }, traffic);
  };
  try {
    return await use(run, world, clock);
  } finally {
    await world.close();
  }
}

export function meterAll(say: (line: string) => void): Promise<Everything> {
  return meter(say, async (each, world, clock) => ({
    matrix: await each(matrix(), 'penstock'),
    naive: await each(
      SHAPES.map(({ eventsPerRequest }) => aTraffic({ eventsPerRequest })),
      'naive',
    ),
    rates: await each(
      RATES.map((rate) => atRate(rate)),
      'penstock',
    ),
    windows: await each(windowTraffic(), 'penstock'),
    functions: await each(functionTraffic(), 'penstock'),
    idle: await meterIdle(world, clock),
  }));
}

export function meterWindows(say: (line: string) => void): Promise<Pick<Everything, 'windows'>> {
  return meter(say, async (each) => ({ windows: await each(windowTraffic(), 'penstock') }));
}

export function meterFunctions(say: (line: string) => void): Promise<Pick<Everything, 'functions'>> {
  return meter(say, async (each) => ({ functions: await each(functionTraffic(), 'penstock') }));
}

type Each = (all: readonly Traffic[], kind: 'penstock' | 'naive') => Promise<Metered[]>;

function meter<Result>(
  say: (line: string) => void,
  use: (each: Each, world: World, clock: VirtualClock) => Promise<Result>,
): Promise<Result> {
  return withRunner(async (run, world, clock) => {
    const each: Each = async (all, kind) => {
      const found: Metered[] = [];
      for (const traffic of all) {
        found.push(await run(traffic, kind));
        say(`${kind} ${JSON.stringify(traffic)}`);
      }
      return found;
    };
    // The first run warms the code up.
    await run(aTraffic());
    return use(each, world, clock);
  });
}

/** Where little comes, a minute of it, in which a minute of the ledger ends; elsewhere some batches, in which none does. */
function windowTraffic(): Traffic[] {
  return WINDOWS.flatMap((windows) =>
    WINDOW_RATES.map((eventsPerSecond) =>
      aTraffic({ eventsPerSecond, windows, events: eventsPerSecond * (eventsPerSecond < 100 ? 60 : 1.2) }),
    ),
  );
}

/** Quiet runs are small batches: fewer events say as much. */
function atRate(eventsPerSecond: number): Traffic {
  const events = Math.max(150, Math.min(8_000, eventsPerSecond * 1.2));
  return aTraffic({ eventsPerSecond, events });
}
