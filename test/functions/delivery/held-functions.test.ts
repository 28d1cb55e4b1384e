import { describe, expect, test } from 'vitest';
import { functionRuntime } from '../../../destinations/function/runtime.ts';
import type { RunAnswer } from '../../../destinations/runtime.ts';
import { createInsertFunctions } from '../../../functions/shared/functions/insert-functions.ts';
import { aPack, aWorld, destination } from './a-delivery.ts';

const now = (): Date => new Date('2026-11-30T10:00:00Z');
const BROKEN: RunAnswer = { kind: 'broken', message: 'no such name', version: 4 };
const MISSING: RunAnswer = { kind: 'missing' };

/** Delivery to a webhook whose events pass a function that answers so. */
function aWorldWith(answer: RunAnswer) {
  const functions = { run: async () => answer };
  const [step] = createInsertFunctions({ functions, now })({ ...destination, workspace: 'acme', insert: ['scrub'] });
  return aWorld(step === undefined ? [] : [step]);
}

describe('events of a destination whose function cannot run before somebody deploys another version', () => {
  test.for([
    ['function_broken', BROKEN],
    ['function_missing', MISSING],
  ] as const)('are held as %s but for one that asks, and use up no retry', async ([reason, answer]) => {
    const { deliver, decisions, counts, requests } = aWorldWith(answer);

    await deliver(aPack(['a', 'b', 'c'], { retry: 3 }));

    expect(requests).toEqual([]);
    expect(decisions[0]?.groups).toMatchObject([
      { kind: 'probe', positions: [0], reason, retry: 3 },
      { kind: 'hold', positions: [1, 2], reason, retry: 3 },
    ]);
    expect(decisions[0]?.breaker).toMatchObject({ kind: 'open', reason });
    expect(counts).toMatchObject([{ attempts: 0, held: 2 }]);
  });

  test('say in their history which version it was, and what is wrong with it', async () => {
    const { deliver, decisions } = aWorldWith(BROKEN);

    await deliver(aPack(['a']));

    expect(decisions[0]?.groups[0]?.attempt).toMatchObject({ reason: 'function_broken', answer: 'no such name' });
    expect(decisions[0]?.functions).toEqual([{ runs: [{ id: 'scrub', version: 4, result: 'function_broken' }] }]);
  });

  test('are held also where the function is the destination, and tried again where it has crashed', async () => {
    const event = { route: { id: 'a', type: 'track', receivedAt: now().toISOString() }, line: '{}' };
    const attempt = (answer: RunAnswer) =>
      functionRuntime.attempt({ settings: {}, function: 'to-crm', workspace: 'acme' }, [event], {
        ...{ functions: { run: async () => answer }, now, timeoutMs: 1_000 },
        http: { send: () => Promise.reject(new Error('nobody is called')) },
      });

    const [[broken], [missing], [crashed]] = await Promise.all([
      attempt(BROKEN),
      attempt(MISSING),
      attempt({ kind: 'crashed' }),
    ]);

    expect([broken?.outcome.kind, missing?.outcome.kind, crashed?.outcome.kind]).toEqual(['hold', 'hold', 'retry']);
  });
});
