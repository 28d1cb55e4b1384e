// How large the settings of a destination may be. They are read whenever events are fanned out, and travel with each.

/** Of all settings of a destination, as JSON. */
export const MAX_SETTINGS_BYTES = 16 * 1024;

/**
 * Of the settings that travel in `X-Segment-Settings`, as JSON: 7.9 KB in base64. nginx and Apache take headers of 8 KB
 * and answer a longer one with 431 or 400, whatever is in it.
 */
export const MAX_HEADER_SETTINGS_BYTES = 5_925;

/** Settings that travel elsewhere; all others are in the header. */
const ELSEWHERE = new Set(['url', 'apiKey', 'sharedSecret', 'headers']);

/** What is wrong with the size of settings, if something is. */
export function settingsSizeProblem(settings: Readonly<Record<string, unknown>>): string | undefined {
  const all = bytesOf(settings);
  if (all > MAX_SETTINGS_BYTES) return `must be at most ${MAX_SETTINGS_BYTES} bytes of JSON; these are ${all}`;
  const header = bytesOf(Object.fromEntries(Object.entries(settings).filter(([name]) => !ELSEWHERE.has(name))));
  if (header <= MAX_HEADER_SETTINGS_BYTES) return undefined;
  return `must be at most ${MAX_HEADER_SETTINGS_BYTES} bytes of JSON beside url, apiKey, sharedSecret and headers, because they travel in the header X-Segment-Settings; these are ${header}`;
}

function bytesOf(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
