import { parseDurationMs } from '../../domain/base/duration.ts';
import { DAY_MS } from '../../domain/base/time-units.ts';

/** How an option that is a time in the past is explained. */
export const TIMES = 'such as 15m (ago), yesterday, 2026-11-22T10:00:00Z';

/**
 * A time in the past as people say it: `15m` is fifteen minutes ago, `today` and `yesterday` begin at midnight UTC, like
 * the times that are printed. What is none of these the API reads, and refuses when it is no time.
 */
export function timeSaid(text: string, now: Date): string {
  const midnightMs = now.getTime() - (now.getTime() % DAY_MS);
  const agoMs = parseDurationMs(text);
  if (agoMs !== undefined) return new Date(now.getTime() - agoMs).toISOString();
  switch (text.toLowerCase()) {
    case 'now':
      return now.toISOString();
    case 'today':
      return new Date(midnightMs).toISOString();
    case 'yesterday':
      return new Date(midnightMs - DAY_MS).toISOString();
    default:
      return text;
  }
}
