import { gunzipSync } from 'node:zlib';
import { isObject, type JsonObject } from '../../domain/event.ts';
import { MAX_BODY_BYTES } from '../../domain/limits.ts';
import type { Refusal } from './responses.ts';

export type ReadBody =
  { readonly ok: true; readonly value: JsonObject } | { readonly ok: false; readonly refusal: Refusal };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON object in a request body. What the body is follows from its bytes, not from its headers: SDKs send JSON as
 * text/plain or as a form, and gzip with and without saying so.
 */
export function readBody(body: string | Uint8Array): ReadBody {
  const text = typeof body === 'string' ? body : decode(body);
  if (typeof text !== 'string') return { ok: false, refusal: text.refusal };
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) return { ok: false, refusal: 'body_too_large' };
  const value = parse(text);
  if (value === undefined) return { ok: false, refusal: 'malformed_json' };
  return isObject(value) ? { ok: true, value } : { ok: false, refusal: 'not_an_object' };
}

function decode(bytes: Uint8Array): string | { refusal: Refusal } {
  const plain = isGzip(bytes) ? unzip(bytes) : bytes;
  if (!(plain instanceof Uint8Array)) return plain;
  try {
    return utf8.decode(plain);
  } catch {
    return { refusal: 'malformed_text' };
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Stops at the limit of a body, so that a bomb costs no more than an honest request. */
function unzip(bytes: Uint8Array): Uint8Array | { refusal: Refusal } {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES + 1 });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return { refusal: isTooLarge ? 'body_too_large' : 'malformed_encoding' };
  }
}

/** A byte order mark, which the decoder above drops by itself, is still there where API Gateway has made the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
