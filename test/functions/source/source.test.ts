import { describe, expect, test } from 'vitest';
import type { ReceivedRequest } from '../../../domain/functions/received-request.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { createSource, type SourceDeps } from '../../../functions/source/source.ts';
import type { RequestRun } from '../../../functions/source/run-source.ts';

const NOW = new Date('2026-11-30T12:00:00.000Z');
const REQUEST = { method: 'POST', url: 'https://penstock.example/fn/t', headers: {}, text: '{}' };
const SOURCE: Source = {
  ...{ id: 'shop', workspace: 'acme', enabled: true, writeKeys: [], acceptDeletes: false },
  ...{ kind: 'function', function: 'from-shop' },
};

type Given = { source?: Partial<Source>; endsAt?: string; run?: RequestRun; keep?: SourceDeps['keep'] };

function aSource({ source = {}, endsAt, run, keep }: Given = {}) {
  const done: string[] = [];
  const note = (what: string) => (): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const owner = { source: { ...SOURCE, ...source }, ...(endsAt === undefined ? {} : { endsAt }) };
  const received: ReceivedRequest[] = [];
  const takeIn = createSource({
    noteReceived: async (_, requests) => void received.push(...requests),
    strikerOf: async () => (text) => text,
    sourceOfAddress: (token) => Promise.resolve(token === 't' ? owner : undefined),
    keep: keep ?? note('kept'),
    run: () => Promise.resolve(run === undefined ? [] : [run]),
    handOn: {
      made: () => note('made')().then(() => 0),
      failed: note('failed'),
      refused: (_, reason) => note(`refused ${reason}`)(),
    },
    now: () => NOW,
    createId: () => 'r1',
  });
  return { done, received, send: (method = 'POST', token = 't') => takeIn({ method, token, request: REQUEST }) };
}

const ended = (run: Extract<RequestRun, { kind: 'ended' }>['result']): RequestRun => ({
  ...{ kind: 'ended', result: run, logs: [] },
});

describe('an address of a source', () => {
  test('says success when the queue has the request', async () => {
    const { done, send } = aSource();

    expect((await send()).status).toBe(200);
    expect(done).toEqual(['kept']);
  });

  test('does not say it when the queue does not take it', async () => {
    const { send } = aSource({ keep: () => Promise.reject(new Error('throttled')) });

    await expect(send()).rejects.toThrow('throttled');
  });

  test.each([
    ['of nobody', {}, 'other'],
    ['that has ended', { endsAt: '2026-11-30T12:00:00.000Z' }, 't'],
    ['of a source that has keys now', { source: { function: undefined, kind: undefined } }, 't'],
  ] as const)('%s is as one that never was', async (_, given, token) => {
    const { done, send } = aSource(given);

    const never = await aSource().send('POST', 'made-up');
    expect(await send('POST', token)).toEqual(never);
    expect(done).toEqual([]);
  });

  test('that ends later is taken until then', async () => {
    expect((await aSource({ endsAt: '2026-11-30T12:00:01.000Z' }).send()).status).toBe(200);
  });

  test('of a source that is off counts what comes, and takes nothing', async () => {
    const { done, send } = aSource({ source: { enabled: false } });

    expect((await send()).headers['x-penstock-warning']).toContain('source_disabled');
    expect(done).toEqual(['refused source_disabled']);
  });

  test.each([
    ['GET', false, 405],
    ['HEAD', false, 405],
    ['GET', true, 200],
    ['HEAD', true, 200],
    ['PUT', true, 405],
    ['OPTIONS', true, 405],
  ])('takes %s where it answers (%s): %i', async (method, reply, status) => {
    const replied = { status: 200, contentType: 'text/plain', body: 'c', isBase64: false };
    const { send } = aSource({ source: { reply }, run: { kind: 'made', events: [], reply: replied } });

    expect((await send(method)).status).toBe(status);
  });

  test('that refuses a request writes that down, with what the sender was told', async () => {
    const { received, send } = aSource({ source: { enabled: false } });

    await send();

    expect(received).toEqual([
      {
        ...{ requestId: 'r1', receivedAt: '2026-11-30T12:00:00.000Z', method: 'POST', bytes: 2 },
        ...{ status: 200, outcome: 'refused', reason: 'source_disabled' },
      },
    ]);
  });

  test('that answers by its function writes down what it answered, and leaves that to the queue otherwise', async () => {
    const replied = { status: 201, contentType: 'text/plain', body: 'c', isBase64: false };
    const answering = aSource({ source: { reply: true }, run: { kind: 'made', events: [{}], reply: replied } });
    const queueing = aSource();

    await Promise.all([answering.send('GET'), queueing.send()]);

    expect(answering.received).toMatchObject([{ status: 201, outcome: 'made', events: 1 }]);
    expect(queueing.received).toEqual([]);
  });

  test.each([
    ['is tried again', { kind: 'retry', class: 'transient', reason: 'function_timeout' }, 'function_timeout', 503],
    ['waits for a version', { kind: 'hold', class: 'setup', reason: 'function_broken' }, 'function_broken', 503],
    [
      'is refused',
      { kind: 'discard', class: 'payload', reason: 'function_invalid_event' },
      'function_invalid_event',
      400,
    ],
    ['breaks', { kind: 'discard', class: 'payload', reason: 'function_error' }, 'function_error', 500],
    ['is dropped', { kind: 'filtered', reason: 'function_dropped' }, 'function_dropped', 200],
  ] as const)('tells who waits for an answer how a request ends that %s, and nothing else', async (...given) => {
    const [, outcome, reason, status] = given;
    const result = { outcome, reason, answer: 'TypeError: of the inside' };
    const { done, received, send } = aSource({ source: { reply: true }, run: ended(result) });

    const answer = await send();

    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('of the inside');
    expect(done).toEqual(['failed']);
    expect(received).toMatchObject([{ status, reason, message: 'TypeError: of the inside' }]);
  });

  test('says that nothing could run it, which counts as nothing', async () => {
    const none = ended({ outcome: { kind: 'none' }, reason: 'function_not_run' });
    const { done, send } = aSource({ source: { reply: true }, run: none });

    expect((await send()).status).toBe(503);
    expect(done).toEqual([]);
  });
});
