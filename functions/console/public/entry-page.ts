import { CATALOG_STATUS, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import type { PublishedVersion } from '../../../domain/catalog/component.ts';
import { renderDocumentation } from '../../../domain/catalog/documentation-template.ts';
import { betaOf, rateLimitText } from '../../../domain/catalog/entry-texts.ts';
import { shownLogo } from '../../../domain/catalog/logo.ts';
import { foreignLink, readMarkdown, safeHref } from '../../../domain/catalog/markdown.ts';
import { CATALOG_PATH, layOut, logoMark, type Site } from './layout.ts';
import { element, markdownMarkup, type Markup } from './markup.ts';

// One entry: what it is, what it takes, and where it is connected.

export function entryPage(site: Site, entry: CatalogEntry, { definition, app }: PublishedVersion): string {
  const { id, name, stage } = entry;
  const { description = '', categories = [], logoUrl, support, website } = app;
  const beta = betaOf(CATALOG_STATUS[stage]);
  const documentation = renderDocumentation(definition.documentation, { ...definition, support });
  return layOut(site, {
    title: `${name} · Penstock catalog`,
    description: description === '' ? `How events are sent to ${name}.` : description,
    canonical: `${CATALOG_PATH}/${encodeURIComponent(id)}`,
    picture: shownLogo(logoUrl),
    content: [
      element(
        'nav',
        { class: 'label', 'aria-label': 'Where this is' },
        element('a', { class: 'link', href: CATALOG_PATH }, 'Catalog'),
      ),
      element(
        'div',
        { class: 'public-title' },
        logoMark(app.name, logoUrl, 'large'),
        element(
          'div',
          { class: 'public-head' },
          element('h1', {}, name, ' ', beta === undefined ? undefined : element('span', { class: 'tag' }, beta)),
          element('p', { class: 't2' }, description),
          element('p', { class: 'label t3' }, categories.join(', ')),
        ),
        // Through the sign-in, and the choice of a workspace.
        element('a', { class: 'btn primary', href: `/?connect=${encodeURIComponent(id)}` }, 'Connect'),
      ),
      element(
        'div',
        { class: 'public-entry' },
        element(
          'article',
          { class: 'prose', 'aria-label': 'Documentation' },
          markdownMarkup(readMarkdown(documentation)),
        ),
        element(
          'aside',
          { 'aria-label': 'Facts' },
          fact(
            'Takes',
            element(
              'p',
              { class: 'public-tags' },
              definition.supportedEvents.map((type) => element('span', { class: 'tag' }, type)),
            ),
          ),
          fact(
            'Limits',
            element('p', {}, rateLimitText(definition.rateLimit)),
            element('p', {}, REPLAYS[definition.replay ? 'yes' : 'no']),
          ),
          supportOf({ support, website }),
          fact('Version', element('p', { class: 't2' }, `${entry.version}, published `, dateOf(entry.publishedAt))),
        ),
      ),
    ],
  });
}

const REPLAYS = {
  yes: 'Takes replays: events of the past can be sent again.',
  no: 'Takes no replays, only what was not delivered.',
} as const;

const fact = (title: string, ...content: readonly Markup[]): Markup =>
  element('section', {}, element('h2', {}, title), content);

const dateOf = (at: string): Markup => element('time', { datetime: at }, at.slice(0, 'yyyy-mm-dd'.length));

function supportOf({ support, website }: Pick<PublishedVersion['app'], 'support' | 'website'>): Markup | undefined {
  const mail = support === undefined ? [] : [[`mailto:${support.email}`, support.email] as const];
  const pages = [support?.url, website].flatMap((address) =>
    address === undefined ? [] : [[address, address] as const],
  );
  const links = [...mail, ...pages].flatMap(([address, text]) => {
    const href = safeHref(address);
    return href === undefined ? [] : [element('li', {}, element('a', foreignLink(href), text))];
  });
  return links.length === 0 ? undefined : fact('Support', element('ul', {}, links));
}
