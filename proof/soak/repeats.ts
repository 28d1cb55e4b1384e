import { DELIVERY_TIMEOUT_SECONDS } from '../../domain/pipeline/time-budget.ts';
import type { SeenAttempt } from './partner-record.ts';

/** Two attempts for one event, the first of which the partner had taken. Both were sent within the second they name. */
export type Repeat = {
  readonly takenSeconds: number;
  readonly againSeconds: number;
  /** When the attempt before these two was sent, if there was one. */
  readonly previousSeconds?: number;
  /** The kill that explains it, by its place in the list. */
  readonly kill?: number;
};

/** Epoch milliseconds. */
export type KillTimes = { readonly at: number; readonly endedAt: number };

/**
 * Finds the attempts that followed one that was taken. An attempt that was under way or not yet recorded when everything
 * was killed is made again: that is the window of at-least-once delivery. What follows an attempt that was not taken is
 * an ordinary retry, and no repeat.
 */
export function findRepeats(attempts: readonly SeenAttempt[], kills: readonly KillTimes[]): Repeat[] {
  const inOrder = attempts.toSorted((left, right) => left.sentAtSeconds - right.sentAtSeconds);
  return inOrder.flatMap((attempt, index) => {
    const before = inOrder[index - 1];
    if (before?.isTaken !== true) return [];
    const previousSeconds = inOrder[index - 2]?.sentAtSeconds;
    const repeat = { takenSeconds: before.sentAtSeconds, againSeconds: attempt.sentAtSeconds };
    const kill = kills.findIndex((times) => explains(times, repeat));
    return [
      {
        ...repeat,
        ...(previousSeconds === undefined ? {} : { previousSeconds }),
        ...(kill === -1 ? {} : { kill }),
      },
    ];
  });
}

/** A function is ended after its timeout, so nothing that was sent earlier can be unrecorded at a kill. */
function explains({ at, endedAt }: KillTimes, { takenSeconds, againSeconds }: Repeat): boolean {
  const [killed, ended] = [at / 1000, endedAt / 1000];
  return takenSeconds <= ended && killed <= againSeconds + 1 && killed - takenSeconds <= DELIVERY_TIMEOUT_SECONDS + 1;
}
