import * as variants from '@jitl/quickjs-ng-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core';
import { GuestError, type Engine, type Guest, type Hooks } from '../../../functions/runner/engine.ts';

// Another build of QuickJS-NG behind the same interface, so that the tests of it speak of any engine and not of one package.
// It makes no snapshots.

type Limits = { readonly heapBytes: number; readonly stackBytes: number };
type Result = ReturnType<QuickJSContext['evalCode']>;

export async function createSecondEngine({ heapBytes, stackBytes }: Limits): Promise<Engine> {
  const module = await newQuickJSWASMModuleFromVariant(variantOf(variants));
  return {
    async start(program, hooks) {
      const runtime = module.newRuntime();
      runtime.setMemoryLimit(heapBytes);
      runtime.setMaxStackSize(stackBytes);
      let wasOver = false;
      runtime.setInterruptHandler(() => (wasOver ||= hooks.isOver()));
      return guestOf({ runtime, vm: runtime.newContext(), wasOver: () => wasOver }, program, hooks);
    },
    restore: () => Promise.reject(new Error('this engine makes no snapshots')),
  };
}

/** Its types say that it is CommonJS, and it is a module. */
function variantOf(found: unknown): QuickJSSyncVariant {
  return (found as { readonly default: QuickJSSyncVariant }).default;
}

type Machine = { readonly runtime: QuickJSRuntime; readonly vm: QuickJSContext; readonly wasOver: () => boolean };

function guestOf({ runtime, vm, wasOver }: Machine, program: string, hooks: Hooks): Guest {
  const failed = (error: QuickJSHandle): GuestError => {
    const { name = 'Error', message = '' } = vm.dump(error) as { name?: string; message?: string };
    error.dispose();
    if (wasOver()) return new GuestError('stopped', { name, message });
    return new GuestError(message === 'out of memory' ? 'memory' : 'threw', { name, message });
  };
  const valueOf = (result: Result): QuickJSHandle => {
    if (result.error !== undefined) throw failed(result.error);
    return result.value;
  };
  const settle = (): void => {
    const jobs = runtime.executePendingJobs();
    if (jobs.error !== undefined) throw failed(jobs.error);
    jobs.dispose();
    if (wasOver()) throw new GuestError('stopped', { name: 'InternalError', message: 'interrupted' });
  };
  const host = vm.newFunction('host', (...given: (QuickJSHandle | undefined)[]) => {
    const [op, text] = given;
    if (op === undefined || text === undefined || vm.typeof(op) !== 'string' || vm.typeof(text) !== 'string') {
      return vm.undefined;
    }
    const answer = hooks.onMessage(vm.getString(op), vm.getString(text));
    return answer === undefined ? vm.undefined : vm.newString(answer);
  });
  const main = valueOf(vm.evalCode(program, 'penstock'));
  const send = valueOf(vm.callFunction(main, vm.undefined, host));

  return {
    run(source, as) {
      const value = valueOf(vm.evalCode(source, 'function.js', { type: as === 'module' ? 'module' : 'global' }));
      try {
        settle();
        const state = as === 'module' ? vm.getPromiseState(value) : undefined;
        if (state?.type === 'rejected') throw failed(state.error);
        if (state?.type === 'fulfilled' && state.value !== value) state.value.dispose();
      } finally {
        value.dispose();
      }
    },
    send(op, text) {
      const [first, second] = [vm.newString(op), vm.newString(text)];
      valueOf(vm.callFunction(send, vm.undefined, first, second)).dispose();
      settle();
    },
    allocated() {
      const usage = runtime.computeMemoryUsage();
      const { memory_used_size: bytes } = vm.dump(usage) as { memory_used_size: number };
      usage.dispose();
      return bytes;
    },
    snapshot: () => undefined,
    dispose() {
      for (const handle of [host, main, send]) handle.dispose();
      vm.dispose();
      runtime.dispose();
    },
  };
}
