// The body of an answer as text that people can read: undone compression, and the charset that it says it has.
import { brotliDecompressSync, constants, inflateRawSync, unzipSync, zstdDecompressSync } from 'node:zlib';

type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The beginning of a compressed body can be read to where it ends. */
const Z_PARTLY = { finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI_PARTLY = { finishFlush: constants.BROTLI_OPERATION_FLUSH };
const ZSTD_PARTLY = { finishFlush: constants.ZSTD_e_flush };

type Limit = { readonly maxOutputLength: number };

const DECODERS: Readonly<Record<string, (bytes: Buffer, limit: Limit) => Buffer>> = {
  gzip: (bytes, limit) => unzipSync(bytes, { ...limit, ...Z_PARTLY }),
  'x-gzip': (bytes, limit) => unzipSync(bytes, { ...limit, ...Z_PARTLY }),
  deflate: (bytes, limit) => inflate(bytes, { ...limit, ...Z_PARTLY }),
  br: (bytes, limit) => brotliDecompressSync(bytes, { ...limit, ...BROTLI_PARTLY }),
  zstd: (bytes, limit) => zstdDecompressSync(bytes, { ...limit, ...ZSTD_PARTLY }),
};

/** Some servers call it deflate without the wrapper that RFC 9110 wants. */
function inflate(bytes: Buffer, options: Limit & { finishFlush: number }): Buffer {
  try {
    return unzipSync(bytes, options);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return inflateRawSync(bytes, options);
  }
}

/** What cannot be undone, or is far larger than it looks, is named instead: `compressed (gzip)`. */
export function answerTextOf(bytes: Buffer, headers: ResponseHeaders, maxBytes: number): string {
  const plain = plainBytesOf(bytes, headers, maxBytes);
  if (plain !== undefined) return toText(plain, headers['content-type']);
  return `compressed (${codingsOf(headers).join(', ').slice(0, 100)})`;
}

/** A body without its compression; undefined where that cannot be undone, or it is far larger than it looks. */
export function plainBytesOf(bytes: Buffer, headers: ResponseHeaders, maxBytes: number): Buffer | undefined {
  const codings = codingsOf(headers);
  const [coding] = codings;
  if (coding === undefined || bytes.length === 0) return bytes;
  const decode = codings.length === 1 ? DECODERS[coding] : undefined;
  try {
    return decode?.(bytes, { maxOutputLength: maxBytes });
  } catch {
    // It is not what its header says, or larger than may be read.
    return undefined;
  }
}

function codingsOf(headers: ResponseHeaders): string[] {
  return [headers['content-encoding'] ?? []]
    .flat()
    .join(',')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

function toText(bytes: Buffer, contentType: string | string[] | undefined): string {
  const charset = /;\s*charset="?([\w.:-]+)/i.exec([contentType ?? ''].flat()[0] ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return bytes.toString('utf8');
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
