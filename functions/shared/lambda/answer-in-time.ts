import type { Outside } from './outside.ts';

/**
 * The answer, or another one when there is none after `withinMs`. Whoever waits longer than Lambda does gets an answer of
 * API Gateway, which nobody can word: so it must not come to that.
 */
export async function answerInTime<Answer>(
  answer: Promise<Answer>,
  { withinMs, late, later }: { readonly withinMs: number; readonly late: () => Answer } & Pick<Outside, 'later'>,
): Promise<Answer> {
  const { promise: tooLate, resolve } = Promise.withResolvers<Answer>();
  const callOff = later(withinMs, () => resolve(late()));
  return Promise.race([answer, tooLate]).finally(callOff);
}
