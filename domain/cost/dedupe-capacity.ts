// The dedupe table on demand or with provisioned capacity: what a claim costs in each, and from where on the second is less.
// The cost pages and `penstock cost` say both; lib/dedupe-table.ts makes the table.

import { HOURS_PER_MONTH, PRICES } from './prices.ts';

/** Unless the stage says otherwise: how much of what is provisioned Application Auto Scaling wants to be used. */
export const TARGET_UTILIZATION_PERCENT = 60;

/** https://docs.aws.amazon.com/autoscaling/application/userguide/create-target-tracking-policy-cli.html: DynamoDB allows 20 to 90. */
export const UTILIZATION_PERCENT = { least: 20, most: 90 } as const;

/** Reads of the table are few: earlier claims and decisions, when something comes twice; what the ledger shows. */
export const READ_UNITS = { seed: 100, min: 25, max: 4_000 } as const;

/** Alarms that each policy of Application Auto Scaling makes for itself, one policy for writes and one for reads. */
const ALARMS_OF_SCALING = 2 * 4;
/** Throttled writes and throttled reads, in one alarm that is billed by the metric. */
const METRICS_OF_THROTTLES = 2;

const SECONDS_PER_HOUR = 3_600;

/** Dollars for one write when so much of what is provisioned is used. */
export function provisionedWrite(utilizationPercent: number): number {
  return PRICES.writeUnitHour / SECONDS_PER_HOUR / (utilizationPercent / 100);
}

/** Used less than this, what is provisioned costs more than the same writes on demand. */
export const BREAK_EVEN_PERCENT = (100 * PRICES.writeUnitHour) / SECONDS_PER_HOUR / PRICES.writeUnit;

/** Dollars a month that provisioned capacity costs before the first write: the least reads, and alarms. */
export const PROVISIONED_STANDING =
  READ_UNITS.min * PRICES.readUnitHour * HOURS_PER_MONTH +
  (ALARMS_OF_SCALING + METRICS_OF_THROTTLES) * PRICES.alarmMonth;

/** Claims a second, all day, from which it pays. */
export function worthFromPerSecond(utilizationPercent: number): number {
  const saved = PRICES.writeUnit - provisionedWrite(utilizationPercent);
  return PROVISIONED_STANDING / (saved * HOURS_PER_MONTH * SECONDS_PER_HOUR);
}
