import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Invocation } from '../../local/lambda-instance.ts';
import { startSchedule } from '../../local/schedule.ts';

const EVERY_MINUTE = { functionName: 'sweep', everyMs: 60_000, input: { what: 'all' } };
const DONE: Invocation = { outcome: 'returned', payload: null };

/** Starts the schedule on a clock whose intervals end when the test says so. */
function start(invoke: (event: unknown) => Promise<Invocation>) {
  const actions = new Map<number, () => void>();
  const schedule = startSchedule(EVERY_MINUTE, invoke, (everyMs, action) => {
    actions.set(everyMs, action);
    return () => void actions.delete(everyMs);
  });
  const passMinute = async (): Promise<void> => {
    actions.get(60_000)?.();
    await settled();
  };
  return { schedule, passMinute };
}

describe('a schedule', () => {
  test('invokes its function at its rate, for the first time after one interval, with its input', async () => {
    const events: unknown[] = [];
    const { schedule, passMinute } = start(async (event) => {
      events.push(event);
      return DONE;
    });

    const before = events.length;
    for (let minutes = 0; minutes < 3; minutes += 1) await passMinute();

    expect(before).toBe(0);
    expect(events).toEqual([{ what: 'all' }, { what: 'all' }, { what: 'all' }]);
    await schedule.stop();
  });

  test('leaves a run out while the one before is still going on', async () => {
    let runs = 0;
    let finish: (invocation: Invocation) => void = () => undefined;
    const { schedule, passMinute } = start(() => {
      runs += 1;
      return new Promise((resolve) => (finish = resolve));
    });

    for (let minutes = 0; minutes < 3; minutes += 1) await passMinute();
    const meanwhile = runs;
    finish(DONE);
    await settled();
    await passMinute();

    expect([meanwhile, runs]).toEqual([1, 2]);
    finish(DONE);
    await schedule.stop();
  });

  test('stops when the run that is going on is over, and begins no other', async () => {
    let runs = 0;
    const finish: ((invocation: Invocation) => void)[] = [];
    const { schedule, passMinute } = start(() => {
      runs += 1;
      return new Promise((resolve) => finish.push(resolve));
    });
    await passMinute();
    const said: string[] = [];

    const stopped = schedule.stop().then(() => said.push('stopped'));
    await passMinute();
    await passMinute();
    said.push('the run is over');
    finish[0]?.(DONE);
    await stopped;

    expect(said).toEqual(['the run is over', 'stopped']);
    expect(runs).toBe(1);
  });
});
