import { describe, expect, it } from 'vitest';
import { createSweep } from '../../../functions/sweep/sweep.ts';

describe('the sweep', () => {
  it('does every duty although one fails, and says which', async () => {
    const done: string[] = [];
    const sweep = createSweep([
      { name: 'first', run: () => Promise.reject(new Error('no table')) },
      { name: 'second', run: async () => void done.push('second') },
    ]);

    const swept = sweep();

    await expect(swept).rejects.toThrow(/^first: Error: no table/);
    expect(done).toEqual(['second']);
  });

  it('ends well when every duty is done', async () => {
    const sweep = createSweep([{ name: 'only', run: async () => undefined }]);

    await expect(sweep()).resolves.toBeUndefined();
  });
});
