import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const CHILD = join(import.meta.dirname, 'slow-partner-child.ts');

/** A partner that needs so long for each request; what it needs of the CPU is in no figure. */
export async function startSlowPartner(takesMs: number): Promise<{ readonly url: string; close(): void }> {
  const child = fork(CHILD, [String(takesMs)], { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}/in`,
    close() {
      child.disconnect();
    },
  };
}
