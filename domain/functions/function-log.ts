// Which runs of functions are written down, and how many: all failures and one success in a hundred, within limits, for some
// days. Delivery writes them, GET /functions/{functionId}/logs shows them.

import type { LogLine, Ran } from './function-call.ts';

/** A run as it is kept, without secrets. */
export type FunctionRun = {
  /** ISO 8601. */
  readonly at: string;
  readonly version?: number;
  readonly result: 'returned' | 'failed';
  /** Of a failure, as it is counted: `function_error`. */
  readonly reason?: string;
  readonly message?: string;
  readonly messageId?: string;
  /** Of a batch: how many events. */
  readonly events?: number;
  readonly logs: readonly LogLine[];
  readonly requests: readonly FunctionRequest[];
  readonly cpuMs: number;
  readonly ms: number;
};

/** A request that it made, without what was sent and answered. */
export type FunctionRequest = {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  readonly failure?: string;
  readonly ms: number;
};

export const FUNCTION_LOG_LIMITS = {
  keptDays: 3,
  /** One of so many runs that returned. */
  successes: 100,
  /** Runs of one function in a minute, over all that run it. */
  runsOfMinute: 100,
  /** Of all functions of a workspace in a day: about 20 MB. */
  runsOfDay: 20_000,
  /** Of what one run has logged, and of each address; a run has many requests. */
  logCharacters: 4_096,
  urlCharacters: 256,
  requests: 10,
} as const;

/** Whether a run is written down. `random`: from 0 to 1. What did not run has nothing to say. */
export function isKeptRun({ end }: Ran, random: number): boolean {
  if (end.kind === 'not-run' || end.kind === 'no-handler') return false;
  return isFailedRun({ end }) || random < 1 / FUNCTION_LOG_LIMITS.successes;
}

/** To drop an event is no failure. */
export function isFailedRun({ end }: Pick<Ran, 'end'>): boolean {
  return end.kind === 'stopped' || (end.kind === 'threw' && end.error.name !== 'DropEvent');
}

/** What was logged, as far as there is room for it. */
export function shortLogs(logs: readonly LogLine[]): LogLine[] {
  let left: number = FUNCTION_LOG_LIMITS.logCharacters;
  return logs.flatMap(({ level, text }) => {
    const shown = text.slice(0, left);
    left -= shown.length;
    return shown === '' && text !== '' ? [] : [{ level, text: shown }];
  });
}
