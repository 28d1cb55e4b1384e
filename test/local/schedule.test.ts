import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Invocation } from '../../local/lambda-instance.ts';
import { startSchedule } from '../../local/schedule.ts';

const EVERY_MINUTE = { functionName: 'sweep', everyMs: 60_000, input: { what: 'all' } };
const DONE: Invocation = { outcome: 'returned', payload: null };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a schedule', () => {
  test('invokes its function at its rate, for the first time after one interval, with its input', async () => {
    const events: unknown[] = [];
    const schedule = startSchedule(EVERY_MINUTE, async (event) => {
      events.push(event);
      return DONE;
    });

    await vi.advanceTimersByTimeAsync(59_000);
    const before = events.length;
    await vi.advanceTimersByTimeAsync(122_000);

    expect(before).toBe(0);
    expect(events).toEqual([{ what: 'all' }, { what: 'all' }, { what: 'all' }]);
    await schedule.stop();
  });

  test('leaves a run out while the one before is still going on', async () => {
    let runs = 0;
    let finish: (invocation: Invocation) => void = () => undefined;
    const schedule = startSchedule(EVERY_MINUTE, () => {
      runs += 1;
      return new Promise((resolve) => (finish = resolve));
    });

    await vi.advanceTimersByTimeAsync(180_000);
    const meanwhile = runs;
    finish(DONE);
    await vi.advanceTimersByTimeAsync(60_000);

    expect([meanwhile, runs]).toEqual([1, 2]);
    finish(DONE);
    await schedule.stop();
  });

  test('stops when the run that is going on is over, and begins no other', async () => {
    let runs = 0;
    const finish: ((invocation: Invocation) => void)[] = [];
    const schedule = startSchedule(EVERY_MINUTE, () => {
      runs += 1;
      return new Promise((resolve) => finish.push(resolve));
    });
    await vi.advanceTimersByTimeAsync(60_000);
    const said: string[] = [];

    const stopped = schedule.stop().then(() => said.push('stopped'));
    await vi.advanceTimersByTimeAsync(120_000);
    said.push('the run is over');
    finish[0]?.(DONE);
    await stopped;

    expect(said).toEqual(['the run is over', 'stopped']);
    expect(runs).toBe(1);
  });
});
