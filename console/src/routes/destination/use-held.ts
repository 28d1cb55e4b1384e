import { useState } from 'react';
import { idOf, type Sample } from './fields.ts';

/**
 * A list stays as it is while it is read: what has come since is counted, and shown when somebody asks. The newest come
 * first.
 */
export function useHeld(latest: readonly Sample[] | undefined): {
  readonly shown: readonly Sample[] | undefined;
  /** How many of the latest are not shown. */
  readonly newer: number;
  readonly show: () => void;
} {
  const [held, setHeld] = useState<readonly Sample[]>();
  // Nothing moves where nothing is read yet.
  if ((held === undefined || held.length === 0) && latest !== undefined && latest !== held && latest.length > 0) {
    setHeld(latest);
  }
  const shown = held ?? latest;
  const known = new Set((shown ?? []).map(idOf));
  const newer = (latest ?? []).filter((sample) => !known.has(idOf(sample))).length;
  return { shown, newer, show: () => setHeld(latest) };
}
