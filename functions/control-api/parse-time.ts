import { parseTime } from '../../domain/parse-time.ts';
import { ApiError } from './router.ts';

/** Epoch milliseconds of a query parameter, if it is there. */
export function readTimeParameter(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new ApiError(400, `bad_${name}`, `${name} must be a time in UTC, such as 2026-11-22T10:05:00Z.`);
}
