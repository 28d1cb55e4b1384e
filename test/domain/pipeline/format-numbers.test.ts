import { describe, expect, test } from 'vitest';
import {
  createFormatReader,
  NewerFormatError,
  type Fields,
  type Format,
} from '../../../domain/pipeline/format-numbers.ts';

/** Form 2 calls the sum by its unit, and form 3 has it in a list. */
const STEPS: Format['steps'] = [
  {
    upgrade: ({ sum, ...rest }) => ({ ...rest, sumCents: sum }),
    downgrade: ({ sumCents, ...rest }) => ({ ...rest, sum: sumCents }),
  },
  {
    upgrade: ({ sumCents, ...rest }) => ({ ...rest, sums: [sumCents] }),
    downgrade: ({ sums, ...rest }) => ({ ...rest, sumCents: (sums as unknown[])[0] }),
  },
];

function aFormat(format: Partial<Format>) {
  return createFormatReader({ bill: { name: 'a bill', writes: 1, steps: [], places: [], ...format } });
}

describe('what is stored', () => {
  test.each<[string, Fields]>([
    ['without a number', { id: 'a', sum: 5 }],
    ['with the number of the form before this one', { id: 'a', sumCents: 5, format: 2 }],
    ['with the number of now', { id: 'a', sums: [5], format: 3 }],
    ['with its number in an attribute of DynamoDB', { id: 'a', sums: [5], format: { N: '3' } }],
  ])('%s is read in the form of now, without its number', (_, stored) => {
    const { upgrade } = aFormat({ steps: STEPS, writes: 3 });

    expect(upgrade('bill', stored)).toEqual({ id: 'a', sums: [5] });
  });

  test('has no number and stays what it is in the first form', () => {
    const { numbered, numberedItem, upgrade } = aFormat({});
    const bill = { id: 'a', sum: 5 };

    expect([numbered('bill', bill), numberedItem('bill', bill), upgrade('bill', bill)]).toEqual([bill, bill, bill]);
  });

  test('says the number of its form in any later one, in JSON and in an item', () => {
    const { numbered, numberedItem } = aFormat({ steps: STEPS, writes: 3 });

    expect(numbered('bill', { sums: [5] })).toEqual({ sums: [5], format: 3 });
    expect(numberedItem('bill', { sums: { N: '5' } })).toEqual({ sums: { N: '5' }, format: { N: '3' } });
  });

  test.each([
    [1, { sum: 5 }],
    [2, { sumCents: 5, format: 2 }],
  ])('is written as form %i by a release that only reads the forms after it', (writes, stored) => {
    const { numbered, upgrade } = aFormat({ steps: STEPS, writes });

    const written = numbered('bill', { sums: [5] });

    expect(written).toEqual(stored);
    expect(upgrade('bill', written as Fields)).toEqual({ sums: [5] });
  });

  test('says a later number only where an older form could not say what is in it', () => {
    const steps = [{ upgrade: (bill: Fields) => bill, downgrade: (bill: Fields) => bill }];
    const { numbered, numberWritten, upgrade } = aFormat({ steps, needs: ({ tip }) => (tip === undefined ? 1 : 2) });

    expect(numbered('bill', { sum: 5 })).toEqual({ sum: 5 });
    expect(numbered('bill', { sum: 5, tip: 1 })).toEqual({ sum: 5, tip: 1, format: 2 });
    expect([numberWritten('bill', { sum: 5 }), numberWritten('bill', { tip: 1 })]).toEqual([1, 2]);
    expect(upgrade('bill', { sum: 5, tip: 1, format: 2 })).toEqual({ sum: 5, tip: 1 });
  });

  test('from before there were numbers is completed before it is upgraded, and nothing else is', () => {
    const complete = (bill: Fields): Fields => ({ sum: 0, ...bill });
    const { upgrade } = aFormat({ steps: STEPS, writes: 3, complete });

    expect(upgrade('bill', {})).toEqual({ sums: [0] });
    expect(upgrade('bill', { sumCents: 7, format: 2 })).toEqual({ sums: [7] });
  });

  test.each([4, 0, 1.5, 'two', null])('with the number %s is refused', (format) => {
    const { upgrade } = aFormat({ steps: STEPS, writes: 3 });

    expect(() => upgrade('bill', { format })).toThrow(NewerFormatError);
  });

  test('by a later release is refused in words that say what to do', () => {
    const { upgrade } = aFormat({});

    expect(() => upgrade('bill', { format: 2 })).toThrow(
      'This is a bill that was written by a newer version of Penstock; it has the format 2, and this version reads up to 1. Nothing is lost: install that version, or one after it.',
    );
  });
});
