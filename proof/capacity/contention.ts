// How often transactions that add to the same counters meet, and how many give up. The answer decides how many shards the
// ledger needs.

import { COMMIT_TRIES, longestConflictPauseMs } from '../../domain/ledger/ledger.ts';
import { createEngine } from '../simulation/engine.ts';

export type Contention = {
  /** Transactions a second that want one item. */
  readonly perSecond: number;
  /** How long one keeps others out. */
  readonly transactionMs: number;
};

export type Contended = {
  readonly works: number;
  readonly tries: number;
  readonly refused: number;
  /** After all tries: the message comes again when its visibility ends, six minutes later. */
  readonly gaveUp: number;
  readonly worstMs: number;
};

const SEED = 9;

/** Works come by chance, for so long; who finds the item busy comes again after a pause that doubles. */
export function simulateContention({ perSecond, transactionMs }: Contention, seconds: number): Contended {
  const engine = createEngine(SEED);
  const sums = { works: 0, tries: 0, refused: 0, gaveUp: 0, worstMs: 0 };
  let busyUntilMs = 0;
  const attempt = (beganMs: number, number: number): void => {
    sums.tries += 1;
    if (engine.now() >= busyUntilMs) {
      busyUntilMs = engine.now() + transactionMs;
      sums.worstMs = Math.max(sums.worstMs, busyUntilMs - beganMs);
      return;
    }
    sums.refused += 1;
    if (number === COMMIT_TRIES) sums.gaveUp += 1;
    else
      engine.at(engine.now() + transactionMs + longestConflictPauseMs(number) * engine.random(), () =>
        attempt(beganMs, number + 1),
      );
  };
  const bring = (): void => {
    sums.works += 1;
    attempt(engine.now(), 1);
    engine.at(engine.now() - (1000 * Math.log(1 - engine.random())) / perSecond, bring);
  };
  engine.at(0, bring);
  engine.runUntil(seconds * 1000);
  return sums;
}

/**
 * Of all transactions on an item, this share may find it busy: of eight tries then one in 10^7 fails for all of them,
 * were they independent.
 */
const BUSY_SHARE = 0.15;

/** How many items the counters of one owner have to be spread over. A power of two, so that there are few sizes. */
export function shardsNeeded({ perSecond, transactionMs }: Contention): number {
  const needed = (perSecond * transactionMs) / 1000 / BUSY_SHARE;
  return 2 ** Math.max(0, Math.ceil(Math.log2(needed)));
}
