import { createInterface } from 'node:readline';
import { Worker, type MessagePort } from 'node:worker_threads';
import { SEMI_SPACE_MB } from '../lib/bundling.ts';
import type { EmulatorAccess } from './carriages.ts';
import type { InvokeMessage, RuntimeData, RuntimeMessage } from './lambda-runtime.ts';
import { startTimeLimit } from './time-limit.ts';

/** What one function is made of: read from the template, and its bundled code. */
export type LambdaSpec = {
  readonly name: string;
  readonly codeUrl: string;
  /** What its thread begins with. @default the runtime as it is written */
  readonly runtimeUrl?: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly env: Readonly<Record<string, string>>;
  /** How it reaches the emulators without HTTP. @default by their endpoints */
  readonly emulators?: { readonly dynamoDb: EmulatorAccess['dynamoDb']; openSqs(): MessagePort } | undefined;
};

export type Invocation =
  | { readonly outcome: 'returned'; readonly payload: unknown }
  | { readonly outcome: 'failed'; readonly errorType: string; readonly message: string }
  | { readonly outcome: 'refused' };

export type LambdaInstance = {
  readonly codeUrl: string;
  /** Resolves when the code is loaded; with a failure when it cannot be. */
  readonly started: Promise<Invocation | undefined>;
  invoke(requestId: string, event: unknown): Promise<Invocation>;
  /** Whether its event has been at work for a while, and the thread for less than half of that: it waits for others. */
  isWaiting(): boolean;
  isAlive(): boolean;
  end(): Promise<unknown>;
};

/** Lambda gives the code this long to load, outside of the function's timeout. */
const INIT_TIMEOUT_MS = 10_000;

/** As the deployed functions are told by `NODE_OPTIONS`, which threads do not read. */
const YOUNG_GENERATION_MB = 3 * SEMI_SPACE_MB;

/** What is awaited of a thread before it takes requests. */
const LOADING = 'loading';

/** Before this, an event is no more than begun: what it does with its time cannot be told. */
const BEGUN_MS = 500;
const MOSTLY = 0.5;

/** Starts a thread. How many invocations it has at a time is for the caller to say; its end is the end of all of them. */
export function startInstance(spec: LambdaSpec, log: (line: string) => void): LambdaInstance {
  const { codeUrl } = spec;
  const worker = startThread(spec);
  for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', log);

  let isAlive = true;
  let began = { atMs: 0, activity: worker.performance.eventLoopUtilization() };
  const awaited = new Map<string, (invocation: Invocation | undefined) => void>();
  const finish = (subject: string, invocation: Invocation | undefined): void => {
    awaited.get(subject)?.(invocation);
    awaited.delete(subject);
  };
  const die = (errorType: string, message: string): void => {
    isAlive = false;
    for (const subject of awaited.keys()) finish(subject, { outcome: 'failed', errorType, message });
  };

  /** What the thread says of a subject, or its end by itself or by its time limit. */
  const hear = (subject: string, limitMs: number, whatTimedOut: string): Promise<Invocation | undefined> =>
    new Promise((resolve) => {
      // The thread is at its end before anybody else gets its event.
      const onOver = (): void => {
        isAlive = false;
        void worker
          .terminate()
          .then(() => die('Sandbox.Timedout', `${whatTimedOut} timed out after ${limitMs / 1000} seconds`));
      };
      const callOff = startTimeLimit({ limitMs, cpuMs: () => cpuOf(worker), onOver });
      awaited.set(subject, (invocation) => {
        callOff();
        resolve(invocation);
      });
    });

  worker.on('message', (message: RuntimeMessage) => finish(subjectOf(message), understand(message)));
  worker.on('error', (error: Error) => {
    log(error.stack ?? error.message);
    die('Runtime.UnhandledError', error.message);
  });
  worker.on('exit', (code) => isAlive && die('Runtime.ExitError', `Runtime exited with code ${code}`));

  return {
    codeUrl,
    started: hear(LOADING, INIT_TIMEOUT_MS, 'Loading the code'),
    async invoke(requestId, event) {
      const heard = hear(requestId, spec.timeoutMs, 'Task');
      began = { atMs: performance.now(), activity: worker.performance.eventLoopUtilization() };
      worker.postMessage({ requestId, timeoutMs: spec.timeoutMs, event } satisfies InvokeMessage);
      return (await heard) ?? { outcome: 'failed', errorType: 'Runtime.Unknown', message: 'The runtime said nothing' };
    },
    isWaiting() {
      if (performance.now() - began.atMs < BEGUN_MS) return false;
      return worker.performance.eventLoopUtilization(began.activity).utilization < MOSTLY;
    },
    isAlive: () => isAlive,
    end: () => worker.terminate(),
  };
}

function startThread(spec: LambdaSpec): Worker {
  const { name, codeUrl, handler, memoryMb } = spec;
  const emulators = spec.emulators && { dynamoDb: spec.emulators.dynamoDb, sqs: spec.emulators.openSqs() };
  return new Worker(new URL(spec.runtimeUrl ?? 'lambda-runtime.ts', import.meta.url), {
    // Seen by whoever looks which thread does what: `top -H`, an inspector.
    name,
    workerData: { codeUrl, handler, functionName: name, memoryMb, emulators } satisfies RuntimeData,
    transferList: emulators === undefined ? [] : [emulators.sqs],
    env: { ...spec.env },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
}

async function cpuOf(worker: Worker): Promise<number> {
  const { user, system } = await worker.cpuUsage();
  return (user + system) / 1000;
}

function subjectOf(message: RuntimeMessage): string {
  return message.kind === 'ready' ? LOADING : message.requestId;
}

function understand(message: RuntimeMessage): Invocation | undefined {
  switch (message.kind) {
    case 'ready':
      return undefined;
    case 'result':
      return { outcome: 'returned', payload: JSON.parse(message.json) as unknown };
    case 'error':
      return { outcome: 'failed', errorType: message.errorType, message: message.message };
  }
}
