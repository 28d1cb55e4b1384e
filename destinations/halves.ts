import type { EventResult } from './runtime.ts';

/** So many attempts more may find out which of some events is refused; those that they do not reach come again. */
const MAX_HALVES = 16;

export type Halves = { left: number };
export const createHalves = (): Halves => ({ left: MAX_HALVES });

type Halving<Event> = {
  /** Attempts them together. `isRefusedAsWhole`: all are refused for what is in them, which may be one of them only. */
  readonly attempt: (
    events: readonly Event[],
  ) => Promise<{ readonly results: readonly EventResult[]; readonly isRefusedAsWhole: boolean }>;
  /** Whether there is time for another. @default the attempt says so */
  readonly hasTime?: () => boolean;
  readonly halves: Halves;
};

/**
 * Attempts events together. When they are refused for what is in them, each half is tried by itself, so that one event keeps
 * no others away; those without a try are tried again later.
 */
export async function attemptHalved<Event>(
  halving: Halving<Event>,
  events: readonly Event[],
): Promise<readonly EventResult[]> {
  const { attempt, hasTime, halves } = halving;
  const { results, isRefusedAsWhole } = await attempt(events);
  if (!isRefusedAsWhole || events.length === 1) return results;
  if (hasTime?.() === false || halves.left < 2) return results.map(asRetry);
  halves.left -= 2;
  const middle = Math.ceil(events.length / 2);
  const first = await attemptHalved(halving, events.slice(0, middle));
  return [...first, ...(await attemptHalved(halving, events.slice(middle)))];
}

function asRetry(result: EventResult): EventResult {
  const { outcome } = result;
  if (outcome.kind !== 'discard') return result;
  return { ...result, outcome: { kind: 'retry', class: 'payload', reason: outcome.reason } };
}
