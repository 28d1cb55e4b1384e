import { describe, expect, test } from 'vitest';
import { compared, NEW_ROW, printRows, rowsOf, type Rows } from '../../console/src/routes/destination/filter-rows.ts';
import { compileFql } from '../../domain/fql/compile.ts';

const ROWS: Rows = {
  join: 'and',
  rows: [
    { field: 'event', comparison: '=', kind: 'text', value: 'Order "Completed" \\ 50 %\n€' },
    { field: 'properties.total', comparison: '>=', kind: 'number', value: '9.5' },
    { field: 'properties.is\\ new', comparison: '!=', kind: 'true', value: '' },
    { field: 'userId', comparison: '!=', kind: 'null', value: '' },
    { field: 'context.ip', comparison: 'contains', kind: 'text', value: '10.' },
    { field: 'properties.sku', comparison: 'match', kind: 'text', value: 'A-*' },
  ],
};

describe('a filter as rows', () => {
  test('is the filter that was printed of them, in either join', () => {
    const text = printRows(ROWS);

    expect(compileFql(text).ok).toBe(true);
    expect(rowsOf(text)).toEqual(ROWS);
    expect(rowsOf(printRows({ ...ROWS, join: 'or' }))).toEqual({ ...ROWS, join: 'or' });
  });

  test('is one on a line', () => {
    expect(printRows({ join: 'or', rows: ROWS.rows.slice(1, 3) })).toBe(
      'properties.total >= 9.5\n  or properties.is\\ new != true',
    );
  });

  test('has none when there is no filter, and one for a single condition', () => {
    expect(rowsOf(' \n')).toEqual({ join: 'and', rows: [] });
    expect(rowsOf('type = "track"')?.rows).toEqual([{ ...NEW_ROW, field: 'type', value: 'track' }]);
  });

  test.each([
    ['a join in a join', 'type = "track" and (event = "a" or event = "b")'],
    ['a negation', '!(type = "track")'],
    ['a list', 'type in ["track", "page"]'],
    ['a function of a field', 'lowercase(event) = "a"'],
    ['two fields', 'userId = anonymousId'],
    ['a number with more digits than the browser has', 'properties.id = 12345678901234567890'],
    ['a fault', 'type = '],
  ])('leaves %s to the editor', (_, text) => {
    expect(rowsOf(text)).toBeUndefined();
  });

  test('takes a kind of value that its comparison can have', () => {
    expect(compared(NEW_ROW, '>').kind).toBe('number');
    expect(compared({ ...NEW_ROW, kind: 'null' }, 'contains').kind).toBe('text');
    expect(compared({ ...NEW_ROW, kind: 'number' }, '!=').kind).toBe('number');
  });
});
