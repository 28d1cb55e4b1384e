import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ActionCall, Engine } from '../../../destinations/action/engine/engine.ts';
import type { Definition } from '../../../destinations/action/engine/segment.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import type { OutboundRequest, OutboundResult } from '../../../functions/shared/outbound/outbound-http.ts';
import { builtActions, type BuiltActions } from '../../support/actions/built-actions.ts';

let built: BuiltActions;

beforeAll(async () => {
  built = await builtActions();
});

type Perform = (request: (url: string, options?: object) => Promise<unknown>, data: Data) => unknown;
type Data = { readonly payload: Record<string, unknown>; readonly settings: Record<string, unknown> };

/** A destination whose only action does what a test says. */
function engineWith(perform: Perform, more: object = {}): Engine {
  const action = { title: 'Try', description: '', fields: {}, perform, ...more };
  const definition: Definition = { name: 'Trial (Actions)', actions: { go: action } };
  return built.engineOf({ trial: async () => definition });
}

const answer = (status: number, body = '', headers: Record<string, string> = {}): OutboundResult => ({
  ...{ kind: 'response', status, headers, body, bodyTruncated: false, durationMs: 1 },
});

function aCall(call: Partial<ActionCall> & { readonly answers?: readonly OutboundResult[] } = {}) {
  const { answers = [answer(200)], ...more } = call;
  const requests: OutboundRequest[] = [];
  const left = [...answers];
  const send = async (request: OutboundRequest): Promise<OutboundResult> => {
    requests.push(request);
    return left.shift() ?? answers.at(-1) ?? answer(200);
  };
  const named = { destination: 'trial', action: 'go', subscription: 'trial.go', settings: {}, mapping: {} };
  const events = [{ event: { type: 'track' }, payload: {} }];
  const given: ActionCall = {
    ...{ ...named, events, isBatch: false, http: { send }, timeoutMs: 60_000, outside: realOutside({}) },
    ...more,
  };
  return { given, requests };
}

const endOf = async (engine: Engine, call: ActionCall) => (await engine.run(call)).ended[0];

describe('how an action ended is told by', () => {
  test.each([
    ['the status of the last answer', [answer(201)], { kind: 'executed', status: 201 }],
    [
      'an answer that is not taken, with its patience',
      [answer(429, 'slowly', { 'retry-after': '7' })],
      {
        kind: 'answer',
        status: 429,
        retryAfter: '7',
        body: 'slowly',
      },
    ],
    [
      'a request that failed',
      [{ kind: 'failed', failure: 'blocked_address', message: 'no', durationMs: 1 }],
      {
        kind: 'failed',
        failure: 'blocked_address',
        message: 'no',
      },
    ],
  ] as const)('%s', async (_, answers, ended) => {
    const { given } = aCall({ answers });

    expect(
      await endOf(
        engineWith((request) => request('https://a.example/in')),
        given,
      ),
    ).toEqual(ended);
  });

  test('what its code throws: a status of its own, or a fault', async () => {
    const refused = engineWith(() => {
      throw Object.assign(new Error('not so'), { name: 'IntegrationError', status: 403 });
    });
    const broken = engineWith(({}) => (undefined as unknown as { x: object }).x);

    expect(await endOf(refused, aCall().given)).toEqual({ kind: 'refused', status: 403, message: 'not so' });
    expect(await endOf(broken, aCall().given)).toMatchObject({ kind: 'error', name: 'TypeError' });
  });

  test('an address that is none, an action that there is not, and nothing that was asked', async () => {
    const { given } = aCall();

    expect(
      await endOf(
        engineWith((request) => request('no address')),
        given,
      ),
    ).toEqual({ kind: 'invalid-url' });
    expect(
      await endOf(
        engineWith(() => 1),
        { ...given, action: 'other' },
      ),
    ).toEqual({ kind: 'unknown-action' });
    expect(
      await endOf(
        engineWith(() => 1),
        { ...given, destination: 'toString' },
      ),
    ).toEqual({ kind: 'unknown-action' });
    expect(
      await endOf(
        engineWith(() => undefined),
        given,
      ),
    ).toEqual({ kind: 'executed' });
  });

  test('a payload that is not what the action wants, with its places', async () => {
    const fields = { name: { label: 'Name', description: '', type: 'string', required: true } };

    const ended = await endOf(
      engineWith(() => 1, { fields }),
      aCall().given,
    );

    expect(ended).toEqual({ kind: 'invalid', problems: [expect.stringContaining("'name'")] });
  });
});

