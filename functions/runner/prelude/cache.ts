import type { Globals, Kit } from './kit.ts';

/** `cache` of Segment: what a function keeps for later events, beside its machines. Nothing promises that it is there. */
export function installCache({ host, parse, stringify }: Kit): void {
  const keyOf = (key: unknown): string => {
    if (typeof key !== 'string' || key === '') throw new TypeError('The key of a cache must be a text');
    return key;
  };
  (globalThis as unknown as Globals)['cache'] = {
    async load(key: unknown, ttlMs: unknown, make: unknown): Promise<unknown> {
      const named = keyOf(key);
      if (typeof make !== 'function') throw new TypeError('What makes the value must be a function');
      const found = host('cache.get', named);
      if (found !== undefined) return parse(found);
      const value = await (make as () => unknown)();
      // Undefined for what is no JSON, which is not kept.
      const text: unknown = stringify(value);
      if (typeof text === 'string') host('cache.set', stringify({ key: named, ttlMs: Number(ttlMs), value: text }));
      return value;
    },
    async delete(key: unknown): Promise<void> {
      host('cache.delete', keyOf(key));
    },
  };
}
