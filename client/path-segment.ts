// How a text becomes a part of a path, for whoever calls the API or the operator's routes. API Gateway decodes a path before
// it looks at it: `%2F` divides it, `%3F` ends it. Clients resolve `..` themselves, also when it is written `%2E%2E`. So some
// texts cannot travel in a path, whatever is done to them, and what may be such a text travels in the query string.

/** The text, encoded once, or undefined when no path can carry it. */
export function pathSegment(text: string): string | undefined {
  if (text === '' || text === '.' || text === '..' || /[/?]/.test(text)) return undefined;
  return encodeURIComponent(text.toWellFormed());
}
