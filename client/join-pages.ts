/** Reads page after page. Lists of the same name become one; whatever stands beside them is as the first page has it. */
export async function joinPages<Page extends object>(
  read: (cursor: string | undefined) => Promise<Page>,
  nextOf: (page: Page) => string | undefined,
): Promise<Page> {
  const first = await read(undefined);
  const joined = new Map<string, unknown>(Object.entries(first));
  for (let next = nextOf(first); next !== undefined;) {
    const page = await read(next);
    for (const [name, items] of Object.entries(page)) {
      const before = joined.get(name);
      if (Array.isArray(items) && Array.isArray(before)) before.push(...(items as unknown[]));
    }
    next = nextOf(page);
  }
  return Object.fromEntries(joined) as Page;
}
