// What the settings of a stage do to the bill: how long events are gathered, and how the dedupe table is paid for.
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../../domain/pipeline/batching-window.ts';
import {
  BREAK_EVEN_PERCENT,
  PROVISIONED_STANDING,
  provisionedWrite,
  TARGET_UTILIZATION_PERCENT,
  UTILIZATION_PERCENT,
  worthFromPerSecond,
} from '../../domain/cost/dedupe-capacity.ts';
import { HOURS_PER_MONTH, PRICES } from '../../domain/cost/prices.ts';
import { withoutDataOut } from './bill.ts';
import type { Windows } from './design.ts';
import type { Everything } from './meter-all.ts';
import type { Metered } from './run-traffic.ts';
import { dollars, find, metered, table } from './tables.ts';

const CLAIMS = 'DynamoDB, claims';
const MILLION = 1_000_000;
const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

const isSame = (one: Windows | undefined, other: Windows): boolean =>
  one?.fanOutSeconds === other.fanOutSeconds && one.deliverySeconds === other.deliverySeconds;

/** A row for each pair of windows, a column for each rate. */
export function windowsTable({ windows }: Pick<Everything, 'windows'>): string {
  const rates = [...new Set(windows.map(({ traffic }) => traffic.eventsPerSecond))];
  const pairs = windows
    .flatMap(({ traffic }) => traffic.windows ?? [])
    .filter((pair, index, all) => all.findIndex((other) => isSame(other, pair)) === index);
  const rows = pairs.map((pair) => {
    const found = (rate: number): Metered[] =>
      windows.filter(({ traffic }) => traffic.eventsPerSecond === rate && isSame(traffic.windows, pair));
    const prices = rates.map((rate) =>
      found(rate)
        .map((row) => dollars(withoutDataOut(metered(row))))
        .join(),
    );
    const objects = found(Math.max(...rates)).map(({ usage, traffic }) =>
      Math.round(((usage['fan-out puts'] ?? 0) * MILLION) / traffic.events).toLocaleString('en'),
    );
    const isDefault = pair.fanOutSeconds === FAN_OUT_BATCHING_WINDOW_SECONDS && pair.deliverySeconds === 0;
    const name = `fan-out ${pair.fanOutSeconds} s, lanes ${pair.deliverySeconds} s${isDefault ? ' (unless a stage says otherwise)' : ''}`;
    return [name, ...prices, objects.join()];
  });
  const head = rates.map((rate) => `${rate.toLocaleString('en')} events a second`);
  return table(
    ['window', ...head, `objects of the archive, at ${Math.max(...rates).toLocaleString('en')} a second`],
    rows,
  );
}

/** Claims by how they are paid for. */
export function claimsTable({ matrix }: Pick<Everything, 'matrix'>): string {
  const { usage, traffic } = find(matrix);
  const all = metered(find(matrix));
  const writes = (usage['fan-out claimWrites'] ?? 0) / traffic.events;
  const row = (name: string, perWrite: number, standing: number): string[] => {
    const saved = writes * (PRICES.writeUnit - perWrite) * MILLION;
    const month = (rate: number, own: number): string =>
      Math.round((own * rate * SECONDS_PER_MONTH) / MILLION + standing).toLocaleString('en');
    const own = all[CLAIMS] - saved;
    return [name, dollars(own), dollars(withoutDataOut(all) - saved), ...CLAIM_RATES.map((rate) => month(rate, own))];
  };
  const used = [
    UTILIZATION_PERCENT.most,
    70,
    TARGET_UTILIZATION_PERCENT,
    40,
    BREAK_EVEN_PERCENT,
    UTILIZATION_PERCENT.least,
  ];
  return table(
    [
      'the dedupe table',
      'claims, a million',
      'all without data out, a million',
      ...CLAIM_RATES.map((rate) => `claims, a month at ${rate.toLocaleString('en')} a second`),
    ],
    [
      row('on demand', PRICES.writeUnit, 0),
      ...used.map((percent) =>
        row(
          `provisioned, ${Math.round(percent)} % used${percent === TARGET_UTILIZATION_PERCENT ? ' (the target unless a stage says otherwise)' : ''}`,
          provisionedWrite(percent),
          PROVISIONED_STANDING,
        ),
      ),
    ],
  );
}

const CLAIM_RATES = [10, 100, 1_000, 10_000];

/** What the table does not say. */
export function claimsSentence(): string {
  const worth = Math.ceil(worthFromPerSecond(TARGET_UTILIZATION_PERCENT));
  return `Provisioned capacity is worth it when, over a month, more than ${BREAK_EVEN_PERCENT.toFixed(0)} % of what is provisioned is used, and from about ${worth} events a second on all day: before the first write, ${PROVISIONED_STANDING.toFixed(2)} a month are due for the least reads and for ten alarms (eight that auto scaling makes, and our own). Traffic whose peak of an hour is twice its mean and that auto scaling follows stays near the target; traffic in bursts does not, and is dearer than on demand. Marks of batches, decisions and minutes are written to the same table; they become cheaper in the same way, and are at most a twentieth.`;
}
