import type { Invocation } from './lambda-instance.ts';
import type { ScheduleResource } from './topology-resources.ts';

export type RunningSchedule = {
  /** Begins no other run, and waits for the one that is going on. */
  stop(): Promise<void>;
};

/** Does something again and again, for the first time after one interval, until the answer is called. */
type Repeat = (everyMs: number, action: () => void) => () => void;

const repeatForReal: Repeat = (everyMs, action) => {
  const timer = setInterval(action, everyMs).unref();
  return () => clearInterval(timer);
};

/**
 * Invokes a function at the schedule's rate, for the first time after one interval, as EventBridge Scheduler does. A run
 * that takes longer than the interval leaves the next one out. Failed runs are not repeated: their pool has said so.
 */
export function startSchedule(
  { input, everyMs }: ScheduleResource,
  invoke: (event: unknown) => Promise<Invocation>,
  repeat: Repeat = repeatForReal,
): RunningSchedule {
  let running: Promise<unknown> | undefined;
  const stopRepeating = repeat(everyMs, () => {
    running ??= invoke(input).finally(() => (running = undefined));
  });
  return {
    async stop() {
      stopRepeating();
      await running;
    },
  };
}
