// What a picture says of itself in its header, without decoding it: of which format it is, how large, and whether it moves.
// Whoever takes pictures of strangers asks here.

export type Picture = {
  readonly type: 'png' | 'jpeg' | 'webp';
  readonly width: number;
  readonly height: number;
  readonly isAnimated: boolean;
};

/** `unknown`: none of the formats. `damaged`: it begins like one and does not go on like it, or goes on behind its end. */
type Unreadable = 'unknown' | 'damaged';

export function readPicture(bytes: Uint8Array): Picture | Unreadable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (textAt(view, 0, 8) === PNG_SIGNATURE) return readPng(view) ?? 'damaged';
    if (view.getUint16(0) === JPEG_START) return readJpeg(view) ?? 'damaged';
    if (textAt(view, 0, 4) === 'RIFF' && textAt(view, 8, 4) === 'WEBP') return readWebp(view) ?? 'damaged';
    return 'unknown';
  } catch (error) {
    // It ends before it should.
    if (error instanceof RangeError) return bytes.length < SHORTEST ? 'unknown' : 'damaged';
    throw error;
  }
}

/** No header of any of them is shorter. */
const SHORTEST = 12;

function textAt(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, index) => view.getUint8(at + index)));
}

// https://www.w3.org/TR/png-3/#5Chunk-layout

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Length, type and checksum of a chunk. */
const PNG_CHUNK_FRAME = 12;

function readPng(view: DataView): Picture | undefined {
  if (textAt(view, 12, 4) !== 'IHDR') return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const types = new Set<string>();
  for (let at = 8; at < view.byteLength; at += PNG_CHUNK_FRAME + view.getUint32(at)) {
    const type = textAt(view, at + 4, 4);
    types.add(type);
    if (type !== 'IEND') continue;
    const isWhole = at + PNG_CHUNK_FRAME === view.byteLength && types.has('IDAT');
    return isWhole ? { type: 'png', width, height, isAnimated: types.has('acTL') } : undefined;
  }
  return undefined;
}

// https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B

const [JPEG_START, JPEG_END, JPEG_SCAN] = [0xffd8, 0xffd9, 0xda];
/** Of the markers that begin a frame these three are something else: tables. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

function readJpeg(view: DataView): Picture | undefined {
  if (view.getUint16(view.byteLength - 2) !== JPEG_END) return undefined;
  let size: Pick<Picture, 'width' | 'height'> | undefined;
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    while (view.getUint8(at + 1) === 0xff) at += 1;
    const marker = view.getUint8(at + 1);
    if (marker === JPEG_SCAN) return size && { type: 'jpeg', ...size, isAnimated: false };
    // A second frame could be larger than the first.
    if (marker < 0xc0 || marker > 0xcf || NO_FRAMES.includes(marker)) continue;
    if (size !== undefined) return undefined;
    size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return undefined;
}

// https://developers.google.com/speed/webp/docs/riff_container

const ANIMATION_FLAG = 0x02;
/** `RIFF`, the size and `WEBP`. */
const WEBP_CHUNKS = 12;

function readWebp(view: DataView): Picture | undefined {
  if (view.getUint32(4, true) + 8 !== view.byteLength) return undefined;
  const sizes: Pick<Picture, 'width' | 'height'>[] = [];
  let isAnimated = false;
  let at = WEBP_CHUNKS;
  for (; at < view.byteLength; at += 8 + evenly(view.getUint32(at + 4, true))) {
    const type = textAt(view, at, 4);
    if (type === 'VP8X') isAnimated = (view.getUint8(at + 8) & ANIMATION_FLAG) !== 0;
    if (type === 'ANIM' || type === 'ANMF') isAnimated = true;
    const size = SIZES_OF_WEBP[type]?.(view, at + 8);
    if (size !== undefined) sizes.push(size);
  }
  const [canvas, ...others] = sizes;
  const isOne = others.every(({ width, height }) => width === canvas?.width && height === canvas.height);
  return canvas !== undefined && isOne && at === view.byteLength ? { type: 'webp', ...canvas, isAnimated } : undefined;
}

const evenly = (size: number): number => size + (size % 2);
const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;

/** Of the canvas, and of what is painted on it: lossy, lossless. */
const SIZES_OF_WEBP: Readonly<
  Record<string, (view: DataView, at: number) => Pick<Picture, 'width' | 'height'> | undefined>
> = {
  VP8X: (view, at) => ({ width: uint24(view, at + 4) + 1, height: uint24(view, at + 7) + 1 }),
  'VP8 ': (view, at) => ({
    width: view.getUint16(at + 6, true) & 0x3fff,
    height: view.getUint16(at + 8, true) & 0x3fff,
  }),
  VP8L(view, at) {
    const bits = view.getUint32(at + 1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  },
};
