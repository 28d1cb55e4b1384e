import { afterEach, describe, expect, test } from 'vitest';
import type { LambdaSpec } from '../../local/lambda-instance.ts';
import { LambdaPool, type PoolOptions } from '../../local/lambda-pool.ts';

const pools: LambdaPool[] = [];
const lines: string[] = [];

function aPool(overrides: Partial<LambdaSpec> = {}, options: Partial<PoolOptions> = {}): LambdaPool {
  const spec = {
    name: 'fixture',
    codeUrl: new URL('fixtures/handler.ts', import.meta.url).href,
    handler: 'handler',
    timeoutMs: 5000,
    memoryMb: 256,
    env: { COLOUR: 'blue' },
    ...overrides,
  };
  const pool = new LambdaPool(spec, { maxInstances: 1, maxWaiting: 10, log: (line) => lines.push(line), ...options });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  lines.length = 0;
});

describe('a function', () => {
  test('returns what JSON makes of its result', async () => {
    const pool = aPool();

    const answers = await Promise.all([
      pool.invoke({ wish: 'echo', value: { at: new Date(0), list: [undefined] } }),
      pool.invoke({ wish: 'echo' }),
      pool.invoke({ wish: 'function' }),
    ]);

    expect(answers).toEqual([
      { outcome: 'returned', payload: { at: '1970-01-01T00:00:00.000Z', list: [null] } },
      { outcome: 'returned', payload: null },
      { outcome: 'returned', payload: null },
    ]);
  });

  test('sees its own environment only, and keeps it to itself', async () => {
    process.env['SECRET_OF_THE_RUNNER'] = 'hidden';
    const [pool, neighbour] = [aPool(), aPool({ env: { COLOUR: 'red' } })];

    await pool.invoke({ wish: 'environment' });
    const seen = await neighbour.invoke({ wish: 'environment' });

    expect(seen).toEqual({ outcome: 'returned', payload: { COLOUR: 'red', LEFT_BEHIND: 'by an earlier event' } });
    expect(process.env['LEFT_BEHIND']).toBeUndefined();
  });

  test('is told its name, its memory and how much time is left', async () => {
    const pool = aPool({ timeoutMs: 60_000 });

    const answer = await pool.invoke({ wish: 'context' });

    expect(answer).toMatchObject({
      outcome: 'returned',
      payload: {
        functionName: 'fixture',
        memoryLimitInMB: '256',
        awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      },
    });
    const { remainingMs } = (answer as { payload: { remainingMs: number } }).payload;
    expect(remainingMs).toBeGreaterThan(50_000);
    expect(remainingMs).toBeLessThanOrEqual(60_000);
  });

  test('has its output logged under its name, as the lines of JSON that Lambda writes', async () => {
    const pool = aPool();

    await pool.invoke({ wish: 'say', value: 'hello' });

    await expect
      .poll(() => lines)
      .toContainEqual(expect.stringMatching(/^\[fixture\] \{.*"level":"INFO","message":"hello"\}$/));
  });
});

describe('an event that goes wrong', () => {
  test.each([
    ['throw', 'TypeError', 'thrown on purpose'],
    ['exit', 'Runtime.ExitError', 'Runtime exited with code 3'],
    ['floating rejection', 'Runtime.UnhandledError', 'nobody waits for this'],
    ['never', 'Sandbox.Timedout', 'Task timed out after 0.4 seconds'],
    ['loop', 'Sandbox.Timedout', 'Task timed out after 0.4 seconds'],
  ])('fails alone: %s', async (wish, errorType, message) => {
    const pool = aPool({ timeoutMs: 400 });

    const failed = await pool.invoke({ wish });
    const next = await pool.invoke({ wish: 'echo', value: 'still here' });

    expect(failed).toEqual({ outcome: 'failed', errorType, message });
    expect(next).toEqual({ outcome: 'returned', payload: 'still here' });
  });

  test('fails when the code cannot be loaded, and so does the next', async () => {
    const pool = aPool({ codeUrl: new URL('fixtures/broken.ts', import.meta.url).href });

    const answers = await Promise.all([pool.invoke({}), pool.invoke({})]);

    expect(answers).toEqual([
      { outcome: 'failed', errorType: 'Runtime.UnhandledError', message: 'this code cannot be loaded' },
      { outcome: 'failed', errorType: 'Runtime.UnhandledError', message: 'this code cannot be loaded' },
    ]);
  });
});

