/**
 * The answer, or another one when there is none after `withinMs`. Whoever waits longer than Lambda does gets an answer of
 * API Gateway, which nobody can word: so it must not come to that.
 */
export async function answerInTime<Answer>(
  answer: Promise<Answer>,
  withinMs: number,
  late: () => Answer,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(late()), withinMs);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
