import { describe, expect, test } from 'vitest';
import { decisionText, readDecisionText } from '../../../domain/delivery/delivery-decision.ts';
import { classifyAttempt, exactReason, type AttemptResult } from '../../../domain/delivery/delivery-outcome.ts';
import { addCounts } from '../../../domain/ledger/ledger.ts';
import { countAttempts } from '../../../functions/delivery/count-attempts.ts';
import { asCopy, decide, type EventOutcome } from '../../../functions/delivery/decision.ts';
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

describe('an event that code of the customer dropped', () => {
  const outcome = { kind: 'filtered', reason: 'function_dropped' } as const;
  const outcomes: EventOutcome[] = [
    { outcome: { kind: 'delivered' }, isAttempted: true },
    { outcome, isAttempted: true },
  ];

  test('has ended: it is not sent on, and is counted beside what was delivered', () => {
    const decision = decideAbout(outcomes);

    expect(decision.groups).toEqual([{ kind: 'filter', positions: [1], reason: 'function_dropped' }]);
    expect(countAttempts(outcomes, decision, {})).toMatchObject({ 'filteredByFunction:function_dropped': 1 });
    expect(asCopy(decision, now)).toEqual(decision);
  });

  test('ends the questions of a breaker, because nobody asks after it', () => {
    const { retry: policy, breaker: breakerPolicy } = aDestination();
    const header = { packId: 'p1', retry: 0, probe: { breakerId: 'b1', number: 1 } };
    const probed: EventOutcome[] = [{ outcome, isAttempted: true }];

    const { breaker } = decide(probed, { header, policy, breakerPolicy, breaker: 'open', now, random: 0.5 });

    expect(breaker).toEqual({ kind: 'close', breakerId: 'b1' });
  });

  test('makes a record of a form that older releases refuse, and one without it stays in the first form', () => {
    const decision = decideAbout(outcomes);

    const [text, before] = [decisionText(decision), decisionText(decideAbout([]))];

    expect(JSON.parse(text)).toMatchObject({ format: 2 });
    expect(readDecisionText(text)).toEqual(decision);
    expect(JSON.parse(before)).not.toHaveProperty('format');
  });
});
