// The counts that a change must not raise: billed units and requests for a thousand events, without what depends on CPU.
import type { Metered } from './run-traffic.ts';
import type { Runner } from './meter-all.ts';
import { aTraffic, SHAPES } from './scenarios.ts';

/** Counts for 1,000 events, by the way in which they come, and by stage and request or unit. */
export type Budget = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A count may grow by this share. */
export const TOLERANCE = 0.05;

/** CPU differs from run to run, and so does what is computed from it. */
const NOT_COUNTED = 'gigabyteSeconds';
const DIGITS = 4;
const EVENTS = 2_100;

export async function meterBudget(run: Runner): Promise<Budget> {
  const found: Record<string, Readonly<Record<string, number>>> = {};
  for (const { name, eventsPerRequest } of SHAPES.filter((shape) => shape.name !== 'browser')) {
    const events = Math.min(EVENTS, eventsPerRequest * 140);
    found[name] = countsOf(await run(aTraffic({ eventsPerRequest, events, destinations: 2, failures: 0.01 })));
  }
  return found;
}

function countsOf({ usage, calls, traffic }: Metered): Record<string, number> {
  const entries = Object.entries({ ...calls, ...usage }).filter(([key]) => !key.endsWith(NOT_COUNTED));
  const rounded = entries.map(
    ([key, amount]) => [key, Number(((amount * 1000) / traffic.events).toPrecision(DIGITS))] as const,
  );
  return Object.fromEntries(rounded.sort(([one], [two]) => one.localeCompare(two)));
}

/** A sentence for every count that is over its budget, or that nobody has budgeted. */
export function overBudget(budget: Budget, found: Budget): string[] {
  return Object.entries(found).flatMap(([name, counts]) =>
    Object.entries(counts).flatMap(([key, amount]) => {
      const allowed = (budget[name]?.[key] ?? 0) * (1 + TOLERANCE);
      return amount <= allowed
        ? []
        : [`${name}: ${key}: ${amount} for 1,000 events, and the budget has ${budget[name]?.[key] ?? 0}`];
    }),
  );
}
