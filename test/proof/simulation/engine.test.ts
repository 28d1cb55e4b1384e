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
