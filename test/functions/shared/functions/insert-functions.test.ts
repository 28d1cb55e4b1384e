import { expect, test } from 'vitest';
import type { DeliveredEvent, Functions, RunAnswer } from '../../../../destinations/runtime.ts';
import type { Ran } from '../../../../domain/functions/function-call.ts';
import { insertBefore } from '../../../../functions/shared/destinations/insert-steps.ts';
import { createInsertFunctions } from '../../../../functions/shared/functions/insert-functions.ts';
import { aDestination } from '../../../support/a-destination.ts';

const now = (): Date => new Date('2026-11-30T10:00:00Z');
const target = aDestination({ workspace: 'acme', insert: ['first', 'second'] });

const anInput = (messageId: string): DeliveredEvent => ({
  route: { id: messageId, type: 'track', receivedAt: now().toISOString() },
  line: JSON.stringify({ messageId, type: 'track', event: 'Paid' }),
});

const returned = (value: object | null): Ran => ({
  ...{ end: { kind: 'returned', value: JSON.stringify(value) }, logs: [], requests: [], cpuMs: 1, ms: 2 },
});

/** Sends events through the insert functions, which answer so; gives back what was sent and how each ended. */
async function sendThrough(functions: Functions | undefined, inputs: readonly DeliveredEvent[]) {
  const { sent, attempt } = throughInserts(functions);
  const { results } = await attempt(target, inputs, 5_000);
  return { sent, ends: results.map(({ outcome, reason }) => `${outcome.kind} ${reason}`) };
}

function throughInserts(functions: Functions | undefined) {
  const sent: string[] = [];
  const attempt = insertBefore<typeof target>({
    stepsOf: createInsertFunctions({ functions, now }),
    now,
    attempt(_target, events) {
      sent.push(...events.map(({ line }) => line));
      const results = events.map(
        () => ({ outcome: { kind: 'delivered' }, reason: 'delivered', latencyMs: 1 }) as const,
      );
      return Promise.resolve({ attempts: 1, requests: 1, results });
    },
  });
  return { sent, attempt };
}

test('events beside each other are one call of each function, though each is attempted when its turn comes', async () => {
  const calls: string[] = [];
  const { sent, attempt } = throughInserts({
    run({ id }, { events }) {
      calls.push(`${id} ${events.length}`);
      const results = events.map((line) => returned({ ...(JSON.parse(line) as object), by: id }));
      return Promise.resolve({ kind: 'ran', results, memoryBytes: 0 });
    },
  });
  const neighbours: DeliveredEvent[] = [];
  neighbours.push(...['m-1', 'm-2', 'm-3'].map((id) => ({ ...anInput(id), neighbours })));

  for (const event of neighbours.slice(0, 2)) await attempt(target, [event], 5_000);

  expect(calls).toEqual(['first 3', 'second 3']);
  expect(sent.map((line) => (JSON.parse(line) as { messageId: string }).messageId)).toEqual(['m-1', 'm-2']);
});

test('events of one moment are one call of each function, and each gets its own result', async () => {
  const calls: string[] = [];
  const functions: Functions = {
    run({ workspace, id }, { events }) {
      calls.push(`${workspace}.${id} ${events.length}`);
      const results = events.map((line) => {
        const event = JSON.parse(line) as { messageId: string; by?: string };
        return returned(event.messageId === 'm-2' ? null : { ...event, by: `${event.by ?? ''}${id}` });
      });
      return Promise.resolve({ kind: 'ran', results, memoryBytes: 0 });
    },
  };

  const { sent, ends } = await sendThrough(functions, ['m-1', 'm-2', 'm-3'].map(anInput));

  expect(calls).toEqual(['acme.first 3', 'acme.second 2']);
  expect(ends).toEqual(['delivered delivered', 'filtered function_returned_nothing', 'delivered delivered']);
  const seen = sent.map((line) => JSON.parse(line) as { messageId: string; by: string });
  expect(seen.map(({ messageId, by }) => [messageId, by])).toEqual([
    ['m-1', 'firstsecond'],
    ['m-3', 'firstsecond'],
  ]);
});

const NOT_RUN: readonly (readonly [string, RunAnswer | undefined])[] = [
  ['nobody can run it', undefined],
  ['the runner is away', { kind: 'unavailable' }],
  ['the runner has crashed', { kind: 'crashed' }],
  ['it is not deployed', { kind: 'missing' }],
  ['it does not load', { kind: 'broken', message: 'no such name' }],
  ['the runner answers for fewer events', { kind: 'ran', results: [], memoryBytes: 0 }],
  ['it returns what is no event', { kind: 'ran', results: [returned([1])], memoryBytes: 0 }],
];

test.for(NOT_RUN)('when %s, the event is not sent as it was', async ([, answer]) => {
  const functions = answer && { run: () => Promise.resolve(answer) };

  const { sent, ends } = await sendThrough(functions, [anInput('m-1')]);

  expect(sent).toEqual([]);
  expect(ends[0]).not.toContain('delivered');
});
