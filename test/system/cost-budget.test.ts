import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { meterBudget, overBudget, type Budget } from '../../proof/cost/budget.ts';
import { withRunner } from '../../proof/cost/meter-all.ts';

const BUDGET = join(import.meta.dirname, '../../proof/cost/budget.json');

test('asks AWS for no more than its budget for a thousand events', async () => {
  const budget = JSON.parse(readFileSync(BUDGET, 'utf8')) as Budget;

  const found = await withRunner(meterBudget);

  // Meant to be so? Then: npm run cost -- --budget
  expect(overBudget(budget, found)).toEqual([]);
});

test('says what is over its budget, and what has none', () => {
  const budget: Budget = { server: { 'ingest invocations': 100, 'fan-out puts': 4 } };
  const found: Budget = { server: { 'ingest invocations': 106, 'fan-out puts': 4.1, 'delivery gets': 1 } };

  const faults = overBudget(budget, found);

  expect(faults).toEqual([
    'server: ingest invocations: 106 for 1,000 events, and the budget has 100',
    'server: delivery gets: 1 for 1,000 events, and the budget has 0',
  ]);
});
