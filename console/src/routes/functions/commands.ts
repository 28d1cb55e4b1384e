// What the pages of a function show and do, as it is typed in a shell.

const BY_PART: Readonly<Record<string, (id: string) => readonly string[]>> = {
  Code: (id) => [
    `penstock functions test ${id} --file functions/${id}.js --event '{"type":"track","userId":"u1","event":"Paid"}'`,
    `penstock functions push ${id} functions/${id}.js --no-deploy`,
  ],
  Logs: (id) => [`penstock functions logs ${id} --follow`],
  Versions: (id) => [
    `penstock functions versions ${id}`,
    `penstock functions deploy ${id} 3`,
    `penstock functions rollback ${id}`,
  ],
};

/** `part` as its page says it; the overview has none. */
export const functionCommands = (part: string | undefined, id: string): readonly string[] =>
  BY_PART[part ?? '']?.(id) ?? [`penstock functions show ${id}`];
