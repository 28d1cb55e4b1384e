// Half a surrogate pair, which JSON can write and UTF-8 cannot: strict readers of JSON (those of Rust, DuckDB and more)
// refuse the whole text, so one such character would stop a query over a day, or an event for a partner.

import { isExactNumber } from './exact-json.ts';

/** `JSON.stringify` escapes nothing else like this; a text in which somebody wrote a backslash looks the same. */
const LONE_SURROGATE = /\\ud[89a-f]/;

export function mayHoldLoneSurrogates(json: string): boolean {
  return json.includes('\\ud') && LONE_SURROGATE.test(json);
}

/** The value with U+FFFD for each, in keys as in texts. It may not be nested deeper than the stack. */
export function toWellFormedJson(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(toWellFormedJson);
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key.toWellFormed(), toWellFormedJson(child)]));
}
