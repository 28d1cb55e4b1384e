// Keep-alive connections per origin, dropped when they have been idle too long by the wall clock.
import { type buildConnector, Pool } from 'undici';

export type OriginPools = {
  use<T>(origin: string, work: (pool: Pool) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/**
 * Below the 5 s after which Node, Apache and uvicorn close an idle connection: a POST on a connection that the other
 * side has just closed fails, and only the retry schedule would save it.
 */
const IDLE_MS = 4_000;

type Entry = { pool: Pool; active: number; lastUsedMs: number };

/**
 * The wall clock is asked as well as undici's own keep-alive timer, because a Lambda is frozen between invocations: its
 * timers have not run when it thaws, and its connections look alive long after the other side has closed them.
 */
export function createOriginPools(options: {
  connect: buildConnector.connector;
  connectionsPerOrigin: number;
  nowMs: () => number;
}): OriginPools {
  const { nowMs } = options;
  const entries = new Map<string, Entry>();
  const inFlight = new Set<Promise<unknown>>();
  let closed = false;
  let sweptAtMs = nowMs();

  const isIdle = (entry: Entry): boolean => entry.active === 0 && nowMs() - entry.lastUsedMs > IDLE_MS;

  function sweep(): void {
    if (nowMs() - sweptAtMs <= IDLE_MS) return;
    sweptAtMs = nowMs();
    for (const [origin, entry] of entries) {
      if (!isIdle(entry)) continue;
      entries.delete(origin);
      // Nothing waits in it: what is left in its queue was given up by `exchange`, and was answered there.
      void entry.pool.destroy();
    }
  }

  function entryOf(origin: string): Entry {
    sweep();
    const known = entries.get(origin);
    if (known !== undefined && !isIdle(known)) return known;
    void known?.pool.destroy();
    const entry: Entry = { pool: newPool(origin, options), active: 0, lastUsedMs: nowMs() };
    entries.set(origin, entry);
    return entry;
  }

  async function track<T>(entry: Entry, work: (pool: Pool) => Promise<T>): Promise<T> {
    entry.active += 1;
    try {
      return await work(entry.pool);
    } finally {
      entry.active -= 1;
      entry.lastUsedMs = nowMs();
    }
  }

  return {
    async use(origin, work) {
      if (closed) throw new Error('the outbound HTTP client is closed');
      const running = track(entryOf(origin), work);
      inFlight.add(running);
      try {
        return await running;
      } finally {
        inFlight.delete(running);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(inFlight);
      await Promise.all([...entries.values()].map(({ pool }) => pool.destroy()));
      entries.clear();
    },
  };
}

function newPool(origin: string, options: { connect: buildConnector.connector; connectionsPerOrigin: number }): Pool {
  return new Pool(origin, {
    connect: options.connect,
    connections: options.connectionsPerOrigin,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    // `exchange` has one deadline for all of it; undici's own would only be a second, coarser one.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
