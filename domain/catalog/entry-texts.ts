// Words about an entry of the catalog, for the console and for the catalog in public.

const LETTERS = new Intl.Segmenter('en');

/** In the place of a logo. `Acme CRM` -> `AC`, `Journeywise` -> `Jo` */
export function initialsOf(name: string): string {
  const [first = [], second = []] = name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => Array.from(LETTERS.segment(word), ({ segment }) => segment));
  const [one = '', other = ''] = [first[0], second.length > 1 && isCapital(second[0]) ? second[0] : first[1]];
  return `${one.toUpperCase()}${other}`;
}

function isCapital(letter: string | undefined): boolean {
  return letter !== undefined && letter !== letter.toLowerCase();
}

const STATUS: Readonly<Record<string, string>> = { PRIVATE_BETA: 'Private beta', PUBLIC_BETA: 'Public beta' };

/** What is marked; what is public is not. */
export const betaOf = (status: string): string | undefined => STATUS[status];

type Limit = { readonly perSecond?: number | undefined; readonly atOnce?: number | undefined };

/** `50 events a second, 4 at once`. */
export function rateLimitText(limit: Limit | undefined): string {
  const { perSecond, atOnce } = limit ?? {};
  const parts = [
    ...(perSecond === undefined ? [] : [`${perSecond} ${perSecond === 1 ? 'event' : 'events'} a second`]),
    ...(atOnce === undefined ? [] : [`${atOnce} at once`]),
  ];
  return parts.length === 0 ? 'No limit of the partner' : parts.join(', ');
}
