// Goes before the program that is soaked (`--import`), and ends threads of it by their name when it is told to. Whoever
// works on something in such a thread sees what he would see on AWS when a machine is lost.
import { isMainThread, type Worker } from 'node:worker_threads';

/** Ends all threads of a name. */
export type KillThreads = { readonly kind: 'kill-threads'; readonly name: string };
export type ThreadsKilled = { readonly kind: 'threads-killed'; readonly count: number };

if (isMainThread) {
  const threads = new Set<Worker>();
  process.on('worker', (worker: Worker) => {
    threads.add(worker);
    worker.once('exit', () => threads.delete(worker));
  });
  process.on('message', (message) => {
    if (!isKillThreads(message)) return;
    const found = [...threads].filter(({ threadName }) => threadName === message.name);
    for (const worker of found) void worker.terminate();
    process.send?.({ kind: 'threads-killed', count: found.length } satisfies ThreadsKilled);
  });
  // It is no reason to go on.
  process.channel?.unref();
}

function isKillThreads(message: unknown): message is KillThreads {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'kill-threads';
}
