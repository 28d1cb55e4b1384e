import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { thrown, type Ending, type LogLine, type MadeRequest, type Ran } from '../../domain/functions/function-call.ts';
import { isLonger, readMessage } from './hostile-text.ts';
import { GuestError, type Guest, type Hooks } from './engine.ts';
import { createFetches, type SendFetch } from './fetches.ts';
import { createGuestTimers, type StartTimer } from './guest-timers.ts';
import type { HostCall } from './host-calls.ts';

/** What a machine is given of the thread in which it lives. */
export type MachineOutside = {
  /** CPU that the thread has used, in milliseconds. */
  readonly cpuMs: () => number;
  readonly nowMs: () => number;
  readonly startTimer: StartTimer;
  readonly sendFetch: SendFetch;
  /** What the host does for the guest at once. */
  readonly hostCall: HostCall;
  /** Called before a guest is on stage, with the number of its event, and with 0 when it has left it. */
  readonly onStage: (event: number) => void;
  /** Called when a guest has left the stage: its memory may have grown. */
  readonly afterSlice: () => void;
};

/** One event, or one batch. `mode`: how the prelude calls it. */
export type Work = {
  /** By which the thread is told who was on stage. Never 0. */
  readonly event: number;
  readonly mode: 'event' | 'insert' | 'batch' | 'request';
  readonly text: string;
  readonly timeoutMs: number;
  readonly isTest: boolean;
};

/** One virtual machine with one event at a time. */
export type Machine = {
  run(work: Work): Promise<Ran>;
  /** Ends what it has at work. */
  stop(why: 'memory' | 'timeout'): void;
  /** Whether it may have another event. */
  isUsable(): boolean;
  allocated(): number;
  dispose(): void;
};

type Running = {
  readonly work: Work;
  readonly beganMs: number;
  readonly logs: LogLine[];
  readonly requests: MadeRequest[];
  readonly resolve: (ran: Ran) => void;
  logBytes: number;
  cpuMs: number;
  /** What the guest has said of its end, before it has left the stage. */
  end: Ending | undefined;
};

/** @param make gives the machine its hooks, and returns it ready for its first event. */
export async function createMachine(make: (hooks: Hooks) => Promise<Guest>, outside: MachineOutside): Promise<Machine> {
  let running: Running | undefined;
  let sliceBeganMs = 0;
  let isBroken = false;
  let events = 0;
  const { cpuMs, nowMs, startTimer, sendFetch, hostCall, onStage, afterSlice } = outside;
  const sliceMs = (): number => cpuMs() - sliceBeganMs;

  const hooks: Hooks = {
    isOver: () => running !== undefined && running.cpuMs + sliceMs() > FUNCTION_LIMITS.eventCpuMs,
    onMessage: (op, text) =>
      running === undefined ? undefined : hear(running, { op, text }, { fetches, timers, hostCall }),
  };

  const finish = (end: Ending): void => {
    if (running === undefined) return;
    const { resolve, logs, requests, beganMs, cpuMs: used } = running;
    running = undefined;
    // What it has left running would go on beside the next event.
    const isLeft = timers.clear() + fetches.clear() > 0;
    isBroken ||= isLeft || end.kind === 'stopped' || guest.allocated() > FUNCTION_LIMITS.machineBytes;
    resolve({ end, logs, requests, cpuMs: used, ms: nowMs() - beganMs });
  };

  /** Lets the guest on stage. */
  const slice = (op: string, text: string): void => {
    if (running === undefined) return;
    const mine = running;
    sliceBeganMs = cpuMs();
    onStage(mine.work.event);
    const failure = sendTo(guest, op, text);
    onStage(0);
    mine.cpuMs += sliceMs();
    const end = failure ?? mine.end;
    if (end !== undefined) finish(end);
    afterSlice();
  };

  const fetches = createFetches({ send: sendFetch, nowMs, deliver: (text) => slice('fetched', text) });
  const timers = createGuestTimers(startTimer, (id) => slice('timer', id));
  const guest = await make(hooks);

  return {
    run(work) {
      events += 1;
      fetches.reset(work.isTest, work.text);
      return new Promise((resolve) => {
        const cancel = startTimer(work.timeoutMs, () => {
          if (running === mine) finish({ kind: 'stopped', why: 'timeout' });
        });
        const mine = begin(work, nowMs(), (ran) => {
          cancel();
          resolve(ran);
        });
        running = mine;
        slice(work.mode, work.text);
      });
    },
    stop: (why) => finish({ kind: 'stopped', why }),
    isUsable: () => !isBroken && events < FUNCTION_LIMITS.eventsOfMachine,
    allocated: () => guest.allocated(),
    dispose: () => guest.dispose(),
  };
}

