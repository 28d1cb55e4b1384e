import { isDeepStrictEqual } from 'node:util';

/** Throws with what was expected and what was found instead. */
export function expect(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
}
