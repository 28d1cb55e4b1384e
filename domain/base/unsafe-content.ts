// Content that could harm whoever reads the event later: keys that pollute prototypes where objects are merged, and
// nesting that overflows the stack of a recursive parser, and numbers that parsers refuse. Ingest refuses such events.

import { isBeyondDoubles, isExactNumber } from './exact-json.ts';
import { MAX_DEPTH } from './limits.ts';

type UnsafeContent = 'nested_too_deeply' | 'forbidden_key' | 'number_too_large';

/** The first problem found in a JSON value, or undefined. Never deeper than `MAX_DEPTH`, so it cannot overflow itself. */
export function findUnsafeContent(value: unknown, depth = 0): UnsafeContent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) return 'nested_too_deeply';
  if (isExactNumber(value)) return isBeyondDoubles(value) ? 'number_too_large' : undefined;
  if (Array.isArray(value)) {
    for (const item of value) {
      const problem = findUnsafeContent(item, depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  for (const key in value) {
    const child: unknown = (value as Record<string, unknown>)[key];
    if (key === '__proto__' || (key === 'constructor' && hasPrototypeKey(child))) return 'forbidden_key';
    const problem = findUnsafeContent(child, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function hasPrototypeKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
