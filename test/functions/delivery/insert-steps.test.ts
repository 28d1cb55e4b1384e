import { describe, expect, test } from 'vitest';
import { undeliveredOf } from '../../../functions/delivery/undelivered.ts';
import type { InsertStep } from '../../../functions/shared/destinations/insert-steps.ts';
import type { OutboundRequest } from '../../../functions/shared/outbound/outbound-http.ts';
import { aPack, aWorld, destination } from './a-delivery.ts';

const bodies = (requests: readonly OutboundRequest[]): string[] => requests.map(({ body }) => String(body));

const redact: InsertStep = async ({ line }) => ({ kind: 'passed', line: line.replace(/[a-z]+@/, 'somebody@') });
const mark: InsertStep = async ({ line }) => ({ kind: 'passed', line: line.replace('}', ',"marked":true}') });
const end =
  (id: string, outcome: Extract<Awaited<ReturnType<InsertStep>>, { kind: 'ended' }>['result']['outcome']): InsertStep =>
  async ({ route, line }) =>
    route.id === id
      ? { kind: 'ended', result: { outcome, reason: 'function_said_so', latencyMs: 2 } }
      : { kind: 'passed', line };

describe('steps before an attempt', () => {
  test('change what is sent and signed, each what the one before has made of it', async () => {
    const [plain, changed] = [aWorld(undefined), aWorld([redact, mark])];

    await plain.deliver(aPack(['a']));
    await changed.deliver(aPack(['a']));

    expect(bodies(changed.requests)).toEqual(['{"messageId":"a","mail":"somebody@example.com","marked":true}']);
    const [before, after] = [plain.requests[0]?.headers, changed.requests[0]?.headers];
    expect(after?.['x-signature']).not.toBe(before?.['x-signature']);
    expect(after?.['webhook-id']).toBe('a');
    expect(changed.counts).toMatchObject([{ attempts: 1, delivered: 1 }]);
  });

  test('come before events go together, so that a list is signed as it is sent', async () => {
    const to = { ...destination, batch: { maxEvents: 10, maxWaitMs: 0 } };
    const { requests, deliver } = aWorld([redact, end('b', { kind: 'filtered', reason: 'function_dropped' })], { to });

    await deliver(aPack(['a', 'b', 'c']));

    const one = (id: string): string => `{"messageId":"${id}","mail":"somebody@example.com"}`;
    expect(bodies(requests)).toEqual([`[${one('a')},${one('c')}]`]);
  });

  test('work on up to a hundred events of a pack at once, though fewer are attempted at once', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `m${index}`);
    const begun: number[] = [];
    const count: InsertStep = async ({ line }) => {
      await Promise.resolve();
      begun.push(world.requests.length);
      return { kind: 'passed', line };
    };
    const world = aWorld([count]);

    await world.deliver(aPack(ids));

    // Only 64 may be attempted at once.
    expect(begun.filter((requests) => requests === 0).length).toBeGreaterThanOrEqual(100);
    expect(world.requests).toHaveLength(150);
  });

  test('drop an event, have it tried again or give it up, and the others go on', async () => {
    const { requests, decisions, counts, deliver } = aWorld([
      end('dropped', { kind: 'filtered', reason: 'function_dropped' }),
      end('later', { kind: 'retry', class: 'transient', reason: 'function_retry' }),
      end('bad', { kind: 'discard', class: 'payload', reason: 'function_invalid_event' }),
    ]);

    await deliver(aPack(['a', 'dropped', 'later', 'bad', 'b']));

    expect(requests).toHaveLength(2);
    expect(decisions[0]?.groups).toMatchObject([
      { kind: 'filter', positions: [1], reason: 'function_dropped' },
      { kind: 'retry', positions: [2], reason: 'function_retry' },
      { kind: 'discard', positions: [3], reason: 'function_invalid_event' },
    ]);
    expect(counts).toMatchObject([
      { attempts: 2, delivered: 2, 'filteredByFunction:function_dropped': 1, 'discarded:function_invalid_event': 1 },
    ]);
  });

  test('say nothing about the destination: whatever fails in them, its breaker stays closed', async () => {
    const fail: InsertStep = async () => ({
      kind: 'ended',
      result: {
        outcome: { kind: 'retry', class: 'transient', reason: 'timeout' },
        reason: 'function_timeout',
        latencyMs: 9,
      },
    });
    const ids = Array.from({ length: 200 }, (_, index) => `m${index}`);
    const { decisions, deliver } = aWorld([fail]);

    await deliver(aPack(ids));

    expect(decisions[0]?.breaker).toBeUndefined();
    expect(decisions[0]?.groups).toMatchObject([{ kind: 'retry', positions: ids.map((_, index) => index) }]);
  });

  test('leave what came in as it is: it is recorded as undelivered, beside the beginning of what was sent', async () => {
    const { decisions, deliver } = aWorld([redact], { status: 400 });
    const pack = aPack(['a']);

    await deliver(pack);

    const [decision] = decisions;
    const lines = decision === undefined ? [] : (undeliveredOf(pack, decision)?.lines ?? []);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: { mail: 'a@example.com' },
      history: [{ reason: 'http_400', sent: '{"messageId":"a","mail":"somebody@example.com"}' }],
    });
  });

  test('share the time of the attempt: what has none left is tried again, unsent', async () => {
    const world = aWorld([
      async ({ line }) => {
        world.clock.nowMs += 5_000;
        return { kind: 'passed', line };
      },
    ]);

    await world.deliver(aPack(['a']));

    expect(world.requests).toEqual([]);
    expect(world.decisions[0]?.groups).toMatchObject([{ kind: 'retry', reason: 'insert_timeout' }]);
  });

  test('are those of the destination that is attempted', async () => {
    const { asked, deliver } = aWorld([]);

    await deliver(aPack(['a']));

    expect(asked).toEqual([destination]);
  });
});
