import { Worker } from 'node:worker_threads';
import { STUCK_CPU_MS, STUCK_LOADING_CPU_MS, STUCK_MS } from '../../domain/functions/function-limits.ts';
import type { Ran, Stop } from '../../domain/functions/function-call.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import type { GuestAnswer, GuestRequest } from './fetches.ts';
import type { LibraryFiles } from './libraries.ts';
import type { QuickJsModules } from './quickjs.ts';
import {
  CHANGES,
  ON_STAGE,
  PROGRAMS_KEPT,
  type FromThread,
  type GuestThreadData,
  type ThreadCall,
  type ToThread,
} from './thread-messages.ts';

/** A call as the thread is to have it; its number and its place are for this file to say. */
export type Call = Omit<ThreadCall, 'kind' | 'id' | 'firstNumber' | 'code'> & { readonly code: string };

export type CallEnd =
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'loaded'; readonly handlers: readonly string[] }
  /** Undefined for an event that was not run to its end. */
  | { readonly kind: 'ran'; readonly results: readonly (Ran | undefined)[]; readonly memoryBytes: number };

export type ProcessOptions = {
  /** The file with which the thread begins: it serves guests where `workerData` says so. */
  readonly threadUrl: URL;
  readonly modules: QuickJsModules;
  readonly libraries: LibraryFiles;
  readonly fetch: (call: Call, request: GuestRequest) => Promise<GuestAnswer>;
  readonly later: Outside['later'];
};

const HEAP_MB = 128;
const YOUNG_MB = 24;
const LOOK_EVERY_MS = 100;

type Pending = {
  readonly call: Call;
  readonly firstNumber: number;
  readonly results: (Ran | undefined)[];
  readonly resolve: (end: CallEnd) => void;
};

/** A thread of guests, which a watchdog ends when nothing moves on its stage. It is started anew for the next call. */
export function createGuestProcess(options: ProcessOptions) {
  let thread: Thread | undefined;
  let lastNumber = 1;
  let lastId = 0;

  const onEnd = (ended: Thread): void => {
    if (thread === ended) thread = undefined;
  };

  return {
    /** Runs a call. Events on which the thread ended have a result that says so; those that went with it have none. */
    run(call: Call): Promise<CallEnd> {
      thread ??= startThread(options, onEnd);
      lastId += 1;
      const firstNumber = lastNumber + 1;
      lastNumber = firstNumber + Math.max(1, call.events.length);
      return thread.run(lastId, call, firstNumber);
    },
    async close(): Promise<void> {
      await thread?.end();
    },
  };
}

type Thread = {
  run(id: number, call: Call, firstNumber: number): Promise<CallEnd>;
  end(): Promise<unknown>;
};

function startThread(options: ProcessOptions, onEnd: (thread: Thread) => void): Thread {
  const { threadUrl, modules, libraries, fetch, later } = options;
  const stage = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const worker = startWorker(threadUrl, { half: 'guests', modules, libraries, stage });
  const pending = new Map<number, Pending>();
  const known = new Set<string>();
  let isEnded = false;

  /** The thread is gone: who was on the stage has ended, all others were not run. */
  const die = (why: Stop): void => {
    if (isEnded) return;
    isEnded = true;
    watchdog.stop();
    onEnd(thread);
    const guilty = Atomics.load(new Int32Array(stage), ON_STAGE);
    void worker.terminate();
    for (const each of pending.values()) settle(each, guilty, why);
  };
  const watchdog = createWatchdog({ worker, stage, later }, () => die('cpu'));

  worker.on('message', (message: FromThread) => {
    const found = pending.get(message.id);
    if (found === undefined) return;
    if (message.kind === 'ended') found.results[message.index] = message.ran;
    else if (message.kind === 'fetch') void answer(found.call, message);
    else {
      pending.delete(message.id);
      if (pending.size === 0) watchdog.stop();
      const { results, resolve } = found;
      resolve(message.kind === 'done' ? { kind: 'ran', results, memoryBytes: message.memoryBytes } : message);
    }
  });
  worker.on('error', () => die('memory'));
  worker.on('exit', () => die('crash'));
  // Calls keep this half alive (the watchdog has a timer), and a thread without one keeps nobody: now that it is heard.
  worker.unref();

  const answer = async (call: Call, message: Extract<FromThread, { kind: 'fetch' }>): Promise<void> => {
    const said = await fetch(call, message.request);
    worker.postMessage({ kind: 'answer', fetch: message.fetch, answer: said } satisfies ToThread);
  };

  const thread: Thread = {
    run(id, call, firstNumber) {
      const { code, ...asked } = call;
      const isKnown = known.has(call.hash);
      known.add(call.hash);
      // The thread forgets them in the same order.
      for (const old of [...known].slice(0, -PROGRAMS_KEPT)) known.delete(old);
      return new Promise((resolve) => {
        const results = new Array<Ran | undefined>(call.work === 'batch' ? 1 : call.events.length).fill(undefined);
        pending.set(id, { call, firstNumber, results, resolve });
        watchdog.start();
        const sent = isKnown ? asked : { ...asked, code };
        worker.postMessage({ kind: 'call', id, firstNumber, ...sent } satisfies ToThread);
      });
    },
    end() {
      die('crash');
      return worker.terminate();
    },
  };
  return thread;
}

