// What search engines ask a site for.

import type { CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { CATALOG_PATH } from './layout.ts';
import { element, xmlText } from './markup.ts';

/** So that a file is far below what Lambda answers; the protocol allows 50,000. https://www.sitemaps.org/protocol.html */
export const SITEMAP_ENTRIES = 10_000;
const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const SITEMAP_PATH = '/sitemap.xml';

/** Search engines look at the catalog and at nothing else. */
export function robotsText(origin: string, isPublic: boolean): string {
  if (!isPublic) return 'User-agent: *\nDisallow: /\n';
  const open = [CATALOG_PATH, '/assets/', '/logos/', '/docs'].map((path) => `Allow: ${path}`).join('\n');
  return `User-agent: *\n${open}\nDisallow: /\n\nSitemap: ${origin}${SITEMAP_PATH}\n`;
}

/** All entries; where they are too many for a file, the list of files. Undefined for a file that is none of them. */
export function sitemap(
  origin: string,
  entries: readonly CatalogEntry[],
  page: string | undefined,
): string | undefined {
  const files = Math.max(1, Math.ceil(entries.length / SITEMAP_ENTRIES));
  if (page === undefined && files > 1) {
    const locations = Array.from({ length: files }, (_, index) => `${origin}${SITEMAP_PATH}?page=${index + 1}`);
    return xmlText(
      element(
        'sitemapindex',
        { xmlns: NAMESPACE },
        locations.map((loc) => element('sitemap', {}, element('loc', {}, loc))),
      ),
    );
  }
  const number = Number(page ?? '1');
  if (!Number.isInteger(number) || number < 1 || number > files) return undefined;
  const shown = entries.slice((number - 1) * SITEMAP_ENTRIES, number * SITEMAP_ENTRIES);
  const url = (path: string, changedAt?: string) =>
    element(
      'url',
      {},
      element('loc', {}, `${origin}${path}`),
      changedAt === undefined ? undefined : element('lastmod', {}, changedAt.slice(0, 'yyyy-mm-dd'.length)),
    );
  return xmlText(
    element(
      'urlset',
      { xmlns: NAMESPACE },
      number === 1 ? url(CATALOG_PATH) : undefined,
      shown.map(({ id, publishedAt }) => url(`${CATALOG_PATH}/${encodeURIComponent(id)}`, publishedAt)),
    ),
  );
}
