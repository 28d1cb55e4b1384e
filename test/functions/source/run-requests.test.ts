import { describe, expect, test } from 'vitest';
import type { FunctionOutcome } from '../../../domain/functions/function-outcome.ts';
import type { SourceRequestHeader } from '../../../domain/pipeline/messages.ts';
import type { ReceivedRequest } from '../../../domain/functions/received-request.ts';
import type { FunctionSource } from '../../../domain/workspace/workspace.ts';
import type { HandOn } from '../../../functions/source/hand-on.ts';
import { createRunRequests } from '../../../functions/source/run-requests.ts';
import type { RequestRun } from '../../../functions/source/run-source.ts';

const aSource = (id: string): FunctionSource => ({
  ...{ id, workspace: 'acme', enabled: true, writeKeys: [], acceptDeletes: false },
  ...{ kind: 'function', function: 'from-shop' },
});

const aRequest = (overrides: Partial<SourceRequestHeader> = {}): SourceRequestHeader => ({
  ...{ kind: 'source-request', requestId: 'r1', sourceId: 'shop', receivedAt: '2026-11-30T12:00:00.000Z', runs: 0 },
  request: { method: 'POST', url: 'https://penstock.example/fn/t', headers: {}, text: '{}' },
  events: [],
  ...overrides,
});

const REPLY = { status: 200, contentType: 'text/plain', body: '', isBase64: false };
const MADE: RequestRun = { kind: 'made', events: [{ type: 'track' }], reply: REPLY };
const ended = (outcome: FunctionOutcome['outcome'], reason: string, answer?: string): RequestRun => ({
  ...{ kind: 'ended', result: { outcome, reason, ...(answer === undefined ? {} : { answer }) }, logs: [] },
});
const RETRY = ended({ kind: 'retry', class: 'transient', reason: 'function_retry' }, 'function_retry');
const NOBODY = ended({ kind: 'none' }, 'function_not_run');
const CRASHED = ended({ kind: 'retry', class: 'transient', reason: 'function_crashed' }, 'function_crashed');
const BROKEN = ended({ kind: 'discard', class: 'payload', reason: 'function_error' }, 'function_error');

function aWorld(runOf: (sourceId: string) => RequestRun | Promise<RequestRun>) {
  const done: unknown[] = [];
  const note = (...what: unknown[]): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const handOn: HandOn = {
    made: ({ header }, events) => note('made', header.requestId, events.length).then(() => 0),
    failed: ({ header }, { result }) => note('failed', header.requestId, result.reason),
    refused: ({ header }, reason) => note('refused', header.requestId, reason),
  };
  const received: ReceivedRequest[] = [];
  const runRequests = createRunRequests({
    handOn,
    noteReceived: async (_, requests) => void received.push(...requests),
    strikerOf: async () => (text) => text.replaceAll('Qx7-secret', '••••'),
    now: () => new Date('2026-11-30T13:00:00.000Z'),
    source: (id) => Promise.resolve(id === 'deleted' ? undefined : aSource(id)),
    again: ({ requestId, runs }, delaySeconds) => note('again', requestId, { runs, delaySeconds }),
    run: async ({ id }, requests) => {
      const run = await runOf(id);
      return requests.map(() => run);
    },
  });
  return { done, received, run: (...requests: SourceRequestHeader[]) => runRequests(requests, 1_000) };
}

