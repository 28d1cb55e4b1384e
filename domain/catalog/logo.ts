// The logo of an app, as partners hand it in and Penstock serves it: what picture it is, by its bytes, and where it is. The
// control API takes it, the console's function serves it, pages show it. Nothing decodes it before a browser does.

import { RESOURCE_ID } from '../workspace/resource-id.ts';
import { readPicture, type Picture } from './picture.ts';

export const LOGO_MAX_BYTES = 100 * 1024;
export const LOGO_MIN_PIXELS = 64;
/** A browser needs four bytes for each pixel, however few bytes the file has. */
export const LOGO_MAX_PIXELS = 1024;

/** A logo as the control table keeps it. */
export type Logo = {
  readonly app: string;
  readonly base64: string;
  /** A published version shows it, and versions never change: it stays when the app has another one. */
  readonly isPublished?: true | undefined;
};

const ENDINGS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const satisfies Readonly<Record<Picture['type'], string>>;
const CONTENT_TYPES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };

const NAME = /^[0-9a-f]{32}\.(png|jpg|webp)$/;

/** The name of a file: what is in it, so that it never changes, and nobody finds it who has not been shown it. */
export const logoFile = (sha256: string, type: Picture['type']): string => `${sha256.slice(0, 32)}.${ENDINGS[type]}`;

const ROOT = '/logos/';

/** Where it is served, below the address of the installation. */
export const logoPath = (app: string, file: string): string => `${ROOT}${app}/${file}`;

/** Reverses `logoPath`; undefined for anything else, such as the address of a logo at a partner's. */
export function parseLogoPath(
  path: string,
): { readonly app: string; readonly file: string; readonly contentType: string } | undefined {
  if (!path.startsWith(ROOT)) return undefined;
  const [app = '', file = '', ...more] = path.slice(ROOT.length).split('/');
  const contentType = CONTENT_TYPES[NAME.exec(file)?.[1] ?? ''];
  if (contentType === undefined || !RESOURCE_ID.test(app) || more.length > 0) return undefined;
  return { app, file, contentType };
}

/** The logo, if it is served by us: no page asks a foreign host for one. */
export function shownLogo(logoUrl: string | undefined): string | undefined {
  return logoUrl !== undefined && parseLogoPath(logoUrl) !== undefined ? logoUrl : undefined;
}

export type LogoVerdict =
  { readonly ok: true; readonly type: Picture['type'] } | { readonly ok: false; readonly fault: string };

/** Whether these bytes can be a logo, and if not, what is wrong with them. */
export function judgeLogo(bytes: Uint8Array): LogoVerdict {
  if (bytes.length > LOGO_MAX_BYTES) return no(`has ${Math.ceil(bytes.length / 1024)} KB; a logo has 100 KB at most`);
  const picture = readPicture(bytes);
  if (picture === 'unknown') return no('is no PNG, JPEG or WebP picture');
  if (picture === 'damaged') return no('is damaged, or something follows the picture');
  const { width, height, isAnimated, type } = picture;
  if (isAnimated) return no('is animated; a logo stands still');
  const sides = [width, height];
  if (sides.every((pixels) => pixels >= LOGO_MIN_PIXELS && pixels <= LOGO_MAX_PIXELS)) return { ok: true, type };
  return no(`has ${width} × ${height} pixels; each side has ${LOGO_MIN_PIXELS} to ${LOGO_MAX_PIXELS}`);
}

const no = (fault: string): LogoVerdict => ({ ok: false, fault });
