// Words of the catalog.

const LETTERS = new Intl.Segmenter('en');

/** In the place of a logo: pictures of foreign hosts would tell them who looks. `Acme CRM` -> `AC`, `Journeywise` -> `Jo` */
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

type Connection = { readonly enabled: boolean };

/** `Connected twice`, and what it shows. */
export function connectionText(connections: readonly Connection[]): { state: 'ok' | 'off' | 'held'; text: string } {
  if (connections.length === 0) return { state: 'off', text: 'Not connected' };
  const on = connections.filter(({ enabled }) => enabled).length;
  if (on === 0) return { state: 'held', text: 'Connected, switched off' };
  return { state: 'ok', text: `Connected ${TIMES[connections.length] ?? `${connections.length} times`}` };
}

const TIMES: Readonly<Record<number, string>> = { 1: 'once', 2: 'twice' };

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
