// The half of the runner that has the guests: a thread of its own, without environment and without sockets, which the other
// half can end at any time.

import type { MessagePort } from 'node:worker_threads';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import type { GuestAnswer, SendFetch } from './fetches.ts';
import { createGuests } from './guests.ts';
import { librariesOf } from './libraries.ts';
import { createQuickJs } from './quickjs.ts';
import { CHANGES, ON_STAGE, type FromThread, type GuestThreadData, type ToThread } from './thread-messages.ts';

/** Takes calls until it is ended. */
export function serveGuests(
  port: MessagePort,
  { modules, libraries, stage }: GuestThreadData,
  { now, random, later }: Pick<Outside, 'now' | 'random' | 'later'>,
): void {
  const numbers = new Int32Array(stage);
  const answers = new Map<number, (answer: GuestAnswer) => void>();
  let lastFetch = 0;
  const post = (message: FromThread): void => port.postMessage(message);

  const fetchFor =
    (id: number): SendFetch =>
    (request) =>
      new Promise((resolve) => {
        lastFetch += 1;
        answers.set(lastFetch, resolve);
        post({ kind: 'fetch', id, fetch: lastFetch, request });
      });

  const guests = createGuests({
    engine: createQuickJs(modules, { ...FUNCTION_LIMITS, now }),
    libraries: librariesOf(libraries),
    cpuMs() {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1_000;
    },
    nowMs: () => performance.now(),
    random,
    startTimer: later,
    fetchFor,
    onStage(event) {
      Atomics.store(numbers, ON_STAGE, event);
      Atomics.add(numbers, CHANGES, 1);
    },
    post,
  });

  port.on('message', (message: ToThread) => {
    if (message.kind === 'call') return void guests.call(message);
    answers.get(message.fetch)?.(message.answer);
    answers.delete(message.fetch);
    return undefined;
  });
}
