import * as z from 'zod/mini';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { isLonger, readMessage } from './hostile-text.ts';

// `cache` of functions. It lies beside the machines, because there are many of them for one function. Each set of settings
// has its own, as it has its own machines: what one destination put in, no other finds.

/** JSON texts under keys, for a time. */
export type GuestCache = {
  get(key: string): string | undefined;
  /** JSON of key, time and text. Undefined if it is not kept. */
  set(message: string): string | undefined;
  delete(key: string): string | undefined;
};

/** So many functions with their settings; others are forgotten, those that were used first. */
const CACHES_KEPT = 8;

const setMessage = z.strictObject({ key: z.string(), ttlMs: z.number().check(z.gt(0)), value: z.string() });

type Entry = { readonly value: string; readonly endsAtMs: number; readonly bytes: number };

export function createGuestCaches(nowMs: () => number): { of(owner: string): GuestCache } {
  const caches = new Map<string, GuestCache>();
  return {
    of(owner) {
      const cache = caches.get(owner) ?? createCache(nowMs);
      caches.delete(owner);
      caches.set(owner, cache);
      for (const old of [...caches.keys()].slice(0, -CACHES_KEPT)) caches.delete(old);
      return cache;
    },
  };
}

function createCache(nowMs: () => number): GuestCache {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const remove = (key: string): void => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      remove(key);
      if (entry.endsAtMs <= nowMs()) return undefined;
      entries.set(key, entry);
      bytes += entry.bytes;
      return entry.value;
    },
    set(message) {
      if (isLonger(message, 2 * FUNCTION_LIMITS.cacheBytes)) return undefined;
      const { key, ttlMs, value } = readMessage(setMessage, message) ?? { key: '', ttlMs: 0, value: '' };
      const size = Buffer.byteLength(key) + Buffer.byteLength(value);
      if (ttlMs === 0 || isLonger(key, FUNCTION_LIMITS.cacheKeyBytes) || size > FUNCTION_LIMITS.cacheBytes) {
        return undefined;
      }
      remove(key);
      entries.set(key, { value, endsAtMs: nowMs() + ttlMs, bytes: size });
      bytes += size;
      for (const old of entries.keys()) {
        if (entries.size <= FUNCTION_LIMITS.cacheKeys && bytes <= FUNCTION_LIMITS.cacheBytes) break;
        remove(old);
      }
      return 'kept';
    },
    delete(key) {
      remove(key);
      return undefined;
    },
  };
}
