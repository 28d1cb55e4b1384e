// How entries of the catalog are found. The API goes by it, and the console, which narrows what it has read.

/** What of an entry is searched. */
export type Searched = {
  readonly id: string;
  readonly name: string;
  readonly app: {
    readonly name: string;
    readonly description?: string | undefined;
    readonly categories?: readonly string[] | undefined;
  };
};

export type Wanted = { readonly search?: string | undefined; readonly category?: string | undefined };

/** Whether an entry is what somebody looks for: every word in its name, description, id or categories. */
export function isWanted({ id, name, app }: Searched, { search = '', category }: Wanted): boolean {
  const { description = '', categories = [] } = app;
  const text = [id, name, app.name, description, ...categories].join(' ').toLowerCase();
  const hasWords = search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
  const shelf = category?.toLowerCase();
  return hasWords && (shelf === undefined || categories.some((name_) => name_.toLowerCase() === shelf));
}
