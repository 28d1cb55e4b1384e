// Reads the Retry-After header of a destination: seconds or an HTTP date (RFC 9110, 10.2.3). Rubbish is ignored, so that
// a bad header never costs a delivery its retry.

/** No destination can park a delivery for longer than this by asking. */
export const MAX_RETRY_AFTER_MS = 2 * 60 * 60 * 1000;

/** Milliseconds from `now` that the header asks to wait, at most two hours; undefined when it says nothing usable. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = /^\d{1,10}(\.\d+)?$/.test(text) ? Number(text) * 1000 : waitUntilDate(text, now);
  if (waitMs === undefined || waitMs <= 0) return undefined;
  return Math.min(Math.ceil(waitMs), MAX_RETRY_AFTER_MS);
}

function waitUntilDate(text: string, now: Date): number | undefined {
  // An HTTP date begins with the name of the day; Date.parse alone would also take "7" or "yes 3" for dates.
  if (!/^[A-Z][a-z]{2}/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now.getTime();
}
