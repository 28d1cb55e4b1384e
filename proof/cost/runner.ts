// The runner of functions in this process, so that what it takes can be told from what invokes it: its own half in this
// thread, its guests in one of their own.
import type { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { InvokeLambda } from '../../functions/shared/lambda/clients.ts';
import type { FunctionResource } from '../../local/topology-resources.ts';
import { awsMs } from '../world/latencies.ts';
import type { Handler } from './design.ts';
import { billedMsOf, contextOf } from './invoke.ts';
import type { Meter } from './meter.ts';

export type LocalRunner = {
  /** Runs a call, and returns what Lambda would. */
  run(payload: string): Promise<Buffer>;
  /** CPU of its guests since it was started. */
  guestCpuMs(): Promise<number>;
  readonly fn: FunctionResource;
  close(): Promise<void>;
};

const GUESTS = 'guests';

/** Loads the runner as it is deployed. It takes its settings from the environment of this process. */
export async function loadRunner(fn: FunctionResource, codeUrl: string): Promise<LocalRunner> {
  const guests = new Set<Worker>();
  const watch = (worker: Worker): void => {
    if (worker.threadName === GUESTS) guests.add(worker);
  };
  process.on('worker', watch);
  Object.assign(process.env, fn.env);
  const { handler } = (await import(codeUrl)) as { readonly handler: Handler };
  return {
    fn,
    async run(payload) {
      const result = await handler(JSON.parse(payload) as never, contextOf(fn));
      return Buffer.from(JSON.stringify(result));
    },
    async guestCpuMs() {
      const all = await Promise.all([...guests].map(cpuMsOf));
      return all.reduce((sum, one) => sum + one, 0);
    },
    async close() {
      process.off('worker', watch);
      await Promise.all([...guests].map((worker) => worker.terminate()));
    },
  };
}

async function cpuMsOf(worker: Worker): Promise<number> {
  const { user, system } = await worker.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Invokes the runner and counts what Lambda bills for it. Whoever invokes it waits for as long. One call at a time, so that
 * each has the CPU that is counted for it; what is called at once is waited for at once all the same.
 */
export function meterRunner(meter: Meter, runner: LocalRunner): InvokeLambda {
  const one = pLimit(1);
  return (input) => {
    const ended = meter.wait.begin(0);
    return one(async () => {
      const { fn } = runner;
      const [before, guestsBefore] = [process.threadCpuUsage(), await runner.guestCpuMs()];
      meter.runnerWait.reset();
      meter.isRunning = true;
      const payload = typeof input.Payload === 'string' ? input.Payload : '';
      const answer = await runner.run(payload).finally(() => {
        meter.isRunning = false;
      });
      const { user, system } = process.threadCpuUsage(before);
      const ownMs = (user + system) / 1000;
      const cpuMs = ownMs + (await runner.guestCpuMs()) - guestsBefore;
      const billedMs = billedMsOf(fn, cpuMs, meter.runnerWait.elapsedMs());
      meter.elsewhereMs += ownMs;
      meter.call('Invoke');
      meter.addTo('runner', 'invocations', 1);
      meter.addTo('runner', 'gigabyteSeconds', (billedMs / 1000) * (fn.memoryMb / 1024));
      ended(awsMs('Invoke') + billedMs);
      return { Payload: answer, StatusCode: 200, $metadata: {} } as unknown as Awaited<ReturnType<InvokeLambda>>;
    });
  };
}
