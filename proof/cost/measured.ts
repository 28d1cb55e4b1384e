// From what was metered to the few figures by which others estimate: what an event costs, one more delivery of it, and an
// attempt that fails; and how that grows when there is little traffic.
import type { MeasuredCosts, PerMillion } from '../../domain/cost/measured-costs-shape.ts';
import { COMPONENTS, type Bill } from './bill.ts';
import { addedByFunctions } from './function-tables.ts';
import type { Everything } from './meter-all.ts';
import type { FunctionsOfTraffic } from './run-traffic.ts';
import { BYTES_PER_EVENT, EVENTS_PER_SECOND, SHAPES } from './scenarios.ts';
import { find, metered } from './tables.ts';

const [FEW, MANY] = [1, 10];
const FAILING = 0.3;
/** Of each event, when three of ten attempts fail: 0.3 + 0.3² + ... */
const FAILED_ATTEMPTS = FAILING / (1 - FAILING);
const DIGITS = 4;

export function measuredCosts(all: Everything, date: string): MeasuredCosts {
  const bill = (eventsPerRequest: number, destinations: number, failures = 0): Bill =>
    metered(find(all.matrix, { eventsPerRequest, destinations, failures }));
  return {
    at: date,
    bytesPerEvent: BYTES_PER_EVENT,
    eventsPerSecond: EVENTS_PER_SECOND,
    shapes: SHAPES.map(({ eventsPerRequest }) => {
      const [one, many] = [bill(eventsPerRequest, FEW), bill(eventsPerRequest, MANY)];
      const failing = bill(eventsPerRequest, FEW, FAILING);
      const delivery = combine((name) => (many[name] - one[name]) / (MANY - FEW));
      return {
        eventsPerRequest,
        event: combine((name) => one[name] - (delivery[name] ?? 0)),
        delivery,
        failedAttempt: combine((name) => (failing[name] - one[name]) / FAILED_ATTEMPTS),
      };
    }),
    rates: all.rates.map((row) => ({
      eventsPerSecond: row.traffic.eventsPerSecond,
      bill: combine((name) => metered(row)[name]),
    })),
    windows: all.windows.flatMap((row) => {
      const { windows, eventsPerSecond } = row.traffic;
      // What a lane gathers changes too little to estimate with.
      return windows === undefined || windows.deliverySeconds > 0
        ? []
        : [{ fanOutSeconds: windows.fanOutSeconds, eventsPerSecond, bill: combine((name) => metered(row)[name]) }];
    }),
    functions: addedBy(all),
    claimWrites: perEvent(all, 'fan-out claimWrites'),
    idleMonth: Number(
      Object.values(all.idle)
        .reduce((sum, { list }) => sum + list, 0)
        .toFixed(2),
    ),
    delivery: {
      gigabyteSeconds: perEvent(all, 'delivery gigabyteSeconds'),
      invocations: perEvent(all, 'delivery invocations'),
    },
  };
}

function addedBy(all: Everything): MeasuredCosts['functions'] {
  const of = (wanted: FunctionsOfTraffic): number =>
    Number((addedByFunctions(all).find(({ functions }) => functions === wanted)?.together ?? NaN).toFixed(DIGITS));
  return { destination: of('destination'), insert: of('insert'), source: of('source') };
}

function perEvent({ matrix }: Everything, key: string): number {
  const { usage, traffic } = find(matrix);
  return Number(((usage[key] ?? 0) / traffic.events).toPrecision(DIGITS));
}

function combine(amount: (name: keyof Bill) => number): PerMillion {
  return Object.fromEntries(COMPONENTS.map((name) => [name, Number(Math.max(0, amount(name)).toFixed(DIGITS))]));
}

/** The modules that hold them, by path. */
export function measuredModules({ windows, ...costs }: MeasuredCosts): Record<string, string> {
  return {
    'domain/cost/measured-windows.ts': `// What was metered last with other batching windows, by \`npm run cost\`, which writes this file. \`penstock cost\` reads it.

import type { MeasuredCosts } from './measured-costs-shape.ts';

/** At the prices of domain/cost/prices.ts. */
export const MEASURED_WINDOWS: MeasuredCosts['windows'] = ${JSON.stringify(windows)};
`,
    'domain/cost/measured-costs.ts': `// What was metered last, by \`npm run cost\`, which writes this file. The dry run of a replay and \`penstock cost\` read it.

import type { MeasuredCosts } from './measured-costs-shape.ts';
import { MEASURED_WINDOWS } from './measured-windows.ts';

/** At the prices of domain/cost/prices.ts. */
export const MEASURED_COSTS: MeasuredCosts = {
  ${JSON.stringify(costs).slice(1, -1)},
  windows: MEASURED_WINDOWS,
};
`,
  };
}
