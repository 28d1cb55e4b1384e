// What every page of the catalog in public has around it.

import { initialsOf } from '../../../domain/catalog/entry-texts.ts';
import { shownLogo } from '../../../domain/catalog/logo.ts';
import { element, htmlText, type Markup } from './markup.ts';

/** Where the pages are: the address of this installation, and their files. */
export type Site = {
  readonly origin: string;
  readonly styles: string;
  readonly icon: string;
  /** Whether partners may ask for access here. */
  readonly takesAccessRequests: boolean;
};

type PageOf = {
  readonly title: string;
  /** For search engines, and for who is sent a link. */
  readonly description: string;
  /** Path and query by which the page is known, whatever it was asked for by. */
  readonly canonical: string;
  /** Whether search engines leave it out. */
  readonly isHidden?: boolean;
  readonly picture?: string | undefined;
  readonly neighbours?: Readonly<Partial<Record<'prev' | 'next', string>>>;
  readonly content: readonly Markup[];
};

export const CATALOG_PATH = '/catalog';
/** The form of the console for partners. */
const REQUEST_ACCESS_PATH = '/request-access';
const NAME = 'Penstock catalog';

export function layOut({ origin, styles, icon, takesAccessRequests }: Site, page: PageOf): string {
  const { title, description, isHidden = false, neighbours = {}, content } = page;
  const address = new URL(page.canonical, origin).href;
  const picture = page.picture === undefined ? undefined : new URL(page.picture, origin).href;
  const property = (name: string, value: string | undefined): Markup[] =>
    value === undefined ? [] : [element('meta', { property: name, content: value })];
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', {}, title),
    element('meta', { name: 'description', content: description }),
    isHidden ? element('meta', { name: 'robots', content: 'noindex, follow' }) : undefined,
    element('link', { rel: 'canonical', href: address }),
    Object.entries(neighbours).map(([rel, href]) => element('link', { rel, href })),
    ...[property('og:type', 'website'), property('og:site_name', NAME), property('og:title', title)],
    ...[property('og:description', description), property('og:url', address), property('og:image', picture)],
    element('meta', { name: 'twitter:card', content: 'summary' }),
    element('link', { rel: 'icon', href: icon, type: 'image/svg+xml' }),
    element('link', { rel: 'stylesheet', href: styles }),
  );
  const body = element(
    'body',
    {},
    element('a', { class: 'skip', href: '#main' }, 'To the content'),
    element(
      'header',
      { class: 'public-top' },
      element('a', { class: 'public-name', href: CATALOG_PATH }, element('b', {}, 'Penstock'), ' Catalog'),
      takesAccessRequests
        ? element('a', { class: 'link push', href: REQUEST_ACCESS_PATH }, 'Request access')
        : undefined,
      element('a', { class: takesAccessRequests ? 'link' : 'link push', href: '/' }, 'Sign in'),
    ),
    element('main', { id: 'main', class: 'public' }, content),
  );
  return htmlText(element('html', { lang: 'en' }, head, body));
}

/** The logo of an app, or a letter mark. The name stands beside it. */
export function logoMark(name: string, logoUrl: string | undefined, size?: 'large'): Markup {
  const path = shownLogo(logoUrl);
  const looks = size === undefined ? 'logo' : `logo ${size}`;
  if (path === undefined) return element('span', { class: looks, 'aria-hidden': 'true' }, initialsOf(name));
  return element('img', { class: looks, src: path, alt: '', loading: 'lazy' });
}

/** A page that is not there, or a catalog that is not shown. */
export function nothingHere(site: Site, says: string): string {
  return layOut(site, {
    ...{ title: 'There is no such page', description: says, canonical: CATALOG_PATH, isHidden: true },
    content: [element('h1', {}, 'There is no such page'), element('p', { class: 't2' }, says)],
  });
}
