// What this month costs by the parts of the bill and by destination, as people read it.

import { MEASURED_COSTS } from '../../../domain/cost/measured-costs.ts';
import { monthCost, STANDING, type MonthCost, type MonthTraffic } from '../../../domain/cost/month-cost.ts';
import type { Deliveries } from '../../../domain/cost/month-traffic.ts';

/** How events come; what was metered nearest to it counts. */
export const WAYS = [
  ['1', 'One event a request, as from browsers'],
  ['15', '15 events a request, as from servers'],
  ['100', '100 events a request, in bulk'],
] as const;
export type WayName = (typeof WAYS)[number][0];

export type PartRow = {
  readonly name: string;
  readonly soFar: number;
  readonly endOfMonth: number;
  /** What the stage costs whatever comes, and so is known before anything has come. */
  readonly isStanding?: true;
};

const byCost = (one: PartRow, other: PartRow): number => other.soFar - one.soFar;

export function costOf(traffic: MonthTraffic, way: WayName): MonthCost {
  return monthCost(traffic, MEASURED_COSTS, { eventsPerRequest: Number(way) });
}

/** Dearest first; what is nothing at the end of the month too is left out. */
export function partRows({ soFar, endOfMonth }: MonthCost): PartRow[] {
  return Object.entries(soFar)
    .map(([name, amount]) => ({
      ...(name === STANDING
        ? { name: 'The stage itself, whatever comes', isStanding: true as const }
        : { name: `${name.charAt(0).toUpperCase()}${name.slice(1)}` }),
      ...{ soFar: amount, endOfMonth: endOfMonth[name] ?? 0 },
    }))
    .filter((row) => row.endOfMonth > 0)
    .toSorted(byCost);
}

export type DestinationRow = PartRow & Deliveries;

/** What each destination adds: how much less it would be without its deliveries and attempts. Accepting is in no row. */
export function destinationRows(
  traffic: MonthTraffic,
  way: WayName,
  destinations: readonly (Deliveries & { readonly name: string })[],
): DestinationRow[] {
  const all = costOf(traffic, way);
  return destinations
    .map((own) => {
      const delivered = traffic.delivered - own.delivered;
      const failedAttempts = traffic.failedAttempts - own.failedAttempts;
      const without = costOf({ ...traffic, delivered, failedAttempts }, way);
      const soFar = all.soFarDollars - without.soFarDollars;
      return { ...own, soFar, endOfMonth: all.endOfMonthDollars - without.endOfMonthDollars };
    })
    .toSorted(byCost);
}
