import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventRoute } from '../../../../domain/events/event-route.ts';
import type { Pack, PackHeader } from '../../../../domain/pipeline/messages.ts';
import {
  compressLines,
  decodePack,
  decompressLines,
  encodePack,
  encodePacks,
  InvalidPackError,
} from '../../../../functions/shared/packs/pack-codec.ts';
import { anEventRoute } from '../../../support/an-event.ts';

const UNIT_BYTES = 65_536;
const MOST_BYTES = 131_072;

function anIngestHeader(events: readonly EventRoute[]): PackHeader {
  return { kind: 'ingest', packId: 'p1', sourceId: 'web', receivedAt: '2026-11-22T01:00:00.000Z', events };
}

/** A queue message with this content: compressed and encoded as it has to be, whatever it says. */
const messageOf = (content: string | Uint8Array): string => `penstock1:${zstdCompressSync(content).toString('base64')}`;

/** Events whose content does not compress, of about so many bytes each. */
function incompressible(count: number, bytes: number): { events: EventRoute[]; lines: string[] } {
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ index, noise: randomBytes((bytes * 3) / 4).toString('base64') }),
  );
  return { events: lines.map((_, index) => anEventRoute({ id: `m-${index}` })), lines };
}

// Text of every kind, lone surrogates and characters beyond U+FFFF included.
const text = fc.string({ unit: fc.oneof(fc.constantFrom('\ud800', '\udc00', '😀', '\n', '\u2028', '"'), fc.string()) });
const event = fc.record({
  id: text,
  type: text,
  receivedAt: text,
  name: text,
  integrations: fc.dictionary(text, text),
});
const item = fc.record({
  route: event,
  line: fc.object({ key: text, values: [text, fc.double(), fc.constant(null)] }),
});

describe('a pack', () => {
  test('survives the way through a queue, whatever characters its events have', () => {
    const law = fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const lines = items.map(({ line }) => JSON.stringify(line));
      const header = anIngestHeader(items.map(({ route }) => route));

      const body = encodePack({ header, lines });

      expect(body).toMatch(/^[\x21-\x7e]+$/);
      expect(decodePack(body)).toEqual({ header: JSON.parse(JSON.stringify(header)) as unknown, lines });
    });

    fc.assert(law, { numRuns: 150 });
  });

  test.each<[kind: string, header: PackHeader]>([
    ['ingest', { ...anIngestHeader([]), rejected: { bad_request: 1 } } as PackHeader],
    [
      'delivery',
      {
        ...{
          kind: 'delivery',
          packId: 'p',
          sourceId: 'web',
          destinationId: 'crm',
          retry: 3,
          notBefore: 1_795_309_200_000,
        },
        ...{ lastReason: 'http_503', events: [anEventRoute()] },
      },
    ],
    [
      'dead-letter',
      {
        ...{ kind: 'dead-letter', packId: 'p', sourceId: 'web', destinationId: 'crm', retry: 9, reason: 'http_503' },
        ...{ deadLetteredAt: '2026-11-22T05:00:00.000Z', events: [anEventRoute()] },
      },
    ],
  ])('of the kind %s keeps its header', (_kind, header) => {
    const pack: Pack = { header, lines: header.events.map(() => '{"type":"track"}') };

    const decoded = decodePack(encodePack(pack));

    expect(decoded).toEqual(pack);
  });

  test('of many events of 2 KB fits the unit that SQS bills', () => {
    const words = 'order completed refund page screen product viewed cart total currency brand quantity'.split(' ');
    const lines = Array.from({ length: 90 }, (_, index) =>
      JSON.stringify({
        index,
        id: randomBytes(16).toString('hex'),
        list: Array.from({ length: 200 }, (__, at) => words[(index * at) % words.length]),
      }),
    );
    const events = lines.map((_, index) => anEventRoute({ id: `m-${index}` }));

    const bodies = encodePacks(events, lines, anIngestHeader);

    expect(Buffer.byteLength(lines.join(''))).toBeGreaterThan(2 * UNIT_BYTES);
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.length).toBeLessThanOrEqual(UNIT_BYTES);
  });
});

