import { describe, expect, test } from 'vitest';
import { costOf, destinationRows, partRows, WAYS } from '../../../console/src/cost/month.ts';
import type { MonthTraffic } from '../../../domain/cost/month-cost.ts';

const at = (day: number): number => Date.UTC(2026, 10, day);

/** Ten days of thirty, two million deliveries by two destinations. */
function aMonth(changed: Partial<MonthTraffic> = {}): MonthTraffic {
  return {
    ...{ accepted: 1_000_000, delivered: 2_000_000, failedAttempts: 100_000, busyHours: 240 },
    ...{ beginsMs: at(1), endsMs: at(31), firstMs: at(1), nowMs: at(11) },
    ...changed,
  };
}
const DESTINATIONS = [
  { id: 'mail', name: 'Mail', delivered: 500_000, failedAttempts: 0 },
  { id: 'crm', name: 'CRM', delivered: 1_500_000, failedAttempts: 100_000 },
];

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('the parts of a month', () => {
  test('stand dearest first, and are together what the month costs', () => {
    const cost = costOf(aMonth(), '15');

    const rows = partRows(cost);

    expect(rows.map(({ soFar }) => soFar)).toEqual(rows.map(({ soFar }) => soFar).toSorted((a, b) => b - a));
    expect(sum(rows.map(({ soFar }) => soFar))).toBeCloseTo(cost.soFarDollars);
    expect(sum(rows.map(({ endOfMonth }) => endOfMonth))).toBeCloseTo(cost.endOfMonthDollars);
  });

  test('are the stage alone when nothing has come', () => {
    const nothing = { accepted: 0, delivered: 0, failedAttempts: 0, busyHours: 0, firstMs: at(11) };

    const rows = partRows(costOf(aMonth(nothing), '15'));

    expect(rows.map(({ name }) => name)).toEqual(['The stage itself, whatever comes']);
    expect(rows[0]?.soFar).toBeCloseTo((rows[0]?.endOfMonth ?? 0) / 3);
  });

  test('cost three times as much by the end of a month that is a third over', () => {
    const rows = partRows(costOf(aMonth(), '15'));

    for (const { soFar, endOfMonth } of rows) expect(endOfMonth).toBeCloseTo(3 * soFar);
  });

  test('cost less for the same events when more of them come in a request', () => {
    const dollars = WAYS.map(([way]) => costOf(aMonth(), way).soFarDollars);

    expect(dollars).toEqual(dollars.toSorted((one, other) => other - one));
    expect(new Set(dollars).size).toBe(WAYS.length);
  });
});

describe('what the end of a month costs', () => {
  test('is a guess on the day of the first event, and none a day later', () => {
    const [first, next] = [at(2) - 1, at(2)].map((nowMs) => costOf(aMonth({ nowMs }), '15').isEarly);

    expect([first, next]).toEqual([true, false]);
  });

  test('is known from the beginning when nothing has come: the stage costs the same', () => {
    const cost = costOf(aMonth({ accepted: 0, delivered: 0, failedAttempts: 0, firstMs: at(1), nowMs: at(1) }), '15');

    expect(cost.isEarly).toBe(false);
  });
});

describe('what each destination adds', () => {
  test('is together all that is paid for deliveries and failed attempts', () => {
    const traffic = aMonth();
    const without = costOf(aMonth({ delivered: 0, failedAttempts: 0 }), '15');

    const rows = destinationRows(traffic, '15', DESTINATIONS);

    expect(sum(rows.map(({ soFar }) => soFar))).toBeCloseTo(costOf(traffic, '15').soFarDollars - without.soFarDollars);
  });

  test('is dearest first, and nothing for one that had nothing', () => {
    const idle = { id: 'idle', name: 'Idle', delivered: 0, failedAttempts: 0 };

    const rows = destinationRows(aMonth(), '15', [idle, ...DESTINATIONS]);

    expect(rows.map(({ id }) => id)).toEqual(['crm', 'mail', 'idle']);
    expect(rows.at(-1)).toMatchObject({ soFar: 0, endOfMonth: 0 });
  });
});
