import { describe, expect, test } from 'vitest';
import { findRepeats } from '../../../proof/soak/repeats.ts';

const SECOND = 1_000_000;
/** A kill half a second after second 1,000,000; the processes were gone 200 ms later. */
const KILL = { at: SECOND * 1000 + 500, endedAt: SECOND * 1000 + 700 };

const taken = (second: number) => ({ sentAtSeconds: SECOND + second, isTaken: true });
const missed = (second: number) => ({ sentAtSeconds: SECOND + second, isTaken: false });

describe('an attempt for an event that the partner', () => {
  test('had taken is a repeat that nothing explains', () => {
    const repeats = findRepeats([taken(0), taken(9)], []);

    expect(repeats).toEqual([{ takenSeconds: SECOND, againSeconds: SECOND + 9 }]);
  });

  test('had not taken is an ordinary retry, also when it had taken an earlier one', () => {
    const repeats = findRepeats([missed(-9), taken(0), missed(5), taken(7)], []);

    expect(repeats).toEqual([{ previousSeconds: SECOND - 9, takenSeconds: SECOND, againSeconds: SECOND + 5 }]);
  });

  test('read in another order than it was sent counts by when it was sent', () => {
    const repeats = findRepeats([taken(5), missed(0)], []);

    expect(repeats).toEqual([]);
  });
});

describe('a kill explains a repeat', () => {
  test.each([
    ['of what was sent just before it', [taken(0), taken(4)], 0],
    ['of what was sent a function’s longest life before it', [taken(-60), taken(4)], 0],
    ['but not of what was sent earlier than that', [taken(-62), taken(4)], undefined],
    ['but not when the event came again before it', [taken(-5), taken(-2)], undefined],
    ['but not when the event was first sent after it', [taken(2), taken(9)], undefined],
  ])('%s', (_, attempts, kill) => {
    const repeats = findRepeats(attempts, [KILL]);

    expect(repeats.map((repeat) => repeat.kill)).toEqual([kill]);
  });
});
