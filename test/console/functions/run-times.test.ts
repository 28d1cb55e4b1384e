import { expect, test } from 'vitest';
import { timesOf } from '../../../console/src/routes/functions/run-times.ts';

test('the times of runs are their middle and their most, and nothing where there is no run', () => {
  const runs = [9, 1, 3, 2].map((ms) => ({ ms, cpuMs: ms / 10 }));

  expect(timesOf(runs, 'ms')).toEqual({ median: 2, most: 9 });
  expect(timesOf(runs, 'cpuMs')).toEqual({ median: 0.2, most: 0.9 });
  expect(timesOf([], 'ms')).toBeUndefined();
});
