import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A partner that takes what comes, or fails a share of it. */
export type Partner = {
  readonly url: string;
  fail(share: number): Promise<void>;
  /** Requests that it has answered with 200 since it was last told how much to fail. */
  taken(): Promise<number>;
  close(): Promise<unknown>;
};

export async function startPartner(): Promise<Partner> {
  const worker = new Worker(new URL('partner-thread.ts', import.meta.url), { execArgv: [] });
  const [port] = (await once(worker, 'message')) as [number];
  const ask = async (question: number | 'taken'): Promise<number> => {
    worker.postMessage(question);
    const [answer] = (await once(worker, 'message')) as [number];
    return answer;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    fail: async (share) => {
      await ask(share);
    },
    taken: () => ask('taken'),
    close: () => worker.terminate(),
  };
}
