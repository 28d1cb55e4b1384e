import { describe, expect, test } from 'vitest';
import { changedFields, recordRuns, runsAt } from '../../../domain/delivery/function-note.ts';

const passed = (changed: string[]) => ({ id: 'scrub', version: 3, result: 'passed', changed });

describe('what is remembered of the functions of a pack', () => {
  test('is nothing where none ran', () => {
    expect(recordRuns([[], []])).toBeUndefined();
  });

  test('names only those events that differ from most', () => {
    const [same, other] = [[passed(['a'])], [{ id: 'scrub', version: 3, result: 'function_dropped' }]];

    const recorded = recordRuns([same, other, same, []]);

    expect(recorded).toEqual([{ runs: same }, { runs: other, positions: [1] }, { runs: [], positions: [3] }]);
    expect([0, 1, 2, 3].map((position) => runsAt(recorded, position))).toEqual([same, other, same, []]);
  });

  test('leaves the fields out where every event has others, and stays small', () => {
    const recorded = recordRuns(Array.from({ length: 100 }, (_, index) => [passed([`properties.p${index}`])]));

    expect(recorded).toEqual([{ runs: [{ id: 'scrub', version: 3, result: 'passed' }] }]);
  });

  test('is of no event that is not recorded', () => {
    expect(runsAt(undefined, 0)).toEqual([]);
  });
});

describe('the fields that a function has changed', () => {
  test('are those that are others, new or gone, and not what was in them', () => {
    const before = { properties: { mail: 'ada@example.com', total: 3 }, userId: 'u1' };
    const after = { properties: { total: 4, marked: true }, userId: 'u1' };

    expect(changedFields(before, after)).toEqual({
      changed: ['properties.mail', 'properties.marked', 'properties.total'],
    });
  });

  test('are none where nothing was changed, and ten with the number of the others', () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`p${String(index).padStart(2, '0')}`, 1]),
    );

    expect(changedFields({ a: 1 }, { a: 1 })).toEqual({});
    expect(changedFields({}, many).changed?.slice(8)).toEqual(['p08', 'p09', '2 more']);
  });
});
