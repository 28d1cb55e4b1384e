// The catalog for everybody, where the stage shows it: pages that are whole without a script, and what search engines ask
// for. And the logos of apps, which every page shows that speaks of an app.

import type { CatalogEntry } from '../../domain/catalog/catalog-entry.ts';
import type { PublishedVersion } from '../../domain/catalog/component.ts';
import { parseLogoPath } from '../../domain/catalog/logo.ts';
import { isResourceId } from '../../domain/workspace/resource-id.ts';
import { FOR_ALL, FOR_EVER, NOT_KEPT, notFound, TEXT, type Asked, type Content, type File } from './content.ts';
import { entryPage } from './public/entry-page.ts';
import { CATALOG_PATH, nothingHere, type Site } from './public/layout.ts';
import { listPage } from './public/list-page.ts';
import { robotsText, sitemap } from './public/site-files.ts';

export type PublicCatalog = {
  /** All that everybody may see, by their ids; some minutes old at most. */
  entries: () => Promise<readonly CatalogEntry[]>;
  entry: (id: string) => Promise<{ readonly entry: CatalogEntry; readonly published: PublishedVersion } | undefined>;
  logo: (place: { readonly app: string; readonly file: string }) => Promise<Uint8Array | undefined>;
};

export type PublicSiteDeps = {
  readonly isPublic: boolean;
  /** Whether partners may ask for access. */
  readonly takesAccessRequests: boolean;
  readonly catalog: PublicCatalog;
  readonly files: readonly File[];
  readonly compress: (text: string) => Uint8Array;
};

/** No script, no other host; a form goes to the catalog itself. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = {
  ...FOR_ALL,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  vary: 'accept-encoding',
};
const SOME_MINUTES = { 'cache-control': 'public, max-age=300' };
const UNSEEN = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };

const STYLES = /^assets\/public-catalog-[\w-]+\.css$/;
const ICON = /^assets\/icon-[\w-]+\.svg$/;
const GONE = 'The address may be of an entry that is gone, or have a letter too many.';
const CLOSED = 'This Penstock shows its catalog to members. Sign in to see it.';

/** Answers what is of the public site; undefined for everything else. */
export function createPublicSite(deps: PublicSiteDeps): (asked: Asked) => Promise<Content> | undefined {
  const { isPublic, takesAccessRequests, catalog, files, compress } = deps;
  const fileOf = (name: RegExp): string => `/${files.find(({ path }) => name.test(path))?.path ?? ''}`;
  const looks = { styles: fileOf(STYLES), icon: fileOf(ICON), takesAccessRequests };
  const siteAt = ({ origin }: Asked): Site => ({ origin, ...looks });

  const compressed = (headers: Content['headers'], text: string, status = 200): Content => ({
    ...{ status, headers, body: compress(text), isCompressed: true },
  });
  const missing = (asked: Asked, says: string): Content =>
    compressed({ ...PAGE, ...UNSEEN }, nothingHere(siteAt(asked), says), 404);
  const shown = (asked: Asked, page: string | undefined): Content =>
    page === undefined ? missing(asked, GONE) : compressed({ ...PAGE, ...SOME_MINUTES }, page);

  async function entry(asked: Asked, id: string): Promise<Content> {
    const found = isResourceId(id) ? await catalog.entry(id) : undefined;
    return shown(asked, found && entryPage(siteAt(asked), found.entry, found.published));
  }

  async function map({ origin, query }: Asked): Promise<Content> {
    const text = isPublic ? sitemap(origin, await catalog.entries(), query['page']) : undefined;
    if (text === undefined) return notFound();
    const headers = { ...FOR_ALL, ...SOME_MINUTES, 'content-type': 'application/xml; charset=utf-8' };
    return compressed({ ...headers, vary: 'accept-encoding' }, text);
  }

  async function logo(path: string): Promise<Content> {
    const place = parseLogoPath(path);
    const body = place && (await catalog.logo(place));
    if (place === undefined || body === undefined) return notFound();
    const headers = {
      ...{ ...FOR_ALL, ...FOR_EVER, 'content-type': place.contentType },
      // Opened by itself it is a page of this address, in which nothing may happen.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    };
    return { status: 200, headers, body, isCompressed: false, etag: `"${place.file}"` };
  }

  return (asked) => {
    const { path, query } = asked;
    if (path.startsWith('/logos/')) return logo(path);
    if (path === '/sitemap.xml') return map(asked);
    if (path === '/robots.txt') {
      const headers = { ...NOT_KEPT, ...TEXT, ...SOME_MINUTES };
      return Promise.resolve({ status: 200, headers, body: robotsText(asked.origin, isPublic), isCompressed: false });
    }
    if (path !== CATALOG_PATH && !path.startsWith(`${CATALOG_PATH}/`)) return undefined;
    if (!isPublic) return Promise.resolve(missing(asked, CLOSED));
    const id = path.slice(CATALOG_PATH.length + 1).replace(/\/$/, '');
    if (id !== '') return entry(asked, id);
    return catalog.entries().then((entries) => shown(asked, listPage(siteAt(asked), entries, query)));
  };
}
