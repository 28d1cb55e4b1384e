import { expect, test } from 'vitest';
import { consoleSuite } from '../../proof/bench/suites/console.ts';
import { functionsSuite } from '../../proof/bench/suites/functions.ts';
import { neighboursSuite } from '../../proof/bench/suites/neighbours.ts';
import { pipelineSuite } from '../../proof/bench/suites/pipeline.ts';

test('the benchmark of the whole pipeline sends, waits until all is delivered, and gives a finite ratio of everything', async () => {
  const sections = await pipelineSuite.run({ rounds: 1, sampleMs: 1, loadMs: 1_000 });

  const ratios = sections.flatMap(({ rows }) => rows.map(({ ratio }) => ratio));
  expect(ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0)).toBe(true);
  expect(ratios).toHaveLength(14);
});

test('the benchmark of neighbours sends, waits until the healthy one has all, and gives a finite ratio of everything', async () => {
  const sections = await neighboursSuite.run({ rounds: 1, sampleMs: 1, loadMs: 2_000 });

  const ratios = sections.flatMap(({ rows }) => rows.map(({ ratio }) => ratio));
  expect(ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0)).toBe(true);
  expect(ratios).toHaveLength(6);
});

test('the benchmark of functions runs the engine, the runner and the pipeline, and gives a finite ratio of everything', async () => {
  const sections = await functionsSuite.run({ rounds: 1, sampleMs: 1, loadMs: 500 });

  const ratios = sections.flatMap(({ rows }) => rows.map(({ ratio }) => ratio));
  expect(ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0)).toBe(true);
  expect(ratios).toHaveLength(19);
});

test('the benchmark of the console opens it, leaves it open, and gives a finite ratio of everything', async () => {
  const sections = await consoleSuite.run({ rounds: 1, sampleMs: 1, loadMs: 500 });

  const ratios = sections.flatMap(({ rows }) => rows.map(({ ratio }) => ratio));
  expect(ratios.every((ratio) => Number.isFinite(ratio))).toBe(true);
  expect(ratios).toHaveLength(6);
});