describe('a call', () => {
  test('makes so many requests and no more', async () => {
    const { given, requests } = aCall();
    const many = engineWith(async (request) => {
      for (let count = 0; count < 20; count += 1) await request('https://a.example/in');
    });

    const ended = await endOf(many, given);

    expect(requests).toHaveLength(10);
    expect(ended).toMatchObject({ kind: 'error', name: 'FetchError' });
  });

  test('that takes too long ends, and what it asks for afterwards is refused', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let late: unknown;
    const slow = engineWith(async (request) => {
      await promise;
      late = await request('https://a.example/in').catch((error: unknown) => error);
    });
    const { given, requests } = aCall({
      timeoutMs: 10,
      outside: {
        now: () => new Date(),
        later: (_, act) => {
          void setImmediate().then(act);
          return () => undefined;
        },
      },
    });

    const ended = await endOf(slow, given);
    resolve(undefined);
    await expect.poll(() => late).toMatchObject({ message: 'the call has ended' });

    expect(ended).toMatchObject({ kind: 'failed', failure: 'timeout' });
    expect(requests).toEqual([]);
  });

  test('ends alone when its code throws where nobody awaits it', async () => {
    const { promise: both, resolve } = Promise.withResolvers<undefined>();
    const engine = engineWith(async (request, { payload }) => {
      if (payload['bad'] === true) {
        queueMicrotask(() => {
          throw new Error('in nobody');
        });
        void Promise.reject(new Error('forgotten'));
        await new Promise(() => undefined);
      }
      await both;
      return request('https://a.example/in');
    });
    const bad = aCall({ events: [{ event: {}, payload: { bad: true } }] });
    const good = aCall();

    const goodEnds = endOf(engine, good.given);
    const badEnd = await endOf(engine, bad.given);
    resolve(undefined);

    expect(badEnd).toMatchObject({ kind: 'error', message: expect.stringMatching(/in nobody|forgotten/) as string });
    expect(await goodEnds).toEqual({ kind: 'executed', status: 200 });
  });

  test('has its own requests and no others, however many run beside it', async () => {
    const engine = engineWith(async (request, { payload }) => {
      await setImmediate();
      await request(`https://a.example/${String(payload['n'])}`);
      await setImmediate();
      return request(`https://a.example/${String(payload['n'])}/again`);
    });
    const calls = Array.from({ length: 20 }, (_, n) => aCall({ events: [{ event: {}, payload: { n } }] }).given);

    const answers = await Promise.all(calls.map((call) => engine.run(call)));

    const urls = answers.map(({ exchanges }) => exchanges.map(({ url }) => url));
    expect(urls).toEqual(calls.map((_, n) => [`https://a.example/${n}`, `https://a.example/${n}/again`]));
  });

  test('changes nothing of the settings that it was given, and leaves nothing behind', async () => {
    const settings = { list: ['a'] };
    const engine = engineWith((_, data) => {
      (data.settings['list'] as string[]).push('b');
    });

    await engine.run(aCall({ settings }).given);

    expect(settings).toEqual({ list: ['a'] });
  });
});

describe('a batch', () => {
  test('says of each event what became of it', async () => {
    const { given } = aCall({ isBatch: true, events: [1, 2, 3].map((n) => ({ event: { n }, payload: { n } })) });
    const engine = engineWith(() => undefined, {
      performBatch: (request: (url: string) => unknown) => request('https://a.example/in'),
    });

    const { ended } = await engine.run({ ...given, http: { send: async () => answer(202) } });

    expect(ended).toEqual([1, 2, 3].map(() => ({ kind: 'executed', status: 202 })));
  });
});
