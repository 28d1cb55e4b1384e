import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { Ran } from '../../domain/functions/function-call.ts';
import type { Engine } from './engine.ts';
import type { SendFetch } from './fetches.ts';
import { createGuestCaches } from './guest-caches.ts';
import type { StartTimer } from './guest-timers.ts';
import { createHostCalls, type HostCall } from './host-calls.ts';
import type { Libraries } from './libraries.ts';
import { createMachine, type Machine, type MachineOutside, type Work } from './machine.ts';
import { loadProgram, type Loaded, type Program } from './programs.ts';
import { PROGRAMS_KEPT, type FromThread, type ThreadCall } from './thread-messages.ts';

export type GuestsDeps = {
  readonly engine: Engine;
  readonly libraries: Libraries;
  readonly cpuMs: () => number;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly startTimer: StartTimer;
  readonly fetchFor: (callId: number) => SendFetch;
  readonly onStage: (event: number) => void;
  readonly post: (message: FromThread) => void;
};

/** Less is no chance to do anything. */
const SHORTEST_MS = 50;

type Slot = { readonly machine: Machine; readonly key: string };

/** All guests of a thread: the code of some functions, and machines that have one event each. */
export function createGuests(deps: GuestsDeps): { call(call: ThreadCall): Promise<void> } {
  const { post, nowMs } = deps;
  const machines = createMachines();
  const places = createPlaces();
  const caches = createGuestCaches(nowMs);
  const hostCallWith = createHostCalls(deps.libraries);
  const programOf = createPrograms({ ...deps, hostCall: hostCallWith() }, (hash) => machines.forget(hash));

  const runOne = async (call: ThreadCall, program: Program, { text, index, leftMs }: One): Promise<void> => {
    const key = `${call.hash} ${call.settings}`;
    const outside: MachineOutside = {
      ...deps,
      sendFetch: (request) => machines.fetchOf(machine)(request),
      hostCall: (op, asked) => hostCallWith(caches.of(key))(op, asked),
      afterSlice: () => machines.bound(machine),
    };
    const machine = machines.idle(key) ?? (await createMachine((hooks) => program.make(call.settings, hooks), outside));
    machines.took({ machine, key }, deps.fetchFor(call.id));
    const mode: Work['mode'] = call.work === 'batch' ? 'batch' : MODES[call.type];
    const most = call.work === 'batch' ? FUNCTION_LIMITS.batchMs : FUNCTION_LIMITS.eventMs;
    const timeoutMs = Math.min(leftMs, call.isTest ? FUNCTION_LIMITS.testMs : most);
    const ran = await machine.run({
      ...{ event: call.firstNumber + index, mode, text, isTest: call.isTest, timeoutMs },
    });
    machines.gaveBack({ machine, key }, machinesAtOnce(program));
    post({ kind: 'ended', id: call.id, index, ran });
  };

  return {
    async call(call) {
      const endsAtMs = nowMs() + call.timeoutMs;
      const loaded = await programOf(call);
      if (!loaded.ok) {
        post({ kind: 'broken', id: call.id, message: loaded.message });
        return;
      }
      const { program } = loaded;
      if (call.work === 'load') {
        post({ kind: 'loaded', id: call.id, handlers: program.handlers });
        return;
      }
      const texts = call.work === 'batch' ? [`[${call.events.join(',')}]`] : call.events;
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < texts.length) {
          const index = next;
          next += 1;
          await places.enter(machinesAtOnce(program));
          try {
            const leftMs = endsAtMs - nowMs();
            if (leftMs < SHORTEST_MS) post({ kind: 'ended', id: call.id, index, ran: NOT_RUN });
            else await runOne(call, program, { text: texts[index] ?? '', index, leftMs });
          } finally {
            places.leave();
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(texts.length, FUNCTION_LIMITS.eventsAtOnce) }, work));
      post({ kind: 'done', id: call.id, memoryBytes: machines.bytes() });
    },
  };
}

