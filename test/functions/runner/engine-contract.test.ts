import { describe, expect, test } from 'vitest';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { GuestError, type Engine, type Guest, type Hooks } from '../../../functions/runner/engine.ts';
import { compileModules, createQuickJs } from '../../../functions/runner/quickjs.ts';
import { wasm } from './quickjs-modules.ts';
import { createSecondEngine } from './second-engine.ts';

// What the runner wants of an engine, of the one that it has and of another build: so the interface is not of one package.

/** Hands everything to what the code has put on `globalThis.on`, and says what that returns. */
const PROGRAM = `(function (host) {
  Object.assign(globalThis, { tell: (text) => host('said', text), ask: host });
  return (op, text) => { globalThis.on(op, text); };
})`;

const LIMITS = { ...FUNCTION_LIMITS, now: () => new Date(0) };

const ENGINES: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['quickjs-wasi', async () => createQuickJs(compileModules(wasm), LIMITS)],
  ['quickjs-ng of @jitl', () => createSecondEngine(LIMITS)],
];

async function aGuest(
  make: () => Promise<Engine>,
  hooks: Partial<Hooks> = {},
): Promise<{ guest: Guest; said: string[] }> {
  const said: string[] = [];
  const engine = await make();
  const guest = await engine.start(PROGRAM, {
    isOver: () => false,
    onMessage(op, text) {
      if (op === 'said') said.push(text);
      return op === 'echo' ? text : undefined;
    },
    ...hooks,
  });
  return { guest, said };
}

function errorOf(work: () => void): GuestError {
  try {
    work();
  } catch (error) {
    if (error instanceof GuestError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Says yes after having been asked some times. */
function overAfter(times: number): () => boolean {
  let asked = 0;
  return () => (asked += 1) > times;
}

describe.each(ENGINES)('a guest of %s', (_, make) => {
  test('is sent text, and says text', async () => {
    const { guest, said } = await aGuest(make);
    guest.run('var on = (op, text) => tell(op + text + ask("echo", "ä€😀"));', 'script');

    guest.send('a', 'b');

    expect(said).toEqual(['abä€😀']);
    guest.dispose();
  });

  test('is not heard where it says something else than text', async () => {
    const { guest, said } = await aGuest(make);

    guest.run('tell({ toString() { throw new Error("asked") } }); tell(1); tell(); ask();', 'script');

    expect(said).toEqual([]);
    guest.dispose();
  });

  test('does everything that follows at once before it leaves', async () => {
    const { guest, said } = await aGuest(make);
    guest.run('var on = async () => { await null; await null; tell("later"); };', 'script');

    guest.send('a', '');

    expect(said).toEqual(['later']);
    guest.dispose();
  });

  test('runs modules, and what is exported stays their own', async () => {
    const { guest, said } = await aGuest(make);

    guest.run('export const x = 1; tell(typeof globalThis.x);', 'module');

    expect(said).toEqual(['undefined']);
    guest.dispose();
  });

  test.each([
    ['a mistake in a script', 'let = ;', 'script', 'SyntaxError'],
    ['what a script throws', 'throw new TypeError("no")', 'script', 'TypeError'],
    ['what a module throws', 'throw new TypeError("no"); export {}', 'module', 'TypeError'],
    ['recursion without end', 'const f = () => f() + 1; f();', 'script', /RangeError|InternalError/],
  ] as const)('names %s, and may be used again', async (...[, source, as, name]) => {
    const { guest, said } = await aGuest(make);

    const error = errorOf(() => guest.run(source, as));

    expect(error.kind).toBe('threw');
    expect(error.guestName).toMatch(name);
    guest.run('tell("still here")', 'script');
    expect(said).toEqual(['still here']);
    guest.dispose();
  });

  test.each([
    ['a loop', 'while (true);'],
    ['a loop that catches', 'while (true) { try { while (true); } catch {} }'],
    ['microtasks', 'const again = () => Promise.resolve().then(again); again();'],
  ])('is interrupted in %s', async (_what, source) => {
    const { guest } = await aGuest(make, { isOver: overAfter(20) });

    const error = errorOf(() => guest.run(source, 'script'));

    expect(error).toMatchObject({ kind: 'stopped', isFatal: true });
  });

  test('has its own globals, whatever another does to its own', async () => {
    const [one, other] = [await aGuest(make), await aGuest(make)];
    one.guest.run('Object.prototype.x = 1; tell = undefined;', 'script');

    other.guest.run('tell(typeof {}.x)', 'script');

    expect(other.said).toEqual(['undefined']);
    for (const { guest } of [one, other]) guest.dispose();
  });

  test('says how much it has allocated', async () => {
    const { guest } = await aGuest(make);
    const before = guest.allocated();

    guest.run('var kept = Array.from({ length: 50000 }, (_, i) => ({ i }));', 'script');

    expect(guest.allocated() - before).toBeGreaterThan(1_000_000);
    guest.dispose();
  });

  test('goes on from a snapshot as often as one likes, each by itself, where it makes any', async () => {
    const engine = await make();
    const hooks = { isOver: () => false, onMessage: () => undefined };
    const first = await engine.start(PROGRAM, hooks);
    first.run('let count = 5; var on = () => tell(String((count += 1)));', 'script');
    const snapshot = first.snapshot();
    first.dispose();

    const counts: string[] = [];
    for (let index = 0; index < 2 && snapshot !== undefined; index += 1) {
      const onMessage = (_op: string, text: string): undefined => void counts.push(text);
      const guest = await engine.restore(snapshot, { ...hooks, onMessage });
      guest.send('a', '');
      guest.send('a', '');
      guest.dispose();
    }

    expect(counts).toEqual(snapshot === undefined ? [] : ['6', '7', '6', '7']);
  });
});

test('the engine of the runner ends what wants more memory than it may have', async () => {
  const { guest } = await aGuest(async () => createQuickJs(compileModules(wasm), LIMITS));

  const error = errorOf(() => guest.run('const l = []; while (true) l.push(new ArrayBuffer(1e6));', 'script'));

  expect(error).toMatchObject({ kind: 'memory', isFatal: true });
});

test('the engine of the runner takes and gives a text with a zero in it', async () => {
  const { guest, said } = await aGuest(async () => createQuickJs(compileModules(wasm), LIMITS));

  guest.run('tell(ask("echo", "x\\u0000y"))', 'script');

  expect(said).toEqual(['x\u0000y']);
});
