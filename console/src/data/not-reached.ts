// When nobody answers, a browser does not say why: its words (`Failed to fetch`) are for programmers, and others in each.

/** What one can do then. */
export const WHEN_NOT_REACHED = 'Look whether you are online, and whether it runs.';

/** What to throw in place of what a `fetch` that nobody answers throws. */
export const notReached = (what: string, cause: unknown): Error =>
  new Error(`${what} cannot be reached. ${WHEN_NOT_REACHED}`, { cause });
