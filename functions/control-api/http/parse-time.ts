import { parseTime } from '../../../domain/base/parse-time.ts';
import { apiError } from './api-error.ts';

/** Epoch milliseconds of a query parameter, if it is there. */
export function readTimeParameter(name: 'from' | 'to' | 'receivedAt', text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw apiError(`bad_${name}`);
}
