// QuickJS-NG as WebAssembly. The only file that knows the package: each machine is an instance of the module, with memory of
// its own, and reaches the outside through the one function that it is given.

import { EvalFlags, JSException, QuickJS, type JSValueHandle, type QuickJSOptions } from 'quickjs-wasi';
import type { CodePlace } from '../../domain/functions/load-place.ts';
import { GuestError, type Engine, type Guest, type Hooks, type Snapshot } from './engine.ts';

/** The engine and what of it is written in C beside it, compiled: they can be handed to threads. */
export type QuickJsModules = {
  readonly engine: WebAssembly.Module;
  readonly extensions: readonly { readonly name: string; readonly wasm: WebAssembly.Module }[];
};

/** The engine as it is published, ready to be used by any thread. */
export function compileModules({
  engine,
  extensions,
}: {
  readonly engine: Uint8Array;
  readonly extensions: Readonly<Record<string, Uint8Array>>;
}): QuickJsModules {
  const compiled = Object.entries(extensions).map(([name, bytes]) => ({ name, wasm: compileWasm(bytes) }));
  return { engine: compileWasm(engine), extensions: compiled };
}

function compileWasm(bytes: Uint8Array): WebAssembly.Module {
  // The types of Node have no WebAssembly as a value.
  const { WebAssembly: engine } = globalThis as unknown as {
    WebAssembly: { Module: new (bytes: Uint8Array) => object };
  };
  return new engine.Module(bytes);
}

type Limits = { readonly heapBytes: number; readonly stackBytes: number; readonly now: () => Date };

/** What is kept of a machine besides its memory: where the function for the host lies in it. */
type State = { readonly snapshot: ReturnType<QuickJS['snapshot']>; readonly token: number };

const HOST = 'host';
const NS_OF_MS = 1_000_000n;

export function createQuickJs({ engine, extensions }: QuickJsModules, { heapBytes, stackBytes, now }: Limits): Engine {
  const optionsOf = (watch: Watch): QuickJSOptions => ({
    wasm: engine,
    extensions: extensions.map(({ name, wasm }) => ({ name, wasm })),
    memoryLimit: heapBytes,
    maxStackSize: stackBytes,
    interruptHandler: () => watch.isOver(),
    // Nothing of the machine that this runs on: neither its time zone nor a clock finer than a millisecond.
    timezoneOffset: 0,
    wasi: (memory: { readonly buffer: ArrayBuffer }) => ({
      clock_time_get(_clock: number, _precision: bigint, at: number) {
        new DataView(memory.buffer).setBigUint64(at, BigInt(now().getTime()) * NS_OF_MS, true);
        return 0;
      },
      random_get(at: number, length: number) {
        crypto.getRandomValues(new Uint8Array(memory.buffer, at, length));
        return 0;
      },
      // It has no files and prints nothing.
      fd_write: () => BAD_FILE,
    }),
  });

  return {
    async start(program, hooks) {
      const watch = createWatch(hooks);
      const vm = await QuickJS.create(optionsOf(watch));
      return guarded(watch, () => {
        const host = vm.newFunction(HOST, hostFunction(vm, hooks));
        const main = vm.evalCode(program, 'penstock');
        const send = vm.callFunction(main, vm.undefined, host);
        host.dispose();
        main.dispose();
        return createGuest(vm, { watch, send });
      });
    },
    async restore({ state }, hooks) {
      const watch = createWatch(hooks);
      const { snapshot, token } = state as State;
      const vm = await QuickJS.restore(snapshot, optionsOf(watch));
      vm.registerHostCallback(HOST, hostFunction(vm, hooks));
      return createGuest(vm, { watch, send: vm.importHandle(token) });
    },
  };
}

const CODE_FILE = 'function.js';
const FRAME = /function\.js:(\d{1,7}):(\d{1,7})/;

/** Of WASI: there is no such file. */
const BAD_FILE = 8;

type Watch = { isOver(): boolean; wasOver(): boolean };

