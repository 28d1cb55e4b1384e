// How often what a function sends has come back to Penstock: a header of its requests, and a field of the events that come by
// them. Without it, a function that sends to the source of its own destination would keep itself busy for ever.

/** Of every request of a function. */
export const HOPS_HEADER = 'x-penstock-hops';

/** In the context of an event that a function has sent. Insert functions cannot take it away. */
export const HOPS_FIELD = 'penstockHops';

/** An event that functions have sent on so often is taken no more. */
export const MOST_HOPS = 3;

const IN_TEXT = new RegExp(`"(?:${HOPS_FIELD}|${HOPS_HEADER})":"?(\\d{1,4})`, 'g');

/** What the next request says, of what a function is given as JSON: one event, several, or a request. */
export function nextHops(given: string): number {
  const found = [...given.matchAll(IN_TEXT)].map(([, digits]) => Number(digits));
  return Math.max(0, ...found) + 1;
}

/** What a header says; undefined where there is none, or nothing that a function of ours would say. */
export function hopsOfHeader(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,3}$/.test(value) ? Number(value) : undefined;
}
