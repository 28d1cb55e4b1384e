import { describe, expect, test } from 'vitest';
import { judgeLogo, logoFile, logoPath, parseLogoPath, shownLogo } from '../../../domain/catalog/logo.ts';
import { readPicture } from '../../../domain/catalog/picture.ts';
import { aJpeg, aPng, aWebp } from '../../support/pictures.ts';

const SIZE = { width: 300, height: 200 };

/** The file says how long it is, and its picture says that it is longer. */
function endsTooSoon(webp: Uint8Array): Uint8Array {
  const bytes = Buffer.from(webp);
  bytes.writeUInt32LE(bytes.readUInt32LE(16) + 100, 16);
  return bytes;
}

describe('a picture', () => {
  test.each([
    ['png', aPng(SIZE)],
    ['jpeg', aJpeg([SIZE])],
    ['webp', aWebp(SIZE)],
    ['webp', aWebp(SIZE, { type: 'VP8L' })],
    ['webp', aWebp(SIZE, { canvas: SIZE })],
  ] as const)('is a %s by its bytes, with its size', (type, bytes) => {
    expect(readPicture(bytes)).toEqual({ type, ...SIZE, isAnimated: false });
  });

  test.each([
    ['a PNG with frames', aPng({}, { chunks: ['acTL'] })],
    ['a WebP that says so', aWebp({}, { canvas: { animated: true } })],
  ])('is seen to move: %s', (_, bytes) => {
    expect(readPicture(bytes)).toMatchObject({ isAnimated: true });
  });

  test.each([
    ['nothing', ''],
    ['a text', 'This is no picture at all.'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a GIF', 'GIF89a\x40\x00\x40\x00\x80\x00\x00'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
  ])('is none: %s', (_, text) => {
    expect(readPicture(Buffer.from(text, 'latin1'))).toBe('unknown');
  });

  test.each([
    ['a PNG with something behind it', Buffer.concat([aPng(), Buffer.from('<script>alert(1)</script>')])],
    ['a PNG that ends too soon', aPng().subarray(0, -6)],
    ['a PNG without a picture', Buffer.concat([aPng().subarray(0, 33), aPng().subarray(-12)])],
    ['a JPEG that ends too soon', aJpeg().subarray(0, -1)],
    ['a JPEG with two frames', aJpeg([SIZE, { width: 60_000, height: 60_000 }])],
    ['a JPEG without a frame', aJpeg([])],
    ['a WebP with something behind it', Buffer.concat([aWebp(), Buffer.from('more')])],
    ['a WebP whose picture ends too soon', endsTooSoon(aWebp())],
    ['a WebP that is larger than its canvas', aWebp({ width: 16_000, height: 16_000 }, { canvas: SIZE })],
  ])('is damaged: %s', (_, bytes) => {
    expect(readPicture(bytes)).toBe('damaged');
  });
});

describe('a logo', () => {
  test('has 64 to 1,024 pixels on each side', () => {
    const verdicts = [aPng({ width: 64 }), aPng({ width: 1024 }), aPng({ height: 63 }), aPng({ width: 1025 })].map(
      judgeLogo,
    );

    expect(verdicts.map(({ ok }) => ok)).toEqual([true, true, false, false]);
    expect(verdicts[2]).toEqual({ ok: false, fault: 'has 64 × 63 pixels; each side has 64 to 1024' });
  });

  test('is not taken when its header promises more than a browser should paint', () => {
    const verdict = judgeLogo(aPng({ width: 50_000, height: 50_000 }));

    expect(verdict).toEqual({ ok: false, fault: 'has 50000 × 50000 pixels; each side has 64 to 1024' });
  });

  test('has 100 KB at most, whatever is in them', () => {
    expect(judgeLogo(new Uint8Array(100 * 1024 + 1))).toEqual({
      ok: false,
      fault: 'has 101 KB; a logo has 100 KB at most',
    });
  });

  test('stands still', () => {
    expect(judgeLogo(aPng({}, { chunks: ['acTL'] }))).toEqual({
      ok: false,
      fault: 'is animated; a logo stands still',
    });
  });
});

describe('where a logo is', () => {
  const path = logoPath('acme-crm', logoFile('0123456789abcdef'.repeat(4), 'jpeg'));

  test('is named after what is in it, and read back', () => {
    expect(path).toBe('/logos/acme-crm/0123456789abcdef0123456789abcdef.jpg');
    expect(parseLogoPath(path)).toMatchObject({ app: 'acme-crm', contentType: 'image/jpeg' });
    expect(shownLogo(path)).toBe(path);
  });

  test.each([
    'https://acme.example/logo.png',
    '//acme.example/logos/a/0123456789abcdef0123456789abcdef.png',
    '/logos/acme-crm/0123456789abcdef0123456789abcdef.svg',
    '/logos/../0123456789abcdef0123456789abcdef.png',
    '/logos/acme-crm/x/0123456789abcdef0123456789abcdef.png',
    '/logos/acme-crm/0123456789abcdef0123456789abcdef.png?x',
  ])('is none of ours: %s', (address) => {
    expect(shownLogo(address)).toBeUndefined();
  });
});
