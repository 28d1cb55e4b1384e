import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Fields } from '../../../domain/pipeline/format-numbers.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import type { Pack, PackHeader } from '../../../domain/pipeline/messages.ts';
import { MAX_PACK_BYTES, PACK_RAW_BYTES } from '../../../domain/pipeline/pack-size.ts';
import { numberWritten, requireReadable, upgrade, written } from '../../../domain/pipeline/stored-formats.ts';

/** The first word of every pack: what it is, and the number of its form. */
const FIRST_WORD = /^penstock(\d{1,9}):/;

/** Level 1 packs 160 events of 2 KB into 64 KB for less CPU than SQS takes to handle them as plain text. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** No pack is larger than this when unpacked: a body of 500 KB, each of whose events carries the batch's context. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/** A message that is no pack. It can never succeed, so it goes the way of a poison message. */
export class InvalidPackError extends Error {
  override readonly name = 'InvalidPackError';
}

/** The text of one queue message: ASCII, because queues refuse some characters that JSON allows. */
export function encodePack({ header, lines }: Pack): string {
  const content = compressLines([JSON.stringify(written('pack', header)), ...lines]);
  return `penstock${numberWritten('pack', header)}:${content.toString('base64')}`;
}

/** Reverses `encodePack`. Throws `InvalidPackError`; `NewerFormatError` for a pack that a later release has sent. */
export function decodePack(body: string): Pack {
  const [word, number] = FIRST_WORD.exec(body) ?? [];
  if (word === undefined) throw new InvalidPackError('the message does not begin with "penstock1:"');
  requireReadable('pack', Number(number));
  const [headerLine, ...lines] = decompressLines(Buffer.from(body.slice(word.length), 'base64'));
  const header = parseHeader(headerLine, Number(number));
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

const KINDS: readonly PackHeader['kind'][] = [
  ...(['ingest', 'delivery', 'release', 'dead-letter', 'resolve', 'replay-step', 'source-request'] as const),
];

function parseHeader(line: string | undefined, number: number): PackHeader {
  let header: unknown;
  try {
    header = JSON.parse(line ?? '');
  } catch (error) {
    throw new InvalidPackError('the header is not JSON', { cause: error });
  }
  const ofNow: unknown = isFields(header) ? upgrade('pack', header, number) : undefined;
  if (!isPackHeader(ofNow)) throw new InvalidPackError('the header is of an unknown kind');
  return ofNow;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** Only this file writes headers, so the kind and the list of events tell enough. */
function isPackHeader(header: unknown): header is PackHeader {
  return (
    isFields(header) &&
    'kind' in header &&
    KINDS.some((kind) => kind === header.kind) &&
    'events' in header &&
    Array.isArray(header.events)
  );
}
