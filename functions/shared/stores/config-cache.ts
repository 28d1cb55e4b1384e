import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { isIndexed, readConfigVersion, stampOf, type ConfigVersion } from './config-version.ts';
import type { TableOnly } from '../dynamo/document-store.ts';
import { log } from '../lambda/log.ts';

/** A change reaches every running function within this time. */
export const CONFIG_FRESH_MS = 2_000;

/** Characters in memory of what is there, and of what is not: keys that a stranger makes up push out no tenant's. */
const MOST_CHARACTERS = 16_000_000;
const MOST_UNKNOWN_CHARACTERS = 1_000_000;
/** What an entry weighs beside its documents. */
const ENTRY_CHARACTERS = 200;

/** A document and what lies in the table for it: the same text is the same object, which has been decrypted already, say. */
export type ReadDocument<T = Source | Destination> = { readonly text: string; readonly document: T };

/** What was found, and the documents that it is made of: it stays as it is until one of their workspaces changes. */
export type Found<T> = { readonly value: T; readonly documents: readonly ReadDocument[] };

type Read<T> = (known: readonly ReadDocument[]) => Promise<Found<T>>;
type Kept<T> = Found<T> & { readonly stamp: string };

export type ConfigCache = {
  /** Whether the look-ups by write key and source can be relied on. */
  isIndexed(): Promise<boolean>;
  /** What was found under a key, or what `read` finds when something may have changed since. */
  lookUp<T>(key: string, read: Read<T>): Promise<T>;
};

/**
 * Keeps what was looked up. Every two seconds a single small read tells what may have changed; that is read again when
 * somebody asks for it. A failing read throws only for what was never read: old configuration is better than none.
 */
export function createConfigCache(deps: TableOnly & { readonly now: () => Date }): ConfigCache {
  const current = createCurrentVersion(deps);
  const there = createBoundedCache<Kept<unknown>>(MOST_CHARACTERS);
  const unknown = createBoundedCache<Kept<unknown>>(MOST_UNKNOWN_CHARACTERS);
  const reading = new Map<string, Promise<unknown>>();

  function keep(key: string, kept: Kept<unknown>): void {
    const cache = kept.documents.length === 0 ? unknown : there;
    const characters = kept.documents.reduce((sum, { text }) => sum + text.length, 0);
    (cache === unknown ? there : unknown).delete(key);
    cache.set(key, kept, ENTRY_CHARACTERS + characters);
  }

  async function refresh<T>(key: string, known: Kept<T> | undefined, read: Read<T>): Promise<T> {
    try {
      // Before the documents, so that they are at least as new as it says.
      const version = await current();
      const found = await read(known?.documents ?? []);
      const workspaces = found.documents.map(({ document }) => document.workspace);
      keep(key, { ...found, stamp: stampOf(version, workspaces) });
      return found.value;
    } catch (error) {
      if (known === undefined) throw error;
      logOld(error);
      return known.value;
    }
  }

  return {
    isIndexed: async () => isIndexed(await current()),
    async lookUp<T>(key: string, read: Read<T>): Promise<T> {
      const version = await current();
      // Only who looks for the same under this key has put it there.
      const known = (there.get(key) ?? unknown.get(key)) as Kept<T> | undefined;
      const workspaces = known?.documents.map(({ document }) => document.workspace) ?? [];
      if (known?.stamp === stampOf(version, workspaces)) return known.value;
      const begun = reading.get(key) as Promise<T> | undefined;
      if (begun !== undefined) return begun;
      const work = refresh(key, known, read).finally(() => reading.delete(key));
      reading.set(key, work);
      return work;
    },
  };
}

/** The version of the configuration, of at most two seconds ago; older when it cannot be read. */
function createCurrentVersion(deps: TableOnly & { readonly now: () => Date }): () => Promise<ConfigVersion> {
  let cached: { version: ConfigVersion; readAt: number } | undefined;
  let reading: Promise<ConfigVersion> | undefined;

  async function read(): Promise<ConfigVersion> {
    const readAt = deps.now().getTime();
    try {
      const version = await readConfigVersion(deps);
      cached = { version, readAt };
      return version;
    } catch (error) {
      if (cached === undefined) throw error;
      logOld(error);
      return cached.version;
    }
  }

  return async () => {
    if (cached !== undefined && deps.now().getTime() - cached.readAt < CONFIG_FRESH_MS) return cached.version;
    reading ??= read().finally(() => (reading = undefined));
    return reading;
  };
}

function logOld(error: unknown): void {
  log.failed('the configuration could not be refreshed', { error });
}
