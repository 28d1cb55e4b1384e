// What people read when something does not fit a schema, in the words of a sentence that begins with the field: "must be
// text". Whoever parses what people have written sets these; the texts that schemas bring along come before them.

import type * as z from 'zod/mini';
import { didYouMean } from './nearest.ts';

type RawIssue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
  null: 'null',
};

/** The message of an issue that its schema has no text for. Never contains what was written. */
function messageOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${sizeOf(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${sizeOf(issue.origin, issue.maximum)}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'written in another way'}`;
    case 'unrecognized_keys':
      return `is no field that is known here.${issue.keys.length === 1 ? hint(issue) : ''}`.replace(/\.$/, '');
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    default:
      return 'is not as it must be';
  }
}

/** The field of the schema that was meant, perhaps. */
function hint({ keys, inst }: RawIssue & { readonly code: 'unrecognized_keys' }): string {
  const definition: unknown = inst?._zod.def;
  const isObject = typeof definition === 'object' && definition !== null && 'shape' in definition;
  return isObject ? didYouMean(keys[0] ?? '', Object.keys(definition.shape as object)) : '';
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-11-22T10:00:00Z',
  date: 'a date such as 2026-11-22',
  email: 'an email address',
  url: 'an address such as https://example.com',
};

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', object: 'fields' };

function sizeOf(origin: string, size: number | bigint): string {
  const unit = UNITS[origin];
  return unit === undefined ? String(size) : `${String(size)} ${unit}`;
}

/** For `z.config`. */
export const SCHEMA_MESSAGES = { localeError: messageOf };
