import { ApiError } from './router.ts';

const UTC_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/** Epoch milliseconds of a query parameter, if it is there. */
export function parseTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = UTC_TIME.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new ApiError(400, `bad_${name}`, `${name} must be a time in UTC, such as 2026-11-22T10:05:00Z.`);
}
