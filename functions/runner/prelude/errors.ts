import type { Described, Globals, Kit } from './kit.ts';

/** The errors by which a function says what becomes of an event, as in Segment. */
export function installErrors(kit: Kit): void {
  const globals = globalThis as unknown as Globals;
  const most = 1_000;

  function define(name: string): void {
    const named = class extends Error {
      constructor(message?: unknown, options?: unknown) {
        super(message === undefined ? '' : String(message));
        this.name = name;
        const wait = (options as { retryAfter?: unknown } | null | undefined)?.retryAfter;
        if (name === 'RetryError' && wait !== undefined) Object.assign(this, { retryAfter: wait });
      }
    };
    Object.defineProperty(named, 'name', { value: name });
    globals[name] = named;
  }

  const names = ['EventNotSupported', 'InvalidEventPayload', 'ValidationError', 'RetryError', 'DropEvent'];
  for (const name of names) define(name);

  const textOf = (value: unknown): string => {
    const text = typeof value === 'string' ? value : String(value);
    return text.length > most ? text.slice(0, most) : text;
  };

  // Every getter may throw, and be of the customer.
  const tryTo = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };

  kit.describe = (error): Described => {
    const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
    if (!isObject) return { name: 'Error', message: tryTo(() => textOf(error), '') };
    const fields = error as { name?: unknown; message?: unknown; failure?: unknown; retryAfter?: unknown };
    const name = tryTo(() => (typeof fields.name === 'string' ? textOf(fields.name) : 'Error'), 'Error');
    const message = tryTo(() => (fields.message === undefined ? textOf(error) : textOf(fields.message)), '');
    const failure = tryTo(() => (name === 'FetchError' ? fields.failure : undefined), undefined);
    const wait = tryTo(() => Number(fields.retryAfter), NaN);
    return {
      ...{ name, message },
      ...(typeof failure === 'string' ? { failure } : {}),
      // In seconds, as the header of this name.
      ...(wait > 0 && wait < Infinity ? { retryAfterMs: wait * 1_000 } : {}),
    };
  };
}
