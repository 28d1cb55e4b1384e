import { describe, expect, test } from 'vitest';
import { classifyAttempt, exactReason, type AttemptResult } from '../../../domain/delivery/delivery-outcome.ts';
import { addCounts } from '../../../domain/ledger/ledger.ts';
import { countAttempts } from '../../../functions/delivery/count-attempts.ts';
import { decide, type EventOutcome } from '../../../functions/delivery/decision.ts';
import { aDestination } from '../../support/a-destination.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const EVENTS = 2_500;
const LARGEST_ITEM_BYTES = 400 * 1024;

/** What comes of an answer that is another one for each event. */
function outcomeOf(result: AttemptResult, index: number): EventOutcome {
  const outcome = classifyAttempt(result, now);
  const note = {
    ...{ at: now.toISOString(), messageId: `m${index}`.padEnd(100, 'x'), reason: exactReason(result) },
    ...{ latencyMs: index, answer: 'x'.repeat(1_024) },
  };
  return outcome.kind === 'delivered' ? { outcome, isAttempted: true } : { outcome, isAttempted: true, note };
}

function decideAbout(outcomes: readonly EventOutcome[], retry = 0) {
  const { retry: policy, breaker: breakerPolicy } = aDestination();
  const header = { packId: 'p1', retry };
  return decide(outcomes, { header, policy, breakerPolicy, breaker: 'closed', now, random: 0.5 });
}

const outcomesOf = (answers: (index: number) => AttemptResult): EventOutcome[] =>
  Array.from({ length: EVENTS }, (_, index) => outcomeOf(answers(index), index));

const positionsOf = (decision: ReturnType<typeof decideAbout>): number[] =>
  decision.groups.flatMap(({ positions }) => positions).sort((one, other) => one - other);

describe('a destination that answers every event in another way', () => {
  test.each<[string, (index: number) => AttemptResult]>([
    ['status', (index) => ({ kind: 'response', status: 300 + (index % 700) })],
    ['Retry-After', (index) => ({ kind: 'response', status: 503, retryAfter: String(60 + index) })],
    ['failure', (index) => ({ kind: 'failed', failure: `failure_${index}` })],
  ])('by its %s, leaves a decision that can be recorded, and no event is forgotten', (_, answers) => {
    const outcomes = outcomesOf(answers);

    const decisions = [decideAbout(outcomes), decideAbout(outcomes, 9)];

    for (const decision of decisions) {
      expect(positionsOf(decision)).toHaveLength(EVENTS);
      expect(decision.groups.length).toBeLessThanOrEqual(52);
      expect(JSON.stringify(decision).length).toBeLessThan(LARGEST_ITEM_BYTES / 4);
      expect(Object.keys(countAttempts(outcomes, decision, {})).length).toBeLessThan(60);
    }
  });

  test('is given no event before it wants it', () => {
    const outcomes = outcomesOf((index) => ({ kind: 'response', status: 503, retryAfter: String(60 + index) }));

    const { groups } = decideAbout(outcomes);

    const last = groups.at(-1);
    expect(last).toMatchObject({
      kind: 'retry',
      reason: 'other',
      notBefore: now.getTime() + (60 + EVENTS - 1) * 1_000,
    });
  });

  test('leaves sums that close', () => {
    const outcomes = outcomesOf((index) => ({ kind: 'failed', failure: `failure_${index}` }));

    const counts = countAttempts(outcomes, decideAbout(outcomes, 9), {});

    const { attempts, ...ended } = addCounts(counts, {});
    expect(attempts).toBe(EVENTS);
    expect(Object.values(ended).reduce((sum, value) => sum + value, 0)).toBe(EVENTS);
  });
});
