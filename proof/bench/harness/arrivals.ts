// A partner that notes when each event came, by its `webhook-id`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Arrivals = {
  readonly url: string;
  readonly port: number;
  /** Event id -> milliseconds on the clock of `performance.now`, at its first arrival. */
  readonly times: ReadonlyMap<string, number>;
  /** Resolves when so many events have come; throws when none comes for a while. */
  until(count: number): Promise<void>;
  close(): void;
};

const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 20;

/** Each request is answered after so many milliseconds. */
export async function startArrivals(takesMs = 0): Promise<Arrivals> {
  const times = new Map<string, number>();
  let lastAt = performance.now();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const id = String(request.headers['webhook-id']);
      lastAt = performance.now();
      if (!times.has(id)) times.set(id, lastAt);
      if (takesMs === 0) response.end('ok');
      else setTimeout(() => response.end('{"ok":true}'), takesMs);
    });
  });
  server.keepAliveTimeout = PATIENCE_MS;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    times,
    until: (count) =>
      new Promise((resolve, reject) => {
        lastAt = performance.now();
        const timer = setInterval(() => {
          const isStuck = performance.now() - lastAt > PATIENCE_MS;
          if (times.size < count && !isStuck) return;
          clearInterval(timer);
          if (times.size >= count) resolve();
          else reject(new Error(`only ${times.size} of ${count} events were delivered`));
        }, LOOK_EVERY_MS);
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