describe('requests to a source', () => {
  test('are done when their events are handed on', async () => {
    const world = aWorld(() => MADE);

    expect(await world.run(aRequest())).toEqual([]);
    expect(world.done).toEqual([['made', 'r1', 1]]);
  });

  test('are run again later while the function asks for it, and count as rejected after the last run', async () => {
    const world = aWorld(() => RETRY);

    await world.run(aRequest(), aRequest({ requestId: 'r2', runs: 5 }), aRequest({ requestId: 'r3', runs: 6 }));

    expect(world.done).toEqual([
      ['again', 'r1', { runs: 1, delaySeconds: 60 }],
      ['again', 'r2', { runs: 6, delaySeconds: 900 }],
      ['failed', 'r3', 'function_retry'],
    ]);
  });

  test('come again as they are while nothing can run them, which is no run', async () => {
    const world = aWorld(() => NOBODY);

    await world.run(aRequest({ runs: 6 }));

    expect(world.done).toEqual([['again', 'r1', { runs: 6, delaySeconds: 5 }]]);
  });

  test('come again soon and use up no run for a minute when what runs them breaks, and then as any that is run later', async () => {
    const world = aWorld(() => CRASHED);

    await world.run(aRequest({ receivedAt: '2026-11-30T12:59:01.000Z' }), aRequest({ requestId: 'r2' }));

    expect(world.done).toEqual([
      ['again', 'r1', { runs: 0, delaySeconds: 5 }],
      ['again', 'r2', { runs: 1, delaySeconds: 60 }],
    ]);
  });

  test('wait for a version that can run, for a day, and use up no run', async () => {
    const held = { kind: 'hold', class: 'setup', reason: 'function_missing' } as const;
    const world = aWorld(() => ended(held, 'function_missing'));

    await world.run(aRequest({ runs: 6 }), aRequest({ requestId: 'r2', receivedAt: '2026-11-29T12:00:00.000Z' }));

    expect(world.done).toEqual([
      ['again', 'r1', { runs: 6, delaySeconds: 300 }],
      ['failed', 'r2', 'function_missing'],
    ]);
  });

  test('at which the code fails are not run again', async () => {
    const world = aWorld(() => BROKEN);

    await world.run(aRequest());

    expect(world.done).toEqual([['failed', 'r1', 'function_error']]);
  });

  test('of a source that was deleted meanwhile are counted for nobody', async () => {
    const world = aWorld(() => MADE);

    expect(await world.run(aRequest({ sourceId: 'deleted' }))).toEqual([]);
    expect(world.done).toEqual([['refused', 'r1', 'unknown_source']]);
  });

  test('of one source do not wait for those of another, and come again alone when something breaks', async () => {
    const world = aWorld((id) => (id === 'bad' ? Promise.reject(new Error('no capacity')) : MADE));
    const bad = aRequest({ sourceId: 'bad', requestId: 'r2' });

    expect(await world.run(bad, aRequest())).toEqual([bad]);
    expect(world.done).toEqual([['made', 'r1', 1]]);
  });

  test('are written down for people with what became of each, without secrets and in as many words as there is room for', async () => {
    const failed = { kind: 'discard', class: 'payload', reason: 'function_error' } as const;
    const runs: Record<string, RequestRun> = {
      ...{ made: MADE, again: RETRY, nobody: NOBODY },
      dropped: ended({ kind: 'filtered', reason: 'function_dropped' }, 'function_dropped'),
      failed: ended(failed, 'function_error', `TypeError: Qx7-secret ${'x'.repeat(500)}`),
    };
    const world = aWorld((id) => runs[id] ?? NOBODY);

    await world.run(
      ...[...Object.keys(runs), 'deleted'].map((sourceId) => aRequest({ sourceId, requestId: sourceId })),
    );

    const ends = world.received.map(({ requestId, receivedAt: _, method: __, ...end }) => [requestId, end] as const);
    const said = { bytes: 2, status: 200 };
    expect(Object.fromEntries(ends)).toEqual({
      made: { ...said, outcome: 'made', events: 1, refused: 0 },
      again: {
        ...{ ...said, outcome: 'again', reason: 'function_retry', runs: 1 },
        runsAgainAt: '2026-11-30T13:01:00.000Z',
      },
      nobody: {
        ...{ ...said, outcome: 'waits', reason: 'function_not_run', runs: 0 },
        runsAgainAt: '2026-11-30T13:00:05.000Z',
      },
      dropped: { ...said, outcome: 'dropped', reason: 'function_dropped' },
      failed: {
        ...{ ...said, outcome: 'failed', reason: 'function_error' },
        message: `TypeError: •••• ${'x'.repeat(184)}`,
      },
    });
  });
});
