import { describe, expect, test } from 'vitest';
import type { Section, Settings, Suite } from '../../../proof/bench/harness/report.ts';
import { coldStartSuite } from '../../../proof/bench/suites/cold-start.ts';
import { deliverySuite } from '../../../proof/bench/suites/delivery.ts';
import { fanOutSuite } from '../../../proof/bench/suites/fan-out.ts';
import { ingestSuite } from '../../../proof/bench/suites/ingest.ts';
import { memorySuite } from '../../../proof/bench/suites/memory.ts';
import { replaySuite } from '../../../proof/bench/suites/replay.ts';
import { toTable } from '../../../proof/bench/harness/report.ts';

// Benchmarks that nobody runs stop to work. What they measure here means nothing, so it is not looked at.

const TINY: Settings = { rounds: 1, sampleMs: 1, loadMs: 900 };

function strange(sections: readonly Section[]): string[] {
  return sections.flatMap(({ title, rows }) =>
    rows.filter(({ value, ratio }) => !(value > 0 && ratio > 0)).map(({ name }) => `${title}: ${name}`),
  );
}

describe('each suite of the benchmarks', () => {
  test.each<[string, Suite]>(
    [ingestSuite, fanOutSuite, deliverySuite, replaySuite, coldStartSuite, memorySuite].map((suite) => [
      suite.name,
      suite,
    ]),
  )(
    '%s runs and gives a finite ratio for all that it compares',
    async (_name, suite) => {
      const sections = await suite.run(TINY);

      expect(sections.length).toBeGreaterThan(0);
      expect(strange(sections)).toEqual([]);
    },
    60_000,
  );
});

test('a comparison is shown as a table with the floor first', () => {
  const rows = [
    { name: 'floor', value: 2, ratio: 1, low: 1, high: 1 },
    { name: 'ours', value: 3000, ratio: 1500, low: 1400, high: 1600 },
  ];

  const table = toTable({ title: 'what', unit: 'us', rows });

  expect(table.split('\n').slice(2)).toEqual([
    '|       |    us | ratio |   quartiles |',
    '| ----- | ----: | ----: | ----------: |',
    '| floor |   2.0 |   1.0 |             |',
    '| ours  | 3,000 | 1,500 | 1,400-1,600 |',
  ]);
});
