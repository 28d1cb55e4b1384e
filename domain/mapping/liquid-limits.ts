// Templates of Liquid (`@liquid`), and what they may cost. liquid.ts runs them, and only who has one loads it: the checks
// here need none of it.

export type LiquidAnswer =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** Reads a template once. */
export type Liquid = (
  template: string,
) =>
  | { readonly ok: true; readonly render: (event: unknown) => LiquidAnswer }
  | { readonly ok: false; readonly message: string };

/** As Segment's. */
const MAX_TEMPLATE_CHARACTERS = 1_000;
const MAX_FILTERS = 20;
export const MAX_LIQUID_BYTES = 32 * 1024;

/** Tags that Segment's kit refuses, and in `filter` the filters: they can go on for long, or read files. */
export const REFUSED_TAGS = ['case', 'for', 'include', 'layout', 'render', 'tablerow'] as const;
export const REFUSED_FILTERS = [
  ...['array_to_sentence_string', 'concat', 'find', 'find_exp', 'find_index', 'find_index_exp', 'group_by'],
  ...['group_by_exp', 'has', 'has_exp', 'map', 'newline_to_br', 'reject', 'reject_exp', 'reverse', 'sort'],
  ...['sort_natural', 'uniq', 'where_exp', 'type'],
] as const;

const OPENING = /\{\{|\{%/;
/** What stands in a tag up to its end, with what is in quotes. */
const INSIDE = {
  '{{': /^\{\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?\}\}/s,
  '{%': /^\{%(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?%\}/s,
};
const QUOTED = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs;

/** What keeps a template from being saved, as the end of a sentence. */
export function liquidProblem(template: string): string | undefined {
  if (template.length > MAX_TEMPLATE_CHARACTERS) return `must be at most ${MAX_TEMPLATE_CHARACTERS} characters`;
  const tags = tagsOf(template)?.map((tag) => tag.replace(QUOTED, '""'));
  if (tags === undefined) return 'must close each {{ and {%, and each quote in them';
  if (tags.some((tag) => tag.includes('..'))) return 'must have no range: one of a few characters may be of millions';
  const filters = tags.flatMap((tag) => [...tag.matchAll(/\|\s*(\w*)/g)].map(([, name]) => name));
  if (filters.length > MAX_FILTERS) return `must have at most ${MAX_FILTERS} filters`;
  const filter = REFUSED_FILTERS.find((each) => filters.includes(each));
  if (filter !== undefined) return `must not have the filter ${filter}`;
  const names = tags.flatMap(namesOf);
  const name = REFUSED_TAGS.find((each) => names.includes(each));
  return name === undefined ? undefined : `must not have the tag ${name}`;
}

/** Undefined when one has no end. */
function tagsOf(template: string): string[] | undefined {
  const tags: string[] = [];
  let rest = template;
  for (;;) {
    const begin = rest.search(OPENING);
    if (begin < 0) return tags;
    rest = rest.slice(begin);
    const [tag] = INSIDE[rest.startsWith('{{') ? '{{' : '{%'].exec(rest) ?? [];
    if (tag === undefined) return undefined;
    tags.push(tag);
    rest = rest.slice(tag.length);
  }
}

/** The tag's, and those of a `{% liquid %}` of several lines. */
function namesOf(tag: string): string[] {
  const [, text = ''] = /^\{%-?(.*)%\}$/s.exec(tag) ?? [];
  return text.split('\n').flatMap((line) => /^\s*(?:liquid\s+)?(\w+)/.exec(line)?.slice(1) ?? []);
}
