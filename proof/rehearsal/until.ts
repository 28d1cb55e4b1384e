import { setTimeout as wait } from 'node:timers/promises';

const INTERVAL_MS = 200;

/** Waits until something has come true; throws when it has not in time. */
export async function until(what: string, timeoutMs: number, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await wait(INTERVAL_MS);
  }
}