describe('many events', () => {
  test.each([
    ['that do not compress', 80, 20_000],
    ['that are as large as events may be', 34, 30_000],
    ['that are small', 2_500, 60],
  ])('%s are split into packs of at most 128 KB, in order and without a loss', (_what, count, bytes) => {
    const { events, lines } = incompressible(count, bytes);

    const bodies = encodePacks(events, lines, anIngestHeader);

    const packs = bodies.map(decodePack);
    expect(Math.max(...bodies.map((body) => body.length))).toBeLessThanOrEqual(MOST_BYTES);
    expect(packs.flatMap((pack) => pack.lines)).toEqual(lines);
    expect(packs.flatMap((pack) => pack.header.events)).toEqual(events);
  });

  test('make the same packs each time', () => {
    const { events, lines } = incompressible(30, 10_000);

    const [first, second] = [encodePacks(events, lines, anIngestHeader), encodePacks(events, lines, anIngestHeader)];

    expect(second).toEqual(first);
  });

  test('give the header of each pack its events and its number', () => {
    const { events, lines } = incompressible(10, 30_000);

    const bodies = encodePacks(events, lines, (part, index) => ({
      ...anIngestHeader(part),
      packId: `part-${index}`,
    }));

    const packIds = bodies.map((body) => decodePack(body).header).map((header) => 'packId' in header && header.packId);
    expect(packIds.length).toBeGreaterThan(2);
    expect(packIds).toEqual(packIds.map((_, index) => `part-${index}`));
  });

  test('of which one alone is over 128 KB leave that one in a pack of its own', () => {
    const [large, small] = [incompressible(1, 180_000), incompressible(2, 100)];
    const [first = '', second = ''] = small.lines;
    const lines = [first, ...large.lines, second];

    const bodies = encodePacks([...small.events, ...large.events], lines, anIngestHeader);

    expect(bodies.flatMap((body) => decodePack(body).lines)).toEqual(lines);
    expect(bodies.map((body) => body.length > MOST_BYTES)).toEqual([false, true, false]);
  });

  test('that are none make no pack', () => {
    const bodies = encodePacks([], [], anIngestHeader);

    expect(bodies).toEqual([]);
  });

  test('are never lost, whatever their sizes', () => {
    const sizes = fc.array(fc.integer({ min: 4, max: 40_000 }), { maxLength: 25 });
    const law = fc.property(sizes, (found) => {
      const lines = found.map((size, index) => JSON.stringify({ index, noise: randomBytes(size / 2).toString('hex') }));
      const events = lines.map((_, index) => anEventRoute({ id: `m-${index}` }));

      const packs = encodePacks(events, lines, anIngestHeader).map(decodePack);

      expect(packs.flatMap((pack) => pack.lines)).toEqual(lines);
      expect(packs.flatMap((pack) => pack.header.events)).toEqual(events);
    });

    fc.assert(law, { numRuns: 30 });
  });
});

describe('a message that is no pack is refused', () => {
  const headerOf = (fields: object): string => JSON.stringify({ kind: 'ingest', events: [], ...fields });
  const whole = encodePack({ header: anIngestHeader([anEventRoute()]), lines: ['{"type":"track"}'] });
  const MANY_MB_OF_ZEROS = new Uint8Array(130 * 1024 * 1024);

  test.each<[what: string, body: string, message: RegExp]>([
    ['empty', '', /does not begin with/],
    ['JSON', '{"type":"track"}', /does not begin with/],
    ['without a number', whole.replace('penstock1', 'penstock'), /does not begin with/],
    ['without content', 'penstock1:', /cannot be decompressed/],
    ['garbage', 'penstock1:bm90IHpzdGQ=', /cannot be decompressed/],
    ['not even base64', 'penstock1:\u0000😀!!', /cannot be decompressed/],
    ['truncated', whole.slice(0, -8), /cannot be decompressed/],
    ['cut in half', whole.slice(0, whole.length / 2), /cannot be decompressed/],
    ['a bomb', messageOf(MANY_MB_OF_ZEROS), /cannot be decompressed/],
    ['empty inside', messageOf(''), /header is not JSON/],
    ['text inside', messageOf('hello\nworld'), /header is not JSON/],
    ['null inside', messageOf('null'), /unknown kind/],
    ['a number inside', messageOf('7'), /unknown kind/],
    ['of an unknown kind', messageOf(headerOf({ kind: 'replay' })), /unknown kind/],
    ['without a kind', messageOf('{"events":[]}'), /unknown kind/],
    ['without a list of events', messageOf(headerOf({ events: {} })), /unknown kind/],
    ['missing an event', messageOf(headerOf({ events: [{}] })), /names 1 events, and 0 follow/],
    ['with an event too many', messageOf(`${headerOf({})}\n{}`), /names 0 events, and 1 follow/],
  ])('when it is %s', (_what, body, message) => {
    const decode = (): unknown => decodePack(body);

    expect(decode).toThrow(InvalidPackError);
    expect(decode).toThrow(message);
  });
});

test('lines of the archive are read back as they were', () => {
  const lines = ['{"a":"ü😀"}', '{"b":"\\ud800"}'];

  const found = decompressLines(compressLines(lines));

  expect(found).toEqual(lines);
});
