import { describe, expect, test } from 'vitest';
import { attemptTogether } from '../../../destinations/action/attempt-together.ts';
import type { Ended } from '../../../destinations/action/engine/ended.ts';
import type { MappedEvent } from '../../../destinations/action/engine/engine.ts';
import { resultOf } from '../../../destinations/action/result-of.ts';

const NOW = new Date('2026-11-30T10:00:00.000Z');
const BAD = 'bad';

/** An action that answers each call as the test says. */
function anAction(
  answer: (ids: readonly string[]) => readonly Ended[],
  { keys = [] as string[], leftMs = 60_000 } = {},
) {
  const calls: string[][] = [];
  const deps = {
    map: ({ line }: { line: string }) => {
      const payload = JSON.parse(line) as Record<string, unknown>;
      return payload['id'] === BAD ? ({ kind: 'invalid', problems: ['/id'] } as const) : { event: {}, payload };
    },
    keys,
    run: async (events: readonly MappedEvent[]) => {
      const ids = events.map(({ payload }) => String(payload['id']));
      calls.push(ids);
      return answer(ids);
    },
    judge: (ended: Ended) => resultOf(ended, { now: NOW, latencyMs: 1 }),
    leftMs: () => leftMs,
  };
  const attempt = async (payloads: readonly object[]) => {
    const events = payloads.map((payload, index) => ({
      ...{ route: { id: `m${index}`, type: 'track', receivedAt: '' }, line: JSON.stringify(payload) },
    }));
    return attemptTogether(deps, events);
  };
  return { calls, attempt };
}

const kinds = (results: readonly { readonly outcome: { readonly kind: string } }[]) =>
  results.map(({ outcome }) => outcome.kind);
const all = (ended: Ended) => (ids: readonly string[]) => ids.map(() => ended);

describe('events that go to an action together', () => {
  test('are one call, whose result says what became of each', async () => {
    const { calls, attempt } = anAction(() => [
      { kind: 'executed', status: 200 },
      { kind: 'refused', status: 400, message: 'no email' },
      { kind: 'nothing' },
    ]);

    const results = await attempt([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);

    expect(calls).toEqual([['a', 'b', 'c']]);
    expect(kinds(results)).toEqual(['delivered', 'discard', 'retry']);
  });

  test('are a call for each value of the fields that a batch has in common', async () => {
    const { calls, attempt } = anAction(all({ kind: 'executed', status: 200 }), { keys: ['list'] });

    await attempt([
      { id: 'a', list: 1 },
      { id: 'b', list: 2 },
      { id: 'c', list: 1 },
    ]);

    expect(calls).toEqual([['a', 'c'], ['b']]);
  });

  test('go without one that cannot be mapped', async () => {
    const { calls, attempt } = anAction(all({ kind: 'executed', status: 200 }));

    const results = await attempt([{ id: 'a' }, { id: BAD }, { id: 'c' }]);

    expect(calls).toEqual([['a', 'c']]);
    expect(kinds(results)).toEqual(['delivered', 'discard', 'delivered']);
  });

  test.each([400, 413, 422])('are halved until the one is alone for which all were refused with %i', async (status) => {
    const refusal: Ended = { kind: 'answer', status, body: 'one is wrong' };
    const { calls, attempt } = anAction((ids) =>
      all(ids.includes('c') ? refusal : { kind: 'executed', status: 200 })(ids),
    );

    const results = await attempt([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]);

    expect(kinds(results)).toEqual(['delivered', 'delivered', 'discard', 'delivered']);
    expect(calls).toHaveLength(5);
  });

  test.each([401, 404, 429, 503])('are asked about once when all are answered with %i', async (status) => {
    const { calls, attempt } = anAction(all({ kind: 'answer', status, body: '' }));

    await attempt([{ id: 'a' }, { id: 'b' }]);

    expect(calls).toHaveLength(1);
  });

  test('are seventeen calls at most, and those that were not reached come again', async () => {
    const { calls, attempt } = anAction(all({ kind: 'answer', status: 400, body: '' }));

    const results = await attempt(Array.from({ length: 100 }, (_, index) => ({ id: `e${index}` })));

    expect(calls).toHaveLength(17);
    expect(kinds(results)).toContain('retry');
  });

  test('are no attempt where no time is left for one', async () => {
    const { calls, attempt } = anAction(all({ kind: 'executed' }), { leftMs: 100 });

    const [result] = await attempt([{ id: 'a' }]);

    expect(calls).toEqual([]);
    expect(result?.isNoAttempt).toBe(true);
  });
});
