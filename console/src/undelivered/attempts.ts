/** Milliseconds between each attempt and the next. */
export function waitsOf(history: readonly { readonly at: string }[]): number[] {
  return history.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(history[index]?.at ?? at));
}

/** An answer that is JSON, to be shown indented; undefined for any other, such as one that was cut. */
export function parsedAnswer(answer: string | undefined): object | undefined {
  if (answer === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(answer);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