describe('a pool', () => {
  test('handles as many events at once as it may have instances', async () => {
    const pool = aPool({ timeoutMs: 600_000 }, { maxInstances: 2 });
    let answered = 0;
    void pool.invoke({ wish: 'never' });

    // One instance never has time again, so these are all handled by the other.
    await Promise.all([1, 2, 3].map(() => pool.invoke({ wish: 'echo' }).then(() => (answered += 1))));
    void pool.invoke({ wish: 'never' });
    void pool.invoke({ wish: 'echo' }).then(() => (answered += 1));

    expect(pool.load()).toBe(3);
    expect(pool.size()).toBe(2);
    expect(answered).toBe(3);
  });

  test('knows which events only wait, once they are at work for a while', async () => {
    const pool = aPool({ timeoutMs: 900 }, { maxInstances: 2 });
    const [waiting, busy] = [{ wish: 'never' }, { wish: 'loop' }];
    const seen = new Set<string>();

    const working = Promise.all([pool.invoke(waiting), pool.invoke(busy)]);
    const isWaitingAtFirst = pool.isWaiting(waiting);
    const look = (): number => {
      if (pool.isWaiting(waiting)) seen.add('waiting');
      if (pool.isWaiting(busy)) seen.add('busy');
      return pool.load();
    };
    await expect.poll(look, { interval: 20, timeout: 10_000 }).toBe(0);
    await working;

    expect(isWaitingAtFirst).toBe(false);
    expect([...seen]).toEqual(['waiting']);
  });

  test('ends the instances that it needed for a while only', async () => {
    const pool = aPool({}, { maxInstances: 3, keptInstances: 1, idleMs: 50 });
    const working = Promise.all([1, 2, 3].map(() => pool.invoke({ wish: 'echo' })));
    const sizeUnderLoad = pool.size();

    await working;
    await expect.poll(() => pool.size()).toBe(1);

    const next = await pool.invoke({ wish: 'echo', value: 'still here' });
    expect(sizeUnderLoad).toBe(3);
    expect(next).toEqual({ outcome: 'returned', payload: 'still here' });
  });

  test('ends all of them where none is to stay, and starts one for the next event', async () => {
    const pool = aPool({}, { maxInstances: 3, keptInstances: 0, idleMs: 50 });
    await pool.invoke({ wish: 'echo' });

    await expect.poll(() => pool.size()).toBe(0);

    const next = await pool.invoke({ wish: 'echo', value: 'started again' });
    expect(next).toEqual({ outcome: 'returned', payload: 'started again' });
  });

  test('refuses what has waited for as long as it may', async () => {
    const pool = aPool({}, { mostWaitMs: 1 });
    const first = pool.invoke({ wish: 'echo', value: 1 });

    const second = await pool.invoke({ wish: 'echo', value: 2 });

    expect(second).toEqual({ outcome: 'refused' });
    expect(await first).toMatchObject({ outcome: expect.stringMatching(/^(returned|refused)$/) as string });
  });

  test('refuses events beyond those that may wait', async () => {
    const pool = aPool({}, { maxWaiting: 1 });

    const [first, second] = await Promise.all([pool.invoke({ wish: 'echo', value: 1 }), pool.invoke({ wish: 'echo' })]);

    expect(first).toEqual({ outcome: 'returned', payload: 1 });
    expect(second).toEqual({ outcome: 'refused' });
  });

  test('gives new code to the next event', async () => {
    const pool = aPool();
    const before = await pool.invoke({ wish: 'echo', value: 'old' });

    pool.replaceCode(new URL('fixtures/broken.ts', import.meta.url).href);
    const after = await pool.invoke({ wish: 'echo', value: 'new' });

    expect(before).toEqual({ outcome: 'returned', payload: 'old' });
    expect(after.outcome).toBe('failed');
  });
});

describe('events that take a share of an instance', () => {
  const share = (event: unknown): number => ((event as { wish: string }).wish === 'wait' ? 1 : 0.25);

  test('are at work in it at the same time, as many as fit', async () => {
    const pool = aPool({ timeoutMs: 600_000 }, { shareOf: share });
    const never = [1, 2, 3].map(() => pool.invoke({ wish: 'never' }));

    const fourth = await pool.invoke({ wish: 'echo', value: 4 });
    const fifth = await pool.invoke({ wish: 'echo', value: 5 });
    never.push(pool.invoke({ wish: 'never' }));
    let isAnswered = false;
    void pool.invoke({ wish: 'echo' }).then(() => (isAnswered = true));

    expect([fourth, fifth]).toMatchObject([{ payload: 4 }, { payload: 5 }]);
    expect(pool.load()).toBe(5);
    expect(isAnswered).toBe(false);
    expect(never).toHaveLength(4);
  });

  test('get their own answers, whichever is ready first', async () => {
    const pool = aPool({}, { shareOf: () => 0.25 });

    const answers = await Promise.all([
      pool.invoke({ wish: 'wait', value: 50 }),
      pool.invoke({ wish: 'echo', value: 'first' }),
      pool.invoke({ wish: 'throw' }),
    ]);

    expect(answers).toMatchObject([{ payload: 'waited' }, { payload: 'first' }, { errorType: 'TypeError' }]);
    expect(pool.size()).toBe(1);
  });

  test('are alone when they need all of it', async () => {
    const pool = aPool({}, { shareOf: share });
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);

    await Promise.all([
      pool.invoke({ wish: 'echo' }).then(note('small')),
      pool.invoke({ wish: 'wait', value: 20 }).then(note('large')),
      pool.invoke({ wish: 'echo' }).then(note('small, later')),
    ]);

    expect(order).toEqual(['small', 'large', 'small, later']);
  });

  test('fail together when their instance dies, and the next has a new one', async () => {
    const pool = aPool({ timeoutMs: 600_000 }, { shareOf: share });

    const failed = await Promise.all([
      pool.invoke({ wish: 'never' }),
      pool.invoke({ wish: 'never' }),
      pool.invoke({ wish: 'exit' }),
    ]);
    const next = await pool.invoke({ wish: 'echo', value: 'still here' });

    expect(failed.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
    expect(next).toEqual({ outcome: 'returned', payload: 'still here' });
  });

  test('go to an instance with new code, while the old one ends what it has', async () => {
    const pool = aPool({}, { shareOf: share, maxInstances: 2 });
    const old = pool.invoke({ wish: 'wait', value: 200 });
    await pool.invoke({ wish: 'echo' });

    pool.replaceCode(new URL('fixtures/broken.ts', import.meta.url).href);
    const next = await pool.invoke({ wish: 'echo' });

    expect(next.outcome).toBe('failed');
    expect(await old).toMatchObject({ payload: 'waited' });
  });
});
