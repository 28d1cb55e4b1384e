import { describe, expect, test } from 'vitest';
import { hasFailed, withTable, type Outcome, type Row } from '../../../proof/sdks/outcome.ts';

const MARKED = 'before\n<!-- sdks: written by "npm run sdks -- --write" -->\nold\n<!-- end of sdks -->\nafter\n';
const run = (isDelivered: boolean, isDeliveredLate: boolean): Outcome => ({
  kind: 'run',
  isDelivered,
  isDeliveredLate,
  output: '',
});

describe('the results of examples', () => {
  test('stand between the marks of the page, with the day', () => {
    const rows: Row[] = [
      { title: 'Node', outcome: run(true, true) },
      { title: 'Jitsu', outcome: run(true, false) },
      { title: 'PHP', outcome: { kind: 'missing', missing: ['composer', 'php'] } },
      { title: 'Go', outcome: { kind: 'not installed', output: 'forbidden' } },
    ];

    const page = withTable(MARKED, rows, new Date('2026-03-04T05:06:07Z'));

    expect(page.split('\n').filter((line) => /^[|a-zR]/.test(line))).toEqual([
      'before',
      '| example | sent to Penstock | sent before Penstock was there |',
      '| --- | --- | --- |',
      '| Node | arrived | arrived |',
      '| Jitsu | arrived | lost |',
      '| PHP | not run, composer and php missing here |  |',
      '| Go | not run, could not be installed here |  |',
      'Run on 2026-03-04.',
      'after',
    ]);
  });

  test('cannot be written into a page without marks', () => {
    expect(() => withTable('nothing', [], new Date(0))).toThrow('The page has no');
  });

  test.each([
    [run(false, false), true],
    [run(true, false), false],
    [{ kind: 'missing', missing: ['go'] }, false],
    [{ kind: 'not installed', output: '' }, false],
  ] satisfies [Outcome, boolean][])('%j has failed: %s', (outcome, expected) => {
    expect(hasFailed(outcome)).toBe(expected);
  });
});
