import * as zlib from 'node:zlib';
import * as z from 'zod/mini';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { isLonger, readMessage } from './hostile-text.ts';

const HOWS = ['gzip', 'gunzip', 'deflate', 'inflate', 'deflateRaw', 'inflateRaw', 'unzip'] as const;
const zipMessage = z.strictObject({ how: z.enum(HOWS), base64: z.string() });

const MOST_CHARACTERS = Math.ceil((FUNCTION_LIMITS.hostBytes * 4) / 3) + 256;
/** Of what a text becomes when it is unpacked, which may be a thousand times as much. */
const BOUNDS = { maxOutputLength: FUNCTION_LIMITS.hostBytes };

const PACK: Readonly<Record<(typeof HOWS)[number], (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => zlib.gzipSync(bytes, BOUNDS),
  gunzip: (bytes) => zlib.gunzipSync(bytes, BOUNDS),
  deflate: (bytes) => zlib.deflateSync(bytes, BOUNDS),
  inflate: (bytes) => zlib.inflateSync(bytes, BOUNDS),
  deflateRaw: (bytes) => zlib.deflateRawSync(bytes, BOUNDS),
  inflateRaw: (bytes) => zlib.inflateRawSync(bytes, BOUNDS),
  unzip: (bytes) => zlib.unzipSync(bytes, BOUNDS),
};

/** Packs or unpacks bytes. Undefined for what cannot be unpacked, or becomes too much. */
export function hostZip(text: string): string | undefined {
  if (isLonger(text, MOST_CHARACTERS)) return undefined;
  const asked = readMessage(zipMessage, text);
  if (asked === undefined) return undefined;
  try {
    return PACK[asked.how](Buffer.from(asked.base64, 'base64')).toString('base64');
  } catch {
    return undefined;
  }
}
