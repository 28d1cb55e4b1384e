import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shardsNeeded, simulateContention } from '../../../proof/capacity/contention.ts';
import { EVENT_COSTS } from '../../../proof/capacity/event-costs.ts';
import { DEFAULT_LOAD, type Load } from '../../../proof/capacity/load.ts';
import { ends, planned, warmAndBill } from '../../../proof/capacity/page.ts';
import { planCapacity, type Plan } from '../../../proof/capacity/plan.ts';
import { price } from '../../../proof/capacity/price.ts';
import { parseStageConfig } from '../../../lib/stage-config.ts';

const aPlan = (changed: Partial<Load> = {}): Plan => planCapacity({ ...DEFAULT_LOAD, ...changed }, EVENT_COSTS);
const binding = ({ quotas }: Plan): string[] =>
  Object.entries(quotas).flatMap(([key, { binds }]) => (binds ? [key] : []));
const endings = ({ limits }: Plan): string[] => limits.flatMap(({ what, holds }) => (holds ? [] : [what]));

describe('a capacity plan for 100,000 events a second', () => {
  test('has what follows from the rate alone', () => {
    const { flow, stages } = aPlan();

    // 100,000 / 15; 300,000 deliveries, of which one in a hundred is tried again; 100,000 / s x 0.2 s / 64, three times.
    expect(flow.requests).toBeCloseTo(6666.7, 1);
    expect(flow.attempts).toBeCloseTo(303_030, 0);
    expect(stages.delivery.functions).toBeGreaterThan(937.5);
    expect(stages.delivery.functions).toBeLessThan(1150);
    expect(flow.dedupeWrites).toBeGreaterThan(100_000);
  });

  test('names the quotas that bind, and no others', () => {
    expect(binding(aPlan())).toEqual(['concurrency', 'dedupeTable']);
    expect(binding(aPlan({ eventsPerSecond: 1000 }))).toEqual([]);
    expect(binding(aPlan({ eventsPerRequest: 1 }))).toEqual(
      expect.arrayContaining(['requests', 'invocations', 'ingestInFlight']),
    );
    expect(binding(aPlan({ latencyMs: 1000 }))).toContain('laneSource');
  });

  test('names where the design ends, and not at a thousand events a second', () => {
    expect(endings(aPlan())).toEqual([
      'counters of one destination',
      'release of what was held',
      'line of a destination with a rate limit',
    ]);
    expect(endings(aPlan({ eventsPerSecond: 1000 }))).toEqual([]);
  });

  test('gives settings that a stage takes', () => {
    for (const plan of [aPlan(), aPlan({ eventsPerRequest: 1, destinations: 10 }), aPlan({ eventsPerSecond: 1 })]) {
      const config = parseStageConfig({ name: 'planned', ...plan.settings });

      expect(config.lanes.length).toBe(plan.stages.delivery.lanes);
    }
  });

  test('has lanes for whole destinations, which share one up to half of what it runs', () => {
    const lanesOf = (plan: Plan): number[] =>
      plan.settings.lanes?.map(({ maxConcurrency = 0 }) => maxConcurrency) ?? [];

    const [large, few, many] = [
      aPlan(),
      aPlan({ eventsPerSecond: 1000 }),
      aPlan({ eventsPerSecond: 20_000, destinations: 10 }),
    ];

    // 100,000 / s x 0.2 s / 64 x 1.5 = 469 for each destination, and a little for the packs; a fifth of it at 20,000.
    expect(lanesOf(large)).toHaveLength(3);
    for (const functions of lanesOf(large)) expect(functions).toBeGreaterThan(469);
    expect(lanesOf(few)).toHaveLength(1);
    // Five at 94 and more share one, which is 469 again.
    expect(lanesOf(many)).toHaveLength(2);
    for (const functions of lanesOf(many)) expect(functions).toBeGreaterThan(469);
  });

  test('never has more messages in flight for fan-out than its alarm allows, however many functions there are', () => {
    const most = [1000, 10_000, 100_000, 1_000_000].map(
      (eventsPerSecond) => aPlan({ eventsPerSecond, eventsPerRequest: 1 }).stages['fan-out'].mostInFlight,
    );

    expect(Math.max(...most.map(Number))).toBeLessThanOrEqual(90_000);
  });

  test('costs more for more of everything', () => {
    const dollars = ({ bill }: Plan): number => bill.reduce((sum, { dollarsPerMillion }) => sum + dollarsPerMillion, 0);
    const usual = dollars(aPlan());

    const dearer = [{ eventsPerRequest: 1 }, { bytesPerEvent: 8192 }, { destinations: 10 }, { failingShare: 0.3 }];

    // An independent model of packed designs says 1.36 without counters and with 64 attempts at once.
    expect(usual).toBeGreaterThan(1.3);
    expect(usual).toBeLessThan(2);
    for (const changed of dearer) expect(dollars(aPlan(changed))).toBeGreaterThan(usual);
  });
});

describe('prices', () => {
  test('fall with volume, step by step', () => {
    // 300 M at 1 $, 100 M at 0.90 $.
    expect(price('request', 400e6)).toBeCloseTo(390, 6);
    // 10 TB of 1,024 GB at 9 cents, 40 at 8.5, 100 at 7, 50 at 5 a gigabyte.
    expect(price('byteOut', 200 * 1024 ** 4)).toBeCloseTo(1.024 * (900 + 3400 + 7000 + 2500), 6);
  });
});

describe('transactions on the same counters', () => {
  test('are refused as often as the item is busy', () => {
    const { tries, refused, gaveUp } = simulateContention({ perSecond: 5, transactionMs: 20 }, 3600);

    // Five a second of 20 ms keep it busy for a tenth of the time.
    expect(refused / tries).toBeGreaterThan(0.07);
    expect(refused / tries).toBeLessThan(0.12);
    expect(gaveUp).toBe(0);
  });

  test('give up where there are more than an item can take', () => {
    const { works, gaveUp } = simulateContention({ perSecond: 200, transactionMs: 20 }, 600);

    // Fifty a second is all there is room for.
    expect(1 - gaveUp / works).toBeCloseTo(0.25, 1);
  });

  test('want so many shards that each is busy for less than a sixth of the time', () => {
    expect(shardsNeeded({ perSecond: 60, transactionMs: 20 })).toBe(8);
    expect(shardsNeeded({ perSecond: 61, transactionMs: 20 })).toBe(16);
    expect(shardsNeeded({ perSecond: 1, transactionMs: 20 })).toBe(1);
  });
});

describe('docs/capacity.md', () => {
  test.each([
    ['what is needed', planned],
    ['where the design ends', ends],
    ['warm-up and bill', warmAndBill],
  ])('says what the command says now: %s', (_, part) => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/capacity.md'), 'utf8');

    const now = part(aPlan());

    expect(page.includes(now), 'run `npm run capacity -- --docs`').toBe(true);
  });
});
