// What a guest may have the host do for it at once, because it is slow at it or does not have it.

/** Undefined for what there is not. */
export function answerOf(_op: string, _text: string): string | undefined {
  return undefined;
}
