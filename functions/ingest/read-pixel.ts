import { isObject, type JsonObject } from '../../domain/events/event.ts';
import { parseExactly } from '../../domain/base/exact-json.ts';

/** Parameters of a pixel that would nest deeper than this are ignored. */
const MAX_SEGMENTS = 8;

/**
 * The event in the query of a pixel: `data` is its JSON in base64 (URL-safe or not, padded or not), or each parameter is
 * one field, with dots for nesting. Anything unreadable gives an event without content, which is then refused as usual.
 */
export function readPixel(query: Readonly<Record<string, string | undefined>>): JsonObject {
  const event = query['data'] === undefined ? readFlat(query) : readData(query['data']);
  const library = { name: 'pixel' };
  return { ...event, context: { library, ...(isObject(event['context']) ? event['context'] : {}) } };
}

function readData(data: string): JsonObject {
  try {
    // A `+` that nobody escaped arrives as a space, because this is a query.
    const event: unknown = parseExactly(Buffer.from(data.replaceAll(' ', '+'), 'base64').toString('utf8'));
    return isObject(event) ? event : {};
  } catch {
    return {};
  }
}

function readFlat(query: Readonly<Record<string, string | undefined>>): JsonObject {
  const event = new Map<string, unknown>();
  for (const [name, value] of Object.entries(query)) {
    const segments = name.split('.');
    if (value !== undefined && segments.length <= MAX_SEGMENTS) setAt(event, segments, value);
  }
  return toObject(event);
}

/** NOTE: maps until the end, so that a parameter named `__proto__.x` is a key like any other. */
function setAt(target: Map<string, unknown>, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    target.set(first, value);
    return;
  }
  const existing = target.get(first);
  const inner = existing instanceof Map ? (existing as Map<string, unknown>) : new Map<string, unknown>();
  target.set(first, inner);
  setAt(inner, rest, value);
}

function toObject(map: ReadonlyMap<string, unknown>): JsonObject {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, value instanceof Map ? toObject(value as Map<string, unknown>) : value]),
  );
}
