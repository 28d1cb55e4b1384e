import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { startPenstock } from '../harness/pipeline.ts';
import { readUsage, watchPeak } from '../harness/process-usage.ts';
import type { Row, Section, Suite } from '../harness/report.ts';
import type { Moments, SenderLoad } from '../harness/sender-child.ts';
import { quantile } from '../harness/statistics.ts';

/** What all of `npm start` may use, in the units of the sections. */
const BARS = {
  cpu: { 15: 0.75, 1: 1.3 },
  peakMb: 700,
  latencyMs: { p50: 120, p95: undefined, p99: 400 },
  idle: { cpuSeconds: undefined, pssMb: 250 },
} as const;

/** Of each kind in half a minute of load, which is the default. */
const EVENTS_PER_MS = { 15: 20_000 / 30_000, 1: 8_000 / 30_000 } as const;
const PER_SECOND = 100;
const MS_PER_SECOND = 1000;
const PEAK_EVERY_MS = 500;
/** After a load, until what is not needed any more has ended. */
const REST_SHARE = 1.5;
const IDLE_SHARE = 2;

/**
 * The method by which other systems can be measured as they are: a sender and a receiver in processes of their own,
 * events of 2 KB, one webhook that answers at once, CPU and memory of all processes of the system from /proc.
 */
export const oneMachineSuite: Suite = {
  name: 'one-machine',
  async run({ loadMs }) {
    const batches = await flood(15, Math.ceil((loadMs * EVENTS_PER_MS[15]) / 15));
    const singles = await flood(1, Math.ceil(loadMs * EVENTS_PER_MS[1]));
    const { latencies, rest, idle } = await steadyThenIdle(loadMs);
    const seconds = Math.round((loadMs * IDLE_SHARE) / MS_PER_SECOND);
    return [
      section('CPU of all processes', 's/1,000 events', [
        ...compare('batches of 15', batches.cpuPer1000, BARS.cpu[15]),
        ...compare('one event a request', singles.cpuPer1000, BARS.cpu[1]),
      ]),
      section('delivered', 'events/s', [
        ...compare('batches of 15', batches.perSecond, undefined),
        ...compare('one event a request', singles.perSecond, undefined),
      ]),
      section('memory of all processes (PSS)', 'MB', [
        ...compare('peak, batches of 15', batches.peakMb, BARS.peakMb),
        ...compare('peak, one event a request', singles.peakMb, BARS.peakMb),
        ...compare('idle after a load', rest, BARS.idle.pssMb),
        ...compare('idle after a start', idle.pssMb, BARS.idle.pssMb),
      ]),
      section(`CPU in ${seconds} s without an event`, 's', compare('idle', idle.cpuSeconds, BARS.idle.cpuSeconds)),
      section(`due to delivered at ${PER_SECOND} events/s, one a request`, 'ms', [
        ...compare('p50', quantile(latencies, 0.5), BARS.latencyMs.p50),
        ...compare('p95', quantile(latencies, 0.95), BARS.latencyMs.p95),
        ...compare('p99', quantile(latencies, 0.99), BARS.latencyMs.p99),
      ]),
    ];
  },
};

type PerRequest = keyof typeof BARS.cpu;

/** As fast as 16 connections can, from empty, until the last event has come. */
async function flood(perRequest: PerRequest, requests: number) {
  return withPenstock(async ({ port, pid, receiver }) => {
    const peak = watchPeak(pid, PEAK_EVERY_MS);
    const before = readUsage(pid).cpuSeconds;
    const startedAt = performance.now();
    const total = requests * perRequest;
    await Promise.all([send({ port, requests, perRequest }), arrivalsOf(receiver, total)]);
    const seconds = (performance.now() - startedAt) / MS_PER_SECOND;
    const cpuPer1000 = ((readUsage(pid).cpuSeconds - before) * 1000) / total;
    return { cpuPer1000, peakMb: peak.stop(), perSecond: total / seconds };
  });
}

/** At a fixed rate, one event a request, then with nothing to do. */
async function steadyThenIdle(loadMs: number) {
  const idle = await withPenstock(async ({ pid }) => {
    await wait(loadMs * REST_SHARE);
    const before = readUsage(pid).cpuSeconds;
    await wait(loadMs * IDLE_SHARE);
    const { cpuSeconds, pssMb } = readUsage(pid);
    return { cpuSeconds: cpuSeconds - before, pssMb };
  });
  return withPenstock(async ({ port, pid, receiver }) => {
    const requests = Math.ceil((loadMs / MS_PER_SECOND) * PER_SECOND);
    const load = { port, requests, perRequest: 1, requestsPerSecond: PER_SECOND };
    const [due, times] = await Promise.all([send(load), arrivalsOf(receiver, requests)]);
    const arrived = new Map(times);
    const latencies = due.map(([id, dueAt]) => (arrived.get(id) ?? NaN) - dueAt);
    await wait(loadMs * REST_SHARE);
    return { latencies, idle, rest: readUsage(pid).pssMb };
  });
}

type World = { readonly port: number; readonly pid: number; readonly receiver: ChildProcess };

async function withPenstock<Result>(work: (world: World) => Promise<Result>): Promise<Result> {
  const receiver = fork(new URL('../harness/receiver-child.ts', import.meta.url));
  const [url] = (await once(receiver, 'message')) as [string];
  const penstock = await startPenstock({ web: url });
  try {
    return await work({ ...penstock, receiver });
  } finally {
    await penstock.close();
    receiver.disconnect();
  }
}

async function send(load: SenderLoad): Promise<Moments> {
  const sender = fork(new URL('../harness/sender-child.ts', import.meta.url));
  sender.send(load);
  return answerOf(sender);
}

function arrivalsOf(receiver: ChildProcess, count: number): Promise<Moments> {
  receiver.send(count);
  return answerOf(receiver);
}

async function answerOf(child: ChildProcess): Promise<Moments> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The sender or the receiver has ended.')));
  ended.catch(() => undefined);
  const [moments] = (await Promise.race([once(child, 'message'), ended])) as [Moments];
  return moments;
}

const row = (name: string, value: number, ratio: number): Row => ({ name, value, ratio, low: ratio, high: ratio });

/** The bar above, where there is one; otherwise the value is its own measure. */
function compare(name: string, value: number, bar: number | undefined): Row[] {
  return bar === undefined ? [row(name, value, 1)] : [row(`bar: ${name}`, bar, 1), row(name, value, value / bar)];
}

const section = (title: string, unit: string, rows: readonly Row[]): Section => ({
  title: `one machine: ${title}`,
  unit,
  rows,
});