/** Remembers that it has interrupted: what a guest makes of an interrupt must not matter. */
function createWatch(hooks: Hooks): Watch {
  let wasOver = false;
  return {
    isOver() {
      wasOver ||= hooks.isOver();
      return wasOver;
    },
    wasOver: () => wasOver,
  };
}

function hostFunction(vm: QuickJS, hooks: Hooks): (...args: JSValueHandle[]) => JSValueHandle {
  return (...args: (JSValueHandle | undefined)[]) => {
    const [op, text] = args;
    // Text alone: of anything else, making a text of it would run code of the guest.
    if (op?.isString !== true || text?.isString !== true) return vm.undefined;
    const answer = hooks.onMessage(op.toString(), text.toString());
    return answer === undefined ? vm.undefined : vm.newString(answer);
  };
}

function createGuest(vm: QuickJS, { watch, send }: { readonly watch: Watch; readonly send: JSValueHandle }): Guest {
  const token = vm.exportHandle(send);
  return {
    run(source, as) {
      guarded(watch, () => {
        const flags = as === 'module' ? EvalFlags.TYPE_MODULE : EvalFlags.TYPE_GLOBAL;
        const value = vm.evalCode(source, CODE_FILE, flags);
        try {
          vm.executePendingJobs();
          if (as === 'module') requireEvaluated(vm, value);
        } finally {
          value.dispose();
        }
      });
    },
    send(op, text) {
      guarded(watch, () => {
        const [first, second] = [vm.newString(op), vm.newString(text)];
        vm.callFunction(send, vm.undefined, first, second).dispose();
        first.dispose();
        second.dispose();
        vm.executePendingJobs();
      });
    },
    allocated: () => vm.getAllocatedSize(),
    snapshot(): Snapshot {
      const snapshot = vm.snapshot();
      return { bytes: snapshot.memory.byteLength, state: { snapshot, token } satisfies State };
    },
    dispose: () => vm.dispose(),
  };
}

const [PENDING, REJECTED] = [0, 2];

/** Evaluating a module makes a promise, which is kept by now, or never. */
function requireEvaluated(vm: QuickJS, promise: JSValueHandle): void {
  const { promiseState } = promise;
  if (promiseState === PENDING) {
    throw new GuestError('threw', {
      name: 'SyntaxError',
      message: 'await at the top of the code has nothing to wait for',
    });
  }
  if (promiseState !== REJECTED) return;
  // Thrown again by the machine itself, so that it is read as any other error.
  const rethrow = vm.evalCode(
    '(promise) => { let error; promise.catch((reason) => (error = reason)); return () => { throw error; }; }',
  );
  const thrower = vm.callFunction(rethrow, vm.undefined, promise);
  vm.executePendingJobs();
  vm.callFunction(thrower, vm.undefined);
}

/** Whatever goes wrong inside becomes a `GuestError`. */
function guarded<T>(watch: Watch, work: () => T): T {
  try {
    const done = work();
    // Who catches the interrupt, or is interrupted in a job that nobody awaits, is at its end too.
    if (watch.wasOver()) throw new GuestError('stopped', { name: 'InternalError', message: 'interrupted' });
    return done;
  } catch (error) {
    if (error instanceof GuestError) throw error;
    throw toGuestError(error, watch);
  }
}

function toGuestError(error: unknown, watch: Watch): GuestError {
  if (watch.wasOver()) return new GuestError('stopped', { name: 'InternalError', message: 'interrupted' });
  if (!(error instanceof JSException)) {
    const message = error instanceof Error ? error.message : String(error);
    return new GuestError('crash', { name: 'Error', message });
  }
  const { name, message, stack = '' } = error;
  const isMemory = name === 'InternalError' && message === 'out of memory';
  return new GuestError(isMemory ? 'memory' : 'threw', { name, message, place: placeOf(stack) });
}

const STACK_CHARACTERS = 2_000;

/** The innermost place in the code. A guest may make its stack up: it is two numbers, for who has written it. */
function placeOf(stack: string): CodePlace | undefined {
  const [, line, column] = FRAME.exec(stack.slice(0, STACK_CHARACTERS)) ?? [];
  return line === undefined || column === undefined ? undefined : { line: Number(line), column: Number(column) };
}
