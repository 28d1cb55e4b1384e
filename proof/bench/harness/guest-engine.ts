// Machines of functions in this thread, without the thread and the requests around them, to measure the engine by itself. A
// bundle begins with this, as the runner's does: the engine is in it.
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { createHostCalls } from '../../../functions/runner/host-calls.ts';
import { librariesOf } from '../../../functions/runner/libraries.ts';
import { LIBRARY_FILES } from '../../../functions/runner/library-files.ts';
import { createMachine, type Machine } from '../../../functions/runner/machine.ts';
import { loadProgram, type Program } from '../../../functions/runner/programs.ts';
import { compileModules, createQuickJs } from '../../../functions/runner/quickjs.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import { WASM_FILES } from '../../../functions/runner/wasm-files.ts';

const { now, random, later } = realOutside({});
const hostCall = createHostCalls(librariesOf(LIBRARY_FILES))();
const engine = createQuickJs(compileModules(WASM_FILES), { ...FUNCTION_LIMITS, now });

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

export async function load(code: string): Promise<Program> {
  const loaded = await loadProgram(code, { engine, cpuMs, random, hostCall });
  if (!loaded.ok) throw new Error(loaded.message);
  return loaded.program;
}

/** One machine. Each request that it makes is answered with `answer` at once. */
export function machineOf(program: Program, settings: object, answer: string): Promise<Machine> {
  return createMachine((hooks) => program.make(JSON.stringify(settings), hooks), {
    ...{ cpuMs, hostCall, onStage: () => undefined, afterSlice: () => undefined, nowMs: () => performance.now() },
    sendFetch: async ({ url }) => ({ status: 200, statusText: '', headers: [], url, text: answer }),
    startTimer: later,
  });
}
