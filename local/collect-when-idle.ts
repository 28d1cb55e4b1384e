// V8 collects when something is allocated. A thread that has nothing to do any more keeps what its last load has left.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_EVERY_MS = 10_000;
/** The share of the time between two looks in which a thread that does nothing in particular is at work. */
const IDLE_SHARE = 0.02;

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/** Has this thread give back memory once, each time that it becomes idle. It is no reason for the thread to live. */
export function collectWhenIdle({ everyMs = LOOK_EVERY_MS, idleShare = IDLE_SHARE } = {}): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  let last = performance.eventLoopUtilization();
  let hasWorked = true;
  const timer = setInterval(() => {
    const isIdle = performance.eventLoopUtilization(last).utilization < idleShare;
    if (isIdle && hasWorked) collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    hasWorked = !isIdle;
    last = performance.eventLoopUtilization();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
