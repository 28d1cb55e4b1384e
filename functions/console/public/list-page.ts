import { CATALOG_STATUS, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { isWanted } from '../../../domain/catalog/catalog-search.ts';
import { betaOf } from '../../../domain/catalog/entry-texts.ts';
import { CATALOG_PATH, layOut, logoMark, type Site } from './layout.ts';
import { element, type Markup } from './markup.ts';

// The entries of the catalog, so many on a page, narrowed by words and by category. A form and links; nothing runs.

export const ENTRIES_PER_PAGE = 48;

const MAX_SEARCH_CHARACTERS = 200;

/** What is asked for, as the query of the address says it. */
export type Asked = Readonly<Partial<Record<'q' | 'category' | 'page', string>>>;

type View = { readonly search: string; readonly category: string | undefined; readonly page: number };

/** Undefined for a page beyond the last one. */
export function listPage(site: Site, entries: readonly CatalogEntry[], asked: Asked): string | undefined {
  const view = viewOf(asked);
  const found = entries.filter((entry) => isWanted(entry, view));
  const pages = Math.max(1, Math.ceil(found.length / ENTRIES_PER_PAGE));
  if (view.page > pages) return undefined;
  const shown = found.slice((view.page - 1) * ENTRIES_PER_PAGE, view.page * ENTRIES_PER_PAGE);
  const { category = 'Catalog', page, search } = view;
  const title = `${category}${page === 1 ? '' : `, page ${page}`} · Penstock`;
  return layOut(site, {
    title,
    description: 'Destinations that events can be sent to, with what each takes and how it is connected.',
    canonical: addressOf(view),
    // There are as many pages of searches as there are words, and of categories that nobody has thought of.
    isHidden: search !== '' || found.length === 0,
    neighbours: {
      ...(page > 1 ? { prev: addressOf({ ...view, page: page - 1 }) } : {}),
      ...(page < pages ? { next: addressOf({ ...view, page: page + 1 }) } : {}),
    },
    content: [
      element('h1', {}, 'Catalog'),
      element('p', { class: 't2' }, 'Destinations that events can be sent to.'),
      element(
        'div',
        { class: 'public-split' },
        shelves(entries, view),
        element(
          'section',
          { 'aria-label': 'Entries' },
          searchForm(view),
          element('p', { class: 'label t2' }, countText(found.length, view)),
          shown.length === 0 ? nothing(search) : element('ul', { class: 'public-cells' }, shown.map(tile)),
          pages === 1 ? undefined : pageLinks(view, pages),
        ),
      ),
    ],
  });
}

function viewOf({ q = '', category, page = '1' }: Asked): View {
  const number = /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
  return {
    search: q.trim().slice(0, MAX_SEARCH_CHARACTERS),
    category: category === '' ? undefined : category?.slice(0, MAX_SEARCH_CHARACTERS),
    page: number,
  };
}

function addressOf({ search, category, page }: View): string {
  const query = new URLSearchParams({
    ...(search === '' ? {} : { q: search }),
    ...(category === undefined ? {} : { category }),
    ...(page === 1 ? {} : { page: String(page) }),
  }).toString();
  return query === '' ? CATALOG_PATH : `${CATALOG_PATH}?${query}`;
}

function shelves(entries: readonly CatalogEntry[], view: View): Markup {
  const counts = new Map<string, number>();
  for (const { app } of entries) {
    for (const name of app.categories ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts.keys()].sort((one, other) => one.localeCompare(other, 'en'));
  const shelf = (name: string | undefined, count: number): Markup => {
    const isChosen = name?.toLowerCase() === view.category?.toLowerCase();
    const href = addressOf({ ...view, category: name, page: 1 });
    const current = isChosen ? 'page' : undefined;
    return element(
      'li',
      {},
      element('a', { href, 'aria-current': current }, name ?? 'All', ' ', element('span', { class: 'tn t3' }, count)),
    );
  };
  return element(
    'nav',
    { 'aria-label': 'Category' },
    element(
      'ul',
      { class: 'public-shelves' },
      shelf(undefined, entries.length),
      names.map((name) => shelf(name, counts.get(name) ?? 0)),
    ),
  );
}

function searchForm({ search, category }: View): Markup {
  return element(
    'form',
    { class: 'row', action: CATALOG_PATH, method: 'get', role: 'search' },
    category === undefined ? undefined : element('input', { type: 'hidden', name: 'category', value: category }),
    element('input', {
      ...{ class: 'input', type: 'search', name: 'q', value: search, maxlength: MAX_SEARCH_CHARACTERS },
      ...{ 'aria-label': 'Search the catalog', placeholder: 'Name, text or category' },
    }),
    element('button', { class: 'btn', type: 'submit' }, 'Search'),
  );
}

function countText(count: number, { search, category }: View): string {
  const what = `${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`;
  return [what, category === undefined ? '' : ` in ${category}`, search === '' ? '' : ` for “${search}”`].join('');
}

function nothing(search: string): Markup {
  const says = search === '' ? 'Nothing is published here yet.' : 'Nothing in the catalog fits.';
  return element(
    'p',
    { class: 't2' },
    `${says} `,
    element('a', { class: 'link', href: CATALOG_PATH }, 'Show all entries'),
  );
}

function tile({ id, name, app, stage }: CatalogEntry): Markup {
  const beta = betaOf(CATALOG_STATUS[stage]);
  return element(
    'li',
    {},
    element(
      'a',
      { class: 'public-cell', href: `${CATALOG_PATH}/${encodeURIComponent(id)}` },
      element(
        'span',
        { class: 'row' },
        logoMark(app.name, app.logoUrl),
        element(
          'span',
          { class: 'public-head' },
          element('b', {}, name),
          element('span', { class: 'label t3' }, (app.categories ?? []).join(', ')),
        ),
      ),
      element('span', { class: 't2 public-says' }, app.description ?? ''),
      beta === undefined ? undefined : element('span', { class: 'tag' }, beta),
    ),
  );
}

function pageLinks(view: View, pages: number): Markup {
  const link = (page: number, text: string): Markup | undefined =>
    page < 1 || page > pages ? undefined : element('a', { class: 'btn', href: addressOf({ ...view, page }) }, text);
  return element(
    'nav',
    { class: 'row public-pages', 'aria-label': 'Pages' },
    link(view.page - 1, 'Before'),
    element('span', { class: 'label t2' }, `Page ${view.page} of ${pages}`),
    link(view.page + 1, 'Next'),
  );
}
