import { crc32, deflateSync } from 'node:zlib';

// Pictures to hand in: the PNG is one that browsers show, the others have what a header says and nothing to look at.

export type PictureSize = { readonly width?: number; readonly height?: number };

/** A square of one colour, `[red, green, blue]`. `chunks`: before the picture itself. */
export function aPng(
  { width = 64, height = 64 }: PictureSize = {},
  { colour = [10, 95, 116], chunks = [] }: { colour?: readonly number[]; chunks?: readonly string[] } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  // Of what is said to be larger than anybody would take, nothing is painted.
  const isLarge = width * height > 4_000_000;
  const line = Buffer.concat([Buffer.of(0), Buffer.alloc(isLarge ? 3 : width * 3, Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: isLarge ? 1 : height }, () => line)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...chunks.map((type) => chunk(type, Buffer.alloc(8))),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A comment, a frame for each size, and a scan. */
export function aJpeg(sizes: readonly PictureSize[] = [{}]): Buffer {
  const frames = sizes.map(({ width = 64, height = 64 }) =>
    Buffer.of(0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0),
  );
  const comment = Buffer.concat([Buffer.of(0xff, 0xfe, 0, 6), Buffer.from('hey!')]);
  const scan = Buffer.of(0xff, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x55, 0xff, 0xd9);
  return Buffer.concat([Buffer.of(0xff, 0xd8), comment, ...frames, scan]);
}

/** `VP8 ` is lossy, `VP8L` lossless; `canvas` adds the header of what has more than one picture in it. */
export function aWebp(
  { width = 64, height = 64 }: PictureSize = {},
  { type = 'VP8 ', canvas }: { type?: 'VP8 ' | 'VP8L'; canvas?: PictureSize & { animated?: boolean } } = {},
): Buffer {
  const picture = type === 'VP8 ' ? Buffer.alloc(10) : Buffer.alloc(6);
  if (type === 'VP8 ') {
    picture.set([0x9d, 0x01, 0x2a], 3);
    picture.writeUInt16LE(width, 6);
    picture.writeUInt16LE(height, 8);
  } else {
    picture.writeUInt8(0x2f, 0);
    picture.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
  }
  const header = canvas === undefined ? [] : [riffChunk('VP8X', extended(canvas))];
  const body = Buffer.concat([Buffer.from('WEBP'), ...header, riffChunk(type, picture)]);
  return riffChunk('RIFF', body);
}

function extended({ width = 64, height = 64, animated = false }: PictureSize & { animated?: boolean }): Buffer {
  const data = Buffer.alloc(10);
  data.writeUInt8(animated ? 2 : 0, 0);
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return data;
}

function riffChunk(type: string, data: Buffer): Buffer {
  const frame = Buffer.alloc(8);
  frame.write(type, 'latin1');
  frame.writeUInt32LE(data.length, 4);
  return Buffer.concat([frame, data, Buffer.alloc(data.length % 2)]);
}