/** What ended it, if it has not come back as it should. */
function sendTo(guest: Guest, op: string, text: string): Ending | undefined {
  try {
    guest.send(op, text);
    return undefined;
  } catch (error) {
    return endingOfError(error);
  }
}

function begin(work: Work, beganMs: number, resolve: (ran: Ran) => void): Running {
  return { work, beganMs, resolve, logs: [], requests: [], logBytes: 0, cpuMs: 0, end: undefined };
}

type Parts = {
  readonly fetches: ReturnType<typeof createFetches>;
  readonly timers: ReturnType<typeof createGuestTimers>;
  readonly hostCall: HostCall;
};

/** What a guest at work says, and what it is answered at once. */
function hear(
  running: Running,
  { op, text }: { readonly op: string; readonly text: string },
  { fetches, timers, hostCall }: Parts,
): string | undefined {
  if (op === 'fetch') return fetches.begin(text, running.requests);
  if (op === 'timer') return timers.begin(text);
  if (op === 'untimer') timers.end(text);
  else if (op.startsWith('console.')) keepLog(running, op, text);
  const end = endingOf(op, text, running.work);
  if (end === undefined) return hostCall(op, text);
  running.end ??= end;
  return undefined;
}

function keepLog(running: Running, op: string, text: string): void {
  const kept = text.slice(
    0,
    Math.min(FUNCTION_LIMITS.messageBytes, FUNCTION_LIMITS.logBytesOfEvent - running.logBytes),
  );
  const level = (['log', 'info', 'warn', 'error', 'debug'] as const).find((name) => op === `console.${name}`);
  if (level === undefined || (kept === '' && text !== '') || running.logs.length >= MAX_LOG_LINES) return;
  running.logBytes += Buffer.byteLength(kept);
  running.logs.push({ level, text: kept });
}

const MAX_LOG_LINES = 100;

const MOST_RESULT_BYTES: Readonly<Record<Work['mode'], number>> = {
  event: FUNCTION_LIMITS.resultBytes,
  insert: FUNCTION_LIMITS.resultBytes,
  batch: FUNCTION_LIMITS.batchResultBytes,
  request: FUNCTION_LIMITS.sourceResultBytes,
};

/** What a message says of the end of an event; undefined for other messages. */
function endingOf(op: string, text: string, { mode }: Work): Ending | undefined {
  const most = MOST_RESULT_BYTES[mode];
  switch (op) {
    case 'returned':
      if (text === '') return { kind: 'returned' };
      return isLonger(text, most) ? { kind: 'stopped', why: 'result' } : { kind: 'returned', value: text };
    case 'threw': {
      const error = readMessage(thrown, text);
      return error === undefined ? { kind: 'stopped', why: 'crash' } : { kind: 'threw', error };
    }
    case 'unwritable':
      return { kind: 'stopped', why: 'result' };
    case 'no-handler':
      return { kind: 'no-handler', handler: text.slice(0, 64) };
    default:
      return undefined;
  }
}

function endingOfError(error: unknown): Ending {
  if (!(error instanceof GuestError)) return { kind: 'stopped', why: 'crash' };
  const { kind, guestName, message } = error;
  switch (kind) {
    case 'stopped':
      return { kind: 'stopped', why: 'cpu' };
    case 'memory':
      return { kind: 'stopped', why: 'memory' };
    case 'crash':
      return { kind: 'stopped', why: 'crash' };
    case 'threw':
      // In a job that nobody awaits, a timer say.
      return { kind: 'threw', error: { name: guestName.slice(0, 64), message: message.slice(0, 1_000) } };
  }
}
