import { execFile } from 'node:child_process';

/** Resident memory of the pipeline's processes at one moment. */
export type MemorySample = {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Penstock itself: all functions, queues and the archive are threads of it. */
  readonly penstockMb: number;
  /** The process that stands in for DynamoDB. */
  readonly dynamoDbMb: number;
};

const SAMPLE_INTERVAL_MS = 2_000;
const KB_PER_MB = 1024;

type Row = { readonly pid: number; readonly parent: number; readonly sizeKb: number };

export type MemoryWatch = { readonly samples: readonly MemorySample[]; stop(): void };

/** Asks the system every two seconds. `pidOf` is undefined while nothing runs. */
export function watchMemory(pidOf: () => number | undefined): MemoryWatch {
  const samples: MemorySample[] = [];
  const timer = setInterval(() => {
    void listProcesses().then((rows) => {
      const pid = pidOf();
      const sample = pid === undefined ? undefined : sampleOf(rows, pid);
      if (sample !== undefined) samples.push(sample);
    });
  }, SAMPLE_INTERVAL_MS);
  return { samples, stop: () => clearInterval(timer) };
}

function sampleOf(rows: readonly Row[], pid: number): MemorySample | undefined {
  const own = rows.find((row) => row.pid === pid);
  if (own === undefined) return undefined;
  const others = descendants(rows, pid).reduce((sum, { sizeKb }) => sum + sizeKb, 0);
  return { at: Date.now(), penstockMb: own.sizeKb / KB_PER_MB, dynamoDbMb: others / KB_PER_MB };
}

function descendants(rows: readonly Row[], pid: number): Row[] {
  return rows.filter(({ parent }) => parent === pid).flatMap((row) => [row, ...descendants(rows, row.pid)]);
}

/** No rows where the system has no `ps`. */
function listProcesses(): Promise<Row[]> {
  return new Promise((resolve) => {
    execFile('ps', ['-A', '-o', 'pid=,ppid=,rss='], (error, stdout) => {
      const rows = error === null ? stdout.trim().split('\n') : [];
      resolve(
        rows.map((row) => {
          const [pid = 0, parent = 0, sizeKb = 0] = row.trim().split(/\s+/).map(Number);
          return { pid, parent, sizeKb };
        }),
      );
    });
  });
}
