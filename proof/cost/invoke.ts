import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { CORE_OVER_VCPU, MEGABYTES_PER_VCPU } from '../world/latencies.ts';
import type { Meter } from './meter.ts';
import type { Handler, MeteredFunction } from './design.ts';

/** What one invocation took. */
export type Invoked = { readonly result: unknown; readonly billedMs: number; readonly cpuMs: number };

/** More than this share of a vCPU Lambda gives nobody without a second thread to use it. */
const MOST_OF_A_VCPU = 1;

/** Runs an instance once and counts what Lambda bills for it: CPU at the function's share of a core, and its waits. */
export async function invoke(
  { meter, stage, fn }: { meter: Meter; stage: string; fn: MeteredFunction },
  instance: Handler,
  event: unknown,
): Promise<Invoked> {
  meter.enter(stage);
  meter.wait.reset();
  meter.elsewhereMs = 0;
  const restore = countLogs(meter);
  const before = process.threadCpuUsage();
  try {
    const result = await instance(event as never, contextOf(fn));
    const { user, system } = process.threadCpuUsage(before);
    const cpuMs = (user + system) / 1000 - meter.elsewhereMs;
    const billedMs = billedMsOf(fn, cpuMs, meter.wait.elapsedMs());
    meter.add('invocations', 1);
    meter.add('gigabyteSeconds', (billedMs / 1000) * (fn.memoryMb / 1024));
    return { result, billedMs, cpuMs };
  } finally {
    restore();
  }
}

/** CPU at the function's share of a core, and what it waits. */
export function billedMsOf({ memoryMb }: Pick<MeteredFunction, 'memoryMb'>, cpuMs: number, waitMs: number): number {
  const share = Math.min(MOST_OF_A_VCPU, memoryMb / MEGABYTES_PER_VCPU);
  return Math.ceil((cpuMs * CORE_OVER_VCPU) / share + waitMs);
}

export function contextOf(fn: Pick<MeteredFunction, 'name' | 'timeoutMs'>): Context {
  return {
    awsRequestId: randomUUID(),
    functionName: fn.name,
    getRemainingTimeInMillis: () => fn.timeoutMs,
  } as Context;
}

/** What Lambda puts around a line in JSON: time, level, request id. */
const LINE_OVERHEAD_BYTES = 140;

const METHODS = ['log', 'info', 'warn', 'error'] as const;

function countLogs(meter: Meter): () => void {
  const originals = { ...console };
  for (const method of METHODS) {
    console[method] = (...parts: unknown[]) => {
      const text = parts.map(String).join(' ');
      meter.add('logBytes', Buffer.byteLength(text) + LINE_OVERHEAD_BYTES);
      meter.call('log line');
      if (process.env['COST_LOGS'] !== undefined) process.stderr.write(`${text}\n`);
    };
  }
  return () => {
    Object.assign(console, originals);
  };
}
