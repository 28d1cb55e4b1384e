// Polling that is polite: it stops in hidden tabs, when somebody pauses it and after ten idle minutes, and waits twice as
// long after each failure.

import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { ApiCallError } from '../../../client/call-error.ts';

/** After this long without a touch nobody is looking. */
const IDLE_MS = 10 * 60 * 1000;
/** Waits do not double for ever. */
const MOST_DOUBLINGS = 5;

export type Live = {
  readonly state: 'live' | 'paused' | 'idle';
  readonly pause: () => void;
  readonly resume: () => void;
};

const LiveContext = createContext<Live>({ state: 'live', pause: () => undefined, resume: () => undefined });

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [isPaused, setPaused] = useState(false);
  const [isIdle, setIdle] = useState(false);
  useEffect(() => watchTouches(setIdle), []);
  const value = useMemo<Live>(
    () => ({
      state: isPaused ? 'paused' : isIdle ? 'idle' : 'live',
      pause: () => setPaused(true),
      resume: () => setPaused(false),
    }),
    [isPaused, isIdle],
  );
  return <LiveContext value={value}>{children}</LiveContext>;
}

function watchTouches(setIdle: (isIdle: boolean) => void): () => void {
  let timer = setTimeout(() => setIdle(true), IDLE_MS);
  const onTouch = (): void => {
    clearTimeout(timer);
    setIdle(false);
    timer = setTimeout(() => setIdle(true), IDLE_MS);
  };
  const events = ['pointermove', 'keydown', 'wheel', 'focus'] as const;
  for (const name of events) addEventListener(name, onTouch, { passive: true });
  return () => {
    clearTimeout(timer);
    for (const name of events) removeEventListener(name, onTouch);
  };
}

export const useLive = (): Live => use(LiveContext);

const failures = new Map<string, number>();

/** Whether the API could not be reached, or failed by itself, when it was last asked; whoever shows it is told. */
let isAway = false;
const watchers = new Set<() => void>();

function noteAway(away: boolean): void {
  if (away === isAway) return;
  isAway = away;
  for (const tell of watchers) tell();
}

function watchAway(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

export const useIsAway = (): boolean => useSyncExternalStore(watchAway, () => isAway);

const FIRST_SERVER_FAULT = 500;
/** A refusal is an answer. */
const isOfAway = (error: unknown): boolean =>
  error instanceof ApiCallError && (error.status === 0 || error.status >= FIRST_SERVER_FAULT);

/** Notes whether a poll went well, for the wait before the next one. */
export async function countingFailures<Result>(hash: string, work: Promise<Result>): Promise<Result> {
  try {
    const result = await work;
    failures.delete(hash);
    noteAway(false);
    return result;
  } catch (error) {
    failures.set(hash, (failures.get(hash) ?? 0) + 1);
    if (isOfAway(error)) noteAway(true);
    throw error;
  }
}

/** How long until the next poll. */
export function nextPollMs(hash: string, everyMs: number): number {
  return everyMs * 2 ** Math.min(failures.get(hash) ?? 0, MOST_DOUBLINGS);
}
