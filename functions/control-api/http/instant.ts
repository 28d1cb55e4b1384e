import * as z from 'zod/mini';
import { parseTime } from '../../../domain/base/parse-time.ts';

const EARLIEST = Date.parse('1970-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** A time in ISO 8601, read as everywhere: `1` is no year, and there is no 30 February. It becomes one in UTC: such times are compared as texts, so that all have years of four digits. */
export const instant = z.pipe(
  z.string().check(
    z.refine((text) => {
      const time = parseTime(text) ?? NaN;
      return time >= EARLIEST && time <= LATEST;
    }, 'must be a time from 1970 to 9999, such as 2026-11-22T10:00:00Z'),
  ),
  z.transform((text: string) => new Date(parseTime(text) ?? NaN).toISOString()),
);
