import { gunzipSync } from 'node:zlib';
import { cutNesting, isDeeperThan } from '../../domain/base/json-depth.ts';
import { isObject, type JsonObject } from '../../domain/events/event.ts';
import { parseExactly } from '../../domain/base/exact-json.ts';
import { MAX_BODY_BYTES, MAX_DEPTH } from '../../domain/base/limits.ts';
import { codingOf, isGzip } from './content-coding.ts';
import type { Refusal } from './responses.ts';

type RefusedBody = {
  readonly ok: false;
  readonly refusal: Refusal;
  /** How it is compressed. */ readonly coding?: string;
};

export type ReadBody = { readonly ok: true; readonly value: JsonObject } | RefusedBody;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON object in a request body. What the body is follows from its bytes, not from its headers: SDKs send JSON as
 * text/plain or as a form, and gzip with and without saying so. Content-Encoding is asked only about what cannot be read,
 * so that the answer names what is wrong.
 */
export function readBody(body: string | Uint8Array, contentEncoding = ''): ReadBody {
  const read = typeof body === 'string' ? parse(body) : decode(body);
  if (read.ok || read.refusal === 'body_too_large' || typeof body === 'string') return read;
  const coding = codingOf(body, contentEncoding);
  return coding === undefined ? read : { ok: false, refusal: 'unsupported_encoding', coding };
}

function decode(bytes: Uint8Array): ReadBody {
  const plain = isGzip(bytes) ? unzip(bytes) : bytes;
  if (!(plain instanceof Uint8Array)) return plain;
  if (plain !== bytes && isGzip(plain)) return { ok: false, refusal: 'unsupported_encoding', coding: 'gzip in gzip' };
  try {
    return parse(utf8.decode(plain));
  } catch {
    return { ok: false, refusal: 'malformed_text' };
  }
}

/** Stops at the limit of a body, so that a bomb costs no more than an honest request. */
function unzip(bytes: Uint8Array): Uint8Array | RefusedBody {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES + 1 });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return { ok: false, refusal: isTooLarge ? 'body_too_large' : 'malformed_encoding' };
  }
}

/** A byte order mark, which the decoder above drops by itself, is still there where API Gateway has made the text. */
function parse(text: string): ReadBody {
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) return { ok: false, refusal: 'body_too_large' };
  try {
    const value = parseWithin(text.startsWith('\ufeff') ? text.slice(1) : text);
    return isObject(value) ? { ok: true, value } : { ok: false, refusal: 'not_an_object' };
  } catch {
    return { ok: false, refusal: 'malformed_json' };
  }
}

/** Levels around an event: the body and its `batch`. Anything below those of an event makes it one that is refused. */
const MOST_LEVELS = MAX_DEPTH + 4;

/** Millions of lists in each other would take a hundred times their text; below this, looking for them costs more. */
const LARGE_CHARACTERS = 512 * 1024;

/** Numbers that keep their digits are looked for in a recursion, which one deep event must not end for its neighbours. */
function parseWithin(text: string): unknown {
  if (text.length > LARGE_CHARACTERS && isDeeperThan(text, MOST_LEVELS))
    return parseExactly(cutNesting(text, MOST_LEVELS));
  try {
    return parseExactly(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return parseExactly(cutNesting(text, MOST_LEVELS));
  }
}
