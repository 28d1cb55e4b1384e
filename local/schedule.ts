import type { Invocation } from './lambda-instance.ts';
import type { ScheduleResource } from './topology-resources.ts';

export type RunningSchedule = {
  /** Begins no other run, and waits for the one that is going on. */
  stop(): Promise<void>;
};

/**
 * Invokes a function at the schedule's rate, for the first time after one interval, as EventBridge Scheduler does. A run
 * that takes longer than the interval leaves the next one out. Failed runs are not repeated: their pool has said so.
 */
export function startSchedule(
  { input, everyMs }: ScheduleResource,
  invoke: (event: unknown) => Promise<Invocation>,
): RunningSchedule {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= invoke(input).finally(() => (running = undefined));
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
