import { expect, test } from 'vitest';
import { gatherSends } from '../../../functions/source/gather-sends.ts';

test('messages of the same moment go together, and later ones by themselves', async () => {
  const sent: (readonly string[])[] = [];
  const send = gatherSends(async (bodies) => void sent.push(bodies));

  await Promise.all([send(['a', 'b']), send([]), send(['c'])]);
  await send(['d']);
  await send([]);

  expect(sent).toEqual([['a', 'b', 'c'], ['d']]);
});

test('whoever has a message among those that could not be sent hears of it, and the next ones are sent', async () => {
  let calls = 0;
  const send = gatherSends(() => {
    calls += 1;
    return calls === 1 ? Promise.reject(new Error('no queue')) : Promise.resolve();
  });

  const both = await Promise.allSettled([send(['a']), send(['b'])]);

  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(send(['c'])).resolves.toBeUndefined();
  expect(calls).toBe(2);
});
