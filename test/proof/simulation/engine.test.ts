import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../proof/simulation/engine.ts';

describe('the engine', () => {
  test('lets things happen in order of time, and in order of asking at the same time', () => {
    const engine = createEngine(1);
    const seen: string[] = [];
    for (const [timeMs, name] of [
      [30, 'd'],
      [10, 'a'],
      [20, 'b'],
      [20, 'c'],
      [40, 'late'],
    ] as const) {
      engine.at(timeMs, () => seen.push(`${name} at ${engine.now()}`));
    }

    engine.runUntil(30);

    expect(seen).toEqual(['a at 10', 'b at 20', 'c at 20', 'd at 30']);
  });

  test('lets happen what follows from what happens', () => {
    const engine = createEngine(1);
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      engine.at(engine.now() + 10, tick);
    };
    engine.at(0, tick);

    engine.runUntil(95);

    expect(ticks).toBe(10);
    expect(engine.now()).toBe(95);
  });

  test('waits until all that can go on has gone on before time passes', async () => {
    const engine = createEngine(1);
    const seen: string[] = [];
    const passing = (ms: number) => new Promise<void>((resolve) => engine.at(engine.now() + ms, resolve));
    const work = async (name: string, ms: number): Promise<void> => {
      for (let step = 1; step <= 2; step += 1) {
        await passing(ms);
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        seen.push(`${name}${step} at ${engine.now()}`);
      }
    };

    const works = Promise.all([work('quick', 10), work('slow', 15)]);
    await engine.passUntil(30);
    await works;

    expect(seen).toEqual(['quick1 at 10', 'slow1 at 15', 'quick2 at 20', 'slow2 at 30']);
  });

  test('has the same chance in every run of a seed, and another for another seed', () => {
    const draw = (seed: number): number[] => Array.from({ length: 1000 }, createEngine(seed).random);

    const [first, again, other] = [draw(7), draw(7), draw(8)];

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });
});
