import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { EventRoute } from '../../domain/event-route.ts';
import type { Pack, PackHeader } from '../../domain/messages.ts';
import { MAX_PACK_BYTES, PACK_RAW_BYTES } from '../../domain/pack-size.ts';

/** First characters of every pack: what it is, and the version of its layout. */
const MAGIC = 'penstock1:';

/** Level 1 packs 160 events of 2 KB into 64 KB for less CPU than SQS takes to handle them as plain text. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** No pack is larger than this when unpacked: a body of 500 KB, each of whose events carries the batch's context. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/** A message that is no pack of this version. It can never succeed, so it goes the way of a poison message. */
export class InvalidPackError extends Error {
  override readonly name = 'InvalidPackError';
}

/** The text of one queue message: ASCII, because queues refuse some characters that JSON allows. */
export function encodePack({ header, lines }: Pack): string {
  return MAGIC + compressLines([JSON.stringify(header), ...lines]).toString('base64');
}

/** Reverses `encodePack`. Throws `InvalidPackError`. */
export function decodePack(body: string): Pack {
  if (!body.startsWith(MAGIC)) throw new InvalidPackError(`the message does not begin with "${MAGIC}"`);
  const [headerLine, ...lines] = decompressLines(Buffer.from(body.slice(MAGIC.length), 'base64'));
  const header = parseHeader(headerLine);
  if (header.events.length !== lines.length) {
    throw new InvalidPackError(`the header names ${header.events.length} events, and ${lines.length} follow`);
  }
  return { header, lines };
}

/** Newline-delimited JSON, compressed: the payload of packs and of the objects of the archive. */
export function compressLines(lines: readonly string[]): Buffer {
  // Bytes, because given a text Node takes half as long again.
  return zstdCompressSync(Buffer.from(lines.join('\n')), COMPRESSION);
}

/** Reverses `compressLines`. Throws `InvalidPackError`. */
export function decompressLines(bytes: Uint8Array, maxUnpackedBytes = MAX_UNPACKED_BYTES): string[] {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: maxUnpackedBytes }).toString('utf8').split('\n');
  } catch (error) {
    throw new InvalidPackError('the content cannot be decompressed', { cause: error });
  }
}

/**
 * Makes as few packs of the events as there can be, each with the header that `headerOf` gives for
 * its events and its number. The same events always make the same packs.
 */
export function encodePacks(
  events: readonly EventRoute[],
  lines: readonly string[],
  headerOf: (events: readonly EventRoute[], index: number) => PackHeader,
): string[] {
  const bodies: string[] = [];
  const encodeRange = (from: number, to: number): void => {
    const part = events.slice(from, to);
    const body = encodePack({ header: headerOf(part, bodies.length), lines: lines.slice(from, to) });
    if (body.length <= MAX_PACK_BYTES || part.length <= 1) {
      bodies.push(body);
      return;
    }
    const middle = Math.ceil((from + to) / 2);
    encodeRange(from, middle);
    encodeRange(middle, to);
  };
  for (const [from, to] of ranges(lines)) encodeRange(from, to);
  return bodies;
}

function ranges(lines: readonly string[]): [number, number][] {
  const found: [number, number][] = [];
  let from = 0;
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    if (index > from && bytes + line.length > PACK_RAW_BYTES) {
      found.push([from, index]);
      from = index;
      bytes = 0;
    }
    bytes += line.length;
  }
  if (lines.length > from) found.push([from, lines.length]);
  return found;
}

const KINDS: readonly PackHeader['kind'][] = ['ingest', 'delivery', 'release', 'dead-letter', 'resolve', 'replay-step'];

function parseHeader(line: string | undefined): PackHeader {
  let header: unknown;
  try {
    header = JSON.parse(line ?? '');
  } catch (error) {
    throw new InvalidPackError('the header is not JSON', { cause: error });
  }
  if (!isPackHeader(header)) throw new InvalidPackError('the header is of an unknown kind');
  return header;
}

/** Only this file writes headers, so the kind and the list of events tell enough. */
function isPackHeader(header: unknown): header is PackHeader {
  return (
    typeof header === 'object' &&
    header !== null &&
    'kind' in header &&
    KINDS.some((kind) => kind === header.kind) &&
    'events' in header &&
    Array.isArray(header.events)
  );
}