/** The end of a call whose thread is gone. */
function settle({ call, results, firstNumber, resolve }: Pending, guilty: number, why: Stop): void {
  const index = guilty - firstNumber;
  if (guilty === -firstNumber || call.work === 'load') {
    resolve({ kind: 'broken', message: LOADING_STOPPED });
    return;
  }
  if (index >= 0 && index < results.length) results[index] ??= stopped(why);
  resolve({ kind: 'ran', results, memoryBytes: 0 });
}

const LOADING_STOPPED = 'The code does not end while it is loaded.';

function stopped(why: Stop): Ran {
  return { end: { kind: 'stopped', why }, logs: [], requests: [], cpuMs: STUCK_CPU_MS, ms: STUCK_CPU_MS };
}

function startWorker(threadUrl: URL, data: GuestThreadData): Worker {
  return new Worker(threadUrl, {
    // Seen by whoever looks which thread does what.
    name: 'guests',
    workerData: data,
    env: {},
    execArgv: [],
    argv: [],
    // Nobody reads what it prints; it has nothing to print.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  });
}

type Seen = { readonly changes: number; readonly sinceMs: number; readonly cpuMs: number | undefined };

type Watched = { readonly worker: Worker; readonly stage: SharedArrayBuffer; readonly later: Outside['later'] };

/**
 * Looks again and again whether anything moves; calls back when the same guest has been on the stage for too long. What
 * counts is what it computes: on a machine that is short of CPU, a slow guest is no stuck one.
 */
function createWatchdog({ worker, stage, later }: Watched, onStuck: () => void) {
  const numbers = new Int32Array(stage);
  const fresh = (changes: number): Seen => ({ changes, sinceMs: performance.now(), cpuMs: undefined });
  let seen = fresh(0);
  let stop: (() => void) | undefined;

  const look = async (): Promise<void> => {
    const [changes, onStage] = [Atomics.load(numbers, CHANGES), Atomics.load(numbers, ON_STAGE)];
    if (onStage === 0 || changes !== seen.changes) {
      seen = fresh(changes);
      return;
    }
    if (performance.now() - seen.sinceMs > STUCK_MS) onStuck();
    const { user, system } = await worker.cpuUsage();
    if (Atomics.load(numbers, CHANGES) !== changes) return;
    const cpuMs = (user + system) / 1_000;
    if (seen.cpuMs === undefined) seen = { ...seen, cpuMs };
    else if (cpuMs - seen.cpuMs > (onStage < 0 ? STUCK_LOADING_CPU_MS : STUCK_CPU_MS)) onStuck();
  };
  const again = (): void => {
    stop = later(LOOK_EVERY_MS, () => {
      // A thread that has ended by itself is found out by its end.
      void look().catch(() => undefined);
      if (stop !== undefined) again();
    });
  };
  return {
    /** While there are calls; afterwards there is nothing to look at. */
    start(): void {
      if (stop === undefined) again();
    },
    stop(): void {
      stop?.();
      stop = undefined;
    },
  };
}
