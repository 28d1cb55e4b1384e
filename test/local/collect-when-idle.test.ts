import { expect, test } from 'vitest';
import { collectWhenIdle } from '../../local/collect-when-idle.ts';

test('a thread that has become idle gives back what nobody needs any more', async () => {
  const left = new WeakRef({ what: 'the last load has left' });

  const stop = collectWhenIdle({ everyMs: 20, idleShare: 1 });

  await expect.poll(() => left.deref() === undefined).toBe(true);
  stop();
});
