import { describe, expect, test } from 'vitest';
import { answerInTime } from '../../../../functions/shared/lambda/answer-in-time.ts';

/** A clock with one alarm, which rings when the test says so. */
function anAlarm() {
  const set = new Map<number, () => void>();
  return {
    set: set as ReadonlyMap<number, () => void>,
    later: (milliseconds: number, action: () => void) => {
      set.set(milliseconds, action);
      return () => void set.delete(milliseconds);
    },
  };
}

describe('an answer that takes', () => {
  test('too long is replaced before Lambda ends the function', async () => {
    const { set, later } = anAlarm();
    const limit = { withinMs: 9_000, late: () => 'send it again', later };
    const answering = answerInTime(new Promise<string>(() => undefined), limit);

    set.get(9_000)?.();

    expect(await answering).toBe('send it again');
  });

  test('less is given, and no timer is left', async () => {
    const { set, later } = anAlarm();

    const answer = await answerInTime(Promise.resolve('done'), { withinMs: 9_000, late: () => 'send it again', later });

    expect(answer).toBe('done');
    expect([...set]).toEqual([]);
  });
});