/** The code of some functions; others are forgotten, and so are machines with their code. */
function createPrograms(
  deps: GuestsDeps & { readonly hostCall: HostCall },
  onForget: (hash: string) => void,
): (call: ThreadCall) => Promise<Loaded> {
  const programs = new Map<string, Promise<Loaded>>();
  return (call) => {
    const known = programs.get(call.hash);
    if (known !== undefined) return known;
    if (call.code === undefined) throw new Error(`the thread was never given the code ${call.hash}`);
    deps.onStage(-call.firstNumber);
    const loading = loadProgram(call.code, deps).finally(() => deps.onStage(0));
    programs.set(call.hash, loading);
    for (const old of [...programs.keys()].slice(0, -PROGRAMS_KEPT)) {
      programs.delete(old);
      onForget(old);
    }
    return loading;
  };
}

/** How the prelude is called for one. */
const MODES = { destination: 'event', insert: 'insert', source: 'request' } as const satisfies Readonly<
  Record<ThreadCall['type'], Work['mode']>
>;

type One = { readonly text: string; readonly index: number; readonly leftMs: number };

export const NOT_RUN: Ran = { end: { kind: 'not-run' }, logs: [], requests: [], cpuMs: 0, ms: 0 };

/** So many machines are no more than may be at work, also where each begins large. */
function machinesAtOnce({ bytes }: Program): number {
  const fitting = Math.floor((FUNCTION_LIMITS.heapsBytes * 0.75) / bytes);
  return Math.max(FEWEST_AT_ONCE, Math.min(FUNCTION_LIMITS.machinesAtOnce, fitting));
}

const FEWEST_AT_ONCE = 4;

/**
 * Places of machines at work, over all calls: more machines than can be kept would be made anew for each event, which costs
 * ten times the event. Whoever came first goes first.
 */
function createPlaces(): { enter(most: number): Promise<void>; leave(): void } {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async enter(most) {
      if (taken >= most) await new Promise<void>((go) => waiting.push(go));
      else taken += 1;
    },
    /** The place goes to the next one, if there is any. */
    leave() {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    },
  };
}

function createMachines() {
  const idle = new Map<string, Machine[]>();
  const busy = new Map<Machine, SendFetch>();
  // Of each machine as it was when it last left the stage, when it last can have changed.
  const sizes = new Map<Machine, number>();
  let sum = 0;
  const measure = (machine: Machine, size: number): void => {
    sum += size - (sizes.get(machine) ?? 0);
    sizes.set(machine, size);
  };
  const drop = (machine: Machine): void => {
    measure(machine, 0);
    sizes.delete(machine);
    machine.dispose();
  };
  const dispose = (key: string): void => {
    for (const machine of idle.get(key) ?? []) drop(machine);
    idle.delete(key);
  };

  return {
    bytes: (): number => sum,
    /** One that nobody has at work, of the same code and the same settings. */
    idle: (key: string): Machine | undefined => idle.get(key)?.pop(),
    took: ({ machine }: Slot, fetch: SendFetch): void => void busy.set(machine, fetch),
    fetchOf(machine: Machine): SendFetch {
      const found = busy.get(machine);
      if (found === undefined) throw new Error('a machine without an event asks for something');
      return found;
    },
    gaveBack({ machine, key }: Slot, most: number): void {
      busy.delete(machine);
      const others = idle.get(key) ?? [];
      if (!machine.isUsable() || others.length >= most) return drop(machine);
      // Those of one key are used; the idle ones of others would only take memory.
      idle.delete(key);
      idle.set(key, [...others, machine]);
      for (const old of [...idle.keys()].slice(0, -PROGRAMS_KEPT)) dispose(old);
    },
    forget(hash: string): void {
      for (const key of [...idle.keys()]) if (key.startsWith(hash)) dispose(key);
    },
    /** Keeps all together within what there is, when one has left the stage: the largest of those at work ends. */
    bound(machine: Machine): void {
      if (busy.has(machine)) measure(machine, machine.allocated());
      if (busy.size < 2 || sum <= FUNCTION_LIMITS.heapsBytes) return;
      for (const key of [...idle.keys()]) dispose(key);
      if (sum <= FUNCTION_LIMITS.heapsBytes) return;
      const sizeOf = (one: Machine): number => sizes.get(one) ?? 0;
      const [largest] = [...busy.keys()].toSorted((one, other) => sizeOf(other) - sizeOf(one));
      largest?.stop('memory');
    },
  };
}
