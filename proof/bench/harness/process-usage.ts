// What a process and all that it started use of the machine, by what Linux says of them in /proc.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type Usage = {
  /** User and system time so far, of all threads. */
  readonly cpuSeconds: number;
  /** Memory that they have, with what several share counted once (PSS). */
  readonly pssMb: number;
};

/** The unit of /proc/PID/stat, the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
const KB_PER_MB = 1024;
/** In /proc/PID/stat, behind the name, which is in brackets and may hold blanks. */
const [PARENT_FIELD, USER_FIELD, SYSTEM_FIELD] = [1, 11, 12];

/** Processes that ended since are not in it. */
export function readUsage(pid: number): Usage {
  if (!existsSync('/proc/self/smaps_rollup')) throw new Error('Only Linux says what processes use, in /proc.');
  const usages = familyOf(pid).map(({ pid: member, cpuSeconds }) => ({ cpuSeconds, pssMb: pssOf(member) }));
  return {
    cpuSeconds: usages.reduce((sum, usage) => sum + usage.cpuSeconds, 0),
    pssMb: usages.reduce((sum, usage) => sum + usage.pssMb, 0),
  };
}

/** Looks every so often and keeps the largest size. */
export function watchPeak(pid: number, everyMs: number): { stop(): number } {
  let peakMb = 0;
  const look = (): void => {
    peakMb = Math.max(peakMb, readUsage(pid).pssMb);
  };
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peakMb;
    },
  };
}

type Stat = { readonly pid: number; readonly parent: number; readonly cpuSeconds: number };

function familyOf(pid: number): Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)));
  const below = (parent: number): Stat[] =>
    all.filter((stat) => stat.parent === parent).flatMap((stat) => [stat, ...below(stat.pid)]);
  return [...all.filter((stat) => stat.pid === pid), ...below(pid)];
}

/** Empty for one that has just ended. */
function statOf(pid: number): [Stat] | [] {
  const text = contentOf(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[USER_FIELD]) + Number(fields[SYSTEM_FIELD]);
  return text === '' ? [] : [{ pid, parent: Number(fields[PARENT_FIELD]), cpuSeconds: ticks / TICKS_PER_SECOND }];
}

function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(contentOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / KB_PER_MB;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
