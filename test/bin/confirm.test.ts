import { describe, expect, test } from 'vitest';
import { requireYes, type Ask } from '../../bin/penstock/confirm.ts';

const answering = (answer: string): { ask: Ask; asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
  };
};

const WHAT = 'The source web is deleted.';

describe('what cannot be undone', () => {
  test.each(['y', 'Y', 'yes', ' Yes '])('is done when somebody at the terminal answers %j', async (answer) => {
    const { ask, asked } = answering(answer);

    await requireYes({ ask, values: { yes: false } }, WHAT);

    expect(asked).toEqual(['The source web is deleted. This cannot be undone. Do it? [y/N] ']);
  });

  test.each(['', 'n', 'yep', 'no'])('is not done when the answer is %j', async (answer) => {
    const { ask } = answering(answer);

    const done = requireYes({ ask, values: { yes: false } }, WHAT);

    await expect(done).rejects.toThrow('Nothing was done.');
  });

  test('wants --yes where nobody can be asked', async () => {
    const done = requireYes({ ask: undefined, values: { yes: false } }, WHAT);

    await expect(done).rejects.toThrow(`${WHAT} This cannot be undone. Say --yes to do it.`);
  });

  test('is done with --yes, and nobody is asked', async () => {
    const { ask, asked } = answering('n');

    await requireYes({ ask, values: { yes: true } }, WHAT);

    expect(asked).toEqual([]);
  });
});
