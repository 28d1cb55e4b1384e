import { describe, expect, test } from 'vitest';
import { summariseDestination, type Counts } from '../../../domain/ledger/ledger.ts';
import { judgeDestination, type DestinationFacts } from '../../../proof/soak/judge-destination.ts';

const TAKEN = { sentAtSeconds: 1, isTaken: true };
const MISSED = { sentAtSeconds: 1, isTaken: false };

/** Of three events two were delivered, and `bad` was discarded, as it must be. */
const COUNTS: Counts = { matched: 3, delivered: 2, attempts: 4, 'discarded:http_400': 1 };
const REFUSED = { messageId: 'bad', outcome: 'discarded', reason: 'http_400' };

function facts(overrides: Partial<DestinationFacts> = {}): DestinationFacts {
  return {
    id: 'crm',
    expected: new Set(['a', 'b', 'bad']),
    seen: new Map([
      ['a', [TAKEN]],
      ['b', [MISSED, TAKEN]],
      ['bad', [MISSED]],
    ]),
    undelivered: [REFUSED],
    ledger: summariseDestination('crm', 'web', COUNTS),
    reasonOf: (messageId) => (messageId === 'bad' ? 'http_400' : undefined),
    ...overrides,
  };
}

const problemsOf = (overrides: Partial<DestinationFacts>): readonly string[] =>
  judgeDestination(facts(overrides), []).problems;
const ledgerOf = (counts: Counts) => summariseDestination('crm', 'web', { ...COUNTS, ...counts });

describe('the verdict about a destination', () => {
  test('is good when each event ended once and as it must, and the ledger agrees', () => {
    const verdict = judgeDestination(facts(), []);

    expect(verdict).toMatchObject({ expected: 3, delivered: 2, lost: [], problems: [], repeats: [], attemptsSeen: 4 });
    expect(verdict.undelivered).toEqual({ 'discarded http_400': 1 });
  });

  test('names an event as lost that was never taken and is not undelivered either', () => {
    const seen = new Map([
      ['a', [TAKEN]],
      ['b', [MISSED]],
      ['bad', [MISSED]],
    ]);

    const { lost } = judgeDestination(facts({ seen }), []);

    expect(lost).toEqual(['b']);
  });

  test('counts what the insert function drops apart, and wants it dropped and in the ledger', () => {
    const reasonOf = (messageId: string) => ({ bad: 'http_400', b: 'function_dropped' })[messageId];
    const seen = new Map([...facts().seen].filter(([messageId]) => messageId !== 'b'));
    const ledger = ledgerOf({ delivered: 1, 'filteredByFunction:function_dropped': 1 });

    expect(judgeDestination(facts({ reasonOf, seen, ledger }), [])).toMatchObject({
      ...{ delivered: 1, dropped: 1, lost: [], problems: [] },
    });
    expect(problemsOf({ reasonOf, ledger })).toEqual([expect.stringContaining('delivered, but must not be')]);
    expect(problemsOf({ reasonOf, seen })).toContain(
      'the ledger says filtered by function function_dropped 0, and it is 1',
    );
  });

  test.each([
    ['undelivered more than once', { undelivered: [REFUSED, REFUSED] }],
    ['seen by the partner, but never sent to it', { seen: new Map([...facts().seen, ['alien', [TAKEN]]]) }],
    ['undelivered, but never sent to it', { undelivered: [REFUSED, { ...REFUSED, messageId: 'alien' }] }],
    ['delivered and undelivered', { undelivered: [REFUSED, { ...REFUSED, messageId: 'a' }] }],
    ['ended in another way than it must', { undelivered: [{ ...REFUSED, reason: 'http_500' }] }],
    ['delivered, but must not be', { reasonOf: () => 'http_400' }],
    ['the ledger says delivered 1, and it is 2', { ledger: ledgerOf({ delivered: 1 }) }],
    ['the ledger says waiting 1, and it is 0', { ledger: ledgerOf({ delivered: 1 }) }],
    ['the ledger says held 1, and it is 0', { ledger: ledgerOf({ held: 1, delivered: 1 }) }],
    ['the ledger says matched 4, and it is 3', { ledger: ledgerOf({ matched: 4 }) }],
    ['the ledger says discarded http_400 2, and it is 1', { ledger: ledgerOf({ 'discarded:http_400': 2 }) }],
    ['the ledger does not have this destination', { ledger: undefined }],
  ] satisfies [string, Partial<DestinationFacts>][])('says: %s', (problem, overrides) => {
    const problems = problemsOf(overrides);

    expect(problems).toContainEqual(expect.stringContaining(problem));
  });
});
