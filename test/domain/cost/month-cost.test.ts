import { describe, expect, test } from 'vitest';
import { monthCost, type MonthTraffic } from '../../../domain/cost/month-cost.ts';
import type { MeasuredCosts } from '../../../domain/cost/measured-costs-shape.ts';

const MEASURED: MeasuredCosts = {
  at: '2026-11-22',
  bytesPerEvent: 2048,
  eventsPerSecond: 1000,
  shapes: [
    { eventsPerRequest: 1, event: { SQS: 4 }, delivery: { SQS: 1 }, failedAttempt: { SQS: 2 } },
    { eventsPerRequest: 15, event: { SQS: 2 }, delivery: { SQS: 1 }, failedAttempt: { SQS: 2 } },
  ],
  rates: [
    { eventsPerSecond: 10, bill: { SQS: 30 } },
    { eventsPerSecond: 1000, bill: { SQS: 10 } },
  ],
  windows: [
    { fanOutSeconds: 0, eventsPerSecond: 1000, bill: { SQS: 15 } },
    { fanOutSeconds: 1, eventsPerSecond: 1000, bill: { SQS: 10 } },
  ],
  functions: { destination: 1, insert: 1, source: 1 },
  claimWrites: 1,
  idleMonth: 8,
  delivery: { gigabyteSeconds: 0, invocations: 0 },
};

const at = (day: number): number => Date.UTC(2026, 10, day);

/** A million events in the hours that make a thousand a second of them, ten days of thirty after the first. */
function aMonth(changed: Partial<MonthTraffic> = {}): MonthTraffic {
  return {
    ...{ accepted: 3_600_000, delivered: 7_200_000, failedAttempts: 1_000_000, busyHours: 1 },
    ...{ beginsMs: at(1), endsMs: at(31), firstMs: at(1), nowMs: at(11) },
    ...changed,
  };
}

describe('the cost of a month', () => {
  test('is what its events, deliveries and failed attempts cost, and a share of what the stage costs', () => {
    const cost = monthCost(aMonth(), MEASURED, { eventsPerRequest: 15 });

    expect(cost.soFar['SQS']).toBeCloseTo(3.6 * 2 + 7.2 * 1 + 1 * 2);
    expect(cost.soFar['standing']).toBeCloseTo(8 / 3);
    expect(cost.soFar['metrics']).toBeCloseTo(2.4 / 730);
    expect(cost.soFarDollars).toBeCloseTo(16.4 + 8 / 3 + 2.4 / 730);
  });

  test('goes on until its end as it has since the first event, while the stage costs no more than a month', () => {
    const cost = monthCost(aMonth({ firstMs: at(6) }), MEASURED, { eventsPerRequest: 15 });

    expect(cost.endOfMonth['SQS']).toBeCloseTo(16.4 * 5);
    expect(cost.endOfMonth['standing']).toBe(8);
  });

  test('is computed by the way to send that was metered and is nearest', () => {
    const [single, several] = [
      monthCost(aMonth(), MEASURED, { eventsPerRequest: 2 }),
      monthCost(aMonth(), MEASURED, { eventsPerRequest: 90 }),
    ];

    expect([single.eventsPerRequest, several.eventsPerRequest]).toEqual([1, 15]);
  });

  test.each([
    ['what was metered at that rate', 10, 3],
    ['between two rates what lies between', 100, 2],
    ['below what was metered as at the lowest rate', 0.1, 3],
    ['above it as at the highest', 50_000, 1],
  ])('is by the rate of the busy hours: %s', (_what, eventsPerSecond, factor) => {
    const traffic = aMonth({ accepted: eventsPerSecond * 3_600, delivered: 0, failedAttempts: 0 });

    const cost = monthCost(traffic, MEASURED, { eventsPerRequest: 15 });

    expect(cost.eventsPerSecond).toBeCloseTo(eventsPerSecond);
    expect(cost.soFar['SQS']).toBeCloseTo(eventsPerSecond * 3_600 * 2e-6 * factor);
  });

  test('is dearer by as much as was metered with a shorter batching window', () => {
    const cost = monthCost(aMonth(), MEASURED, { eventsPerRequest: 15, windowSeconds: 0 });

    expect(cost.soFar['SQS']).toBeCloseTo(16.4 * 1.5);
  });

  test('has claims at the price of provisioned capacity, and what that costs before the first', () => {
    const shape = { eventsPerRequest: 15, event: { 'DynamoDB, claims': 0.63 }, delivery: {}, failedAttempt: {} };
    const rates = [{ eventsPerSecond: 1000, bill: { 'DynamoDB, claims': 0.63 } }];
    const measured = { ...MEASURED, shapes: [shape], rates };

    const [onDemand, provisioned] = [undefined, 60].map((utilizationPercent) =>
      monthCost(aMonth(), measured, { eventsPerRequest: 15, utilizationPercent }),
    );

    // A unit for an hour is 0.00065 dollars, so a million writes at 60 % use are 0.301, and 0.625 on demand.
    expect(onDemand?.soFar['DynamoDB, claims']).toBeCloseTo(3.6 * 0.63);
    expect(provisioned?.soFar['DynamoDB, claims']).toBeCloseTo(3.6 * (0.63 - 0.625 + 0.3009), 3);
    // 25 read units all month, and ten alarms.
    expect(provisioned?.endOfMonth['standing']).toBeCloseTo(8 + 2.3725 + 1);
  });

  test('of a stage to which nothing came is what it costs by itself', () => {
    const nothing = { accepted: 0, delivered: 0, failedAttempts: 0, busyHours: 0, firstMs: at(11) };

    const cost = monthCost(aMonth(nothing), MEASURED, { eventsPerRequest: 15 });

    expect(cost.soFar['SQS']).toBe(0);
    expect(cost.endOfMonthDollars).toBe(8);
  });
});
