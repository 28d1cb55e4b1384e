import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSweep } from '../../../functions/sweep/sweep.ts';

const logged: unknown[] = [];

beforeEach(() => {
  logged.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line: unknown) => void logged.push(line));
});
afterEach(() => void vi.restoreAllMocks());

describe('the sweep', () => {
  test('does every duty although one fails, and says which', async () => {
    const done: string[] = [];
    const sweep = createSweep([
      { name: 'first', run: () => Promise.reject(new Error('no table')) },
      { name: 'second', run: async () => void done.push('second') },
    ]);

    const swept = sweep();

    await expect(swept).rejects.toThrow(/: first$/);
    expect(done).toEqual(['second']);
    expect(logged).toMatchObject([{ duty: 'first', error: { message: 'no table' } }]);
  });

  test('ends well when every duty is done', async () => {
    const sweep = createSweep([{ name: 'only', run: async () => undefined }]);

    await expect(sweep()).resolves.toBeUndefined();
  });
});
