/** The file of a page could not be loaded. */
export class PageGoneError extends Error {
  override readonly name = 'PageGoneError';
}
