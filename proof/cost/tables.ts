// Tables in Markdown, for the shell and for the pages.
import { billOf, COMPONENTS, total, withoutDataOut, type Bill } from './bill.ts';
import { eventBridgeBill } from './event-bridge.ts';
import type { Idle } from './idle.ts';
import type { Everything } from './meter-all.ts';
import type { Metered } from './run-traffic.ts';
import { DESTINATIONS, FAILURES, SHAPES } from './scenarios.ts';

export const dollars = (amount: number): string => amount.toFixed(amount !== 0 && amount < 0.01 ? 3 : 2);
const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

/** Columns after the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, index) => (index === 0 ? '---' : '--:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export const metered = ({ usage, traffic }: Metered): Bill => billOf(usage, traffic.events);

type Wanted = { readonly eventsPerRequest?: number; readonly destinations?: number; readonly failures?: number };

export function find(
  all: readonly Metered[],
  { eventsPerRequest = 15, destinations = 1, failures = 0 }: Wanted = {},
): Metered {
  const found = all.find(
    ({ traffic }) =>
      traffic.eventsPerRequest === eventsPerRequest &&
      traffic.destinations === destinations &&
      traffic.failures === failures,
  );
  if (found === undefined) throw new Error(`Nothing was metered for ${eventsPerRequest} events a request.`);
  return found;
}

/** Bills beside each other, by component. */
function byComponent(columns: readonly (readonly [name: string, bill: Bill])[]): string {
  const bills = columns.map(([, bill]) => bill);
  return table(
    ['', ...columns.map(([name]) => name)],
    [
      ...COMPONENTS.map((component) => [component, ...bills.map((bill) => dollars(bill[component]))]),
      ['**together**', ...bills.map((bill) => `**${dollars(total(bill))}**`)],
      ['without data out', ...bills.map((bill) => dollars(withoutDataOut(bill)))],
    ],
  );
}

/** What the README shows. */
export function shapesTable({ matrix }: Everything): string {
  const columns = SHAPES.toReversed().map(({ eventsPerRequest }) => {
    const name = eventsPerRequest === 1 ? '1 event a request' : `${eventsPerRequest} events a request`;
    return [name, metered(find(matrix, { eventsPerRequest }))] as const;
  });
  return byComponent(columns);
}

/** All combinations, in one figure each. */
export function matrixTable({ matrix }: Everything): string {
  const rows = SHAPES.flatMap(({ name, eventsPerRequest }) =>
    DESTINATIONS.map((destinations) => [
      `${name} (${eventsPerRequest} a request), ${destinations} ${destinations === 1 ? 'destination' : 'destinations'}`,
      ...FAILURES.map((failures) => {
        const bill = metered(find(matrix, { eventsPerRequest, destinations, failures }));
        return `${dollars(total(bill))} (${dollars(withoutDataOut(bill))})`;
      }),
    ]),
  );
  return table(['', ...FAILURES.map((failures) => `${percent(failures)} of attempts fail`)], rows);
}

/** One shape in every detail that a bill has. */
export function destinationsTable({ matrix }: Everything): string {
  return byComponent(
    DESTINATIONS.flatMap((destinations) =>
      [0, 0.3].map(
        (failures) =>
          [
            `${destinations} dest., ${percent(failures)} fail`,
            metered(find(matrix, { destinations, failures })),
          ] as const,
      ),
    ),
  );
}

export function ratesTable({ rates }: Everything): string {
  return table(
    [
      'events a second',
      'events in a run of fan-out',
      'dollars a million',
      'without data out',
      'dollars a month without data out',
    ],
    rates.map((row) => {
      const { eventsPerSecond, events } = row.traffic;
      const bill = metered(row);
      const runs = row.usage['fan-out invocations'] ?? NaN;
      const perMonth = withoutDataOut(bill) * eventsPerSecond * 2.628;
      return [
        eventsPerSecond.toLocaleString('en'),
        String(Math.round(events / runs)),
        dollars(total(bill)),
        dollars(withoutDataOut(bill)),
        perMonth < 100 ? perMonth.toFixed(0) : (Math.round(perMonth / 10) * 10).toLocaleString('en'),
      ];
    }),
  );
}

/** The same work, done in other ways. */
export function comparisonTable({ matrix, naive }: Everything): string {
  const rows = SHAPES.map(({ name, eventsPerRequest }) => {
    const ours = find(matrix, { eventsPerRequest });
    const bus = withoutDataOut(eventBridgeBill(ours));
    const plain = withoutDataOut(metered(find(naive, { eventsPerRequest })));
    const own = withoutDataOut(metered(ours));
    return [
      `${name}, ${eventsPerRequest} a request`,
      ...[dollars(own), dollars(plain), `${(plain / own).toFixed(1)}x`, dollars(bus), (own / bus).toFixed(2)],
    ];
  });
  return table(
    ['without data out', 'Penstock', 'naive', 'naive over Penstock', 'EventBridge', 'Penstock over EventBridge'],
    rows,
  );
}

export function naiveTable({ matrix, naive }: Everything): string {
  return byComponent([
    ['Penstock', metered(find(matrix))],
    ['naive', metered(find(naive))],
    ['EventBridge', eventBridgeBill(find(matrix))],
  ]);
}

export function idleTable({ idle }: { idle: Idle }): string {
  const sums = (['list', 'beyondFree'] as const).map((kind) =>
    Object.values(idle).reduce((sum, amounts) => sum + amounts[kind], 0),
  );
  const rows = Object.entries(idle).map(([name, { list, beyondFree }]) => [name, dollars(list), dollars(beyondFree)]);
  const together = ['**together**', ...sums.map((sum) => `**${dollars(sum)}**`)];
  return table(['in a month without traffic, in dollars', 'by list', 'beyond what is free'], [...rows, together]);
}

/** Requests and billed units for a thousand events, 15 a request, one destination. */
export function requestsTable({ matrix }: Everything): string {
  const { usage, calls, traffic } = find(matrix);
  const per = (amount: number): string => Number(((amount * 1000) / traffic.events).toPrecision(3)).toString();
  const rows = [...Object.entries(calls), ...Object.entries(usage)]
    .map(([key, amount]) => [key, per(amount)])
    .sort(([one = ''], [two = '']) => one.localeCompare(two));
  return table(['stage and request or unit', 'for 1,000 events'], rows);
}
