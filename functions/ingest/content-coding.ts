/** Bytes with which a gzip stream begins (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Codings that have names and that ingest does not read. */
const OTHERS: ReadonlySet<string> = new Set(['br', 'compress', 'deflate', 'x-compress', 'zstd']);

/** How a body that cannot be read is compressed, if not with gzip: by its first bytes, or as its header says. */
export function codingOf(bytes: Uint8Array, contentEncoding: string): string | undefined {
  if (isZstd(bytes)) return 'zstd';
  const announced = contentEncoding.toLowerCase().split(/[\s,]+/);
  return announced.find((coding) => OTHERS.has(coding)) ?? (isZlib(bytes) ? 'deflate' : undefined);
}

function isZstd([first, second, third, fourth]: Uint8Array): boolean {
  return first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd;
}

/** RFC 1950: deflate with a window of 32 KB, and a check over both bytes. No JSON begins with an `x`. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0x78 && (first * 256 + second) % 31 === 0;
}
