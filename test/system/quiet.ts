/** What is another each time in what commands print: times, ids, keys, signatures, and so the widths of columns. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, 'TIME'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID'],
  [/\b\d{10}-UUID/g, 'BATCH'],
  [/\bt[0-9a-z]{8}-[0-9a-f]{8}-[0-9a-f]{4}\b/g, 'RUN'],
  [/date=\d{4}-\d\d-\d\d\/hour=\d\d/g, 'HOUR'],
  // Of undelivered events and of replays.
  [/\b[0-9a-z]{8}[.-][0-9a-z]{1,9}\b/g, 'ID'],
  [/(?<=^ {2}|"|revoke-key \S+ )[\w-]{32}(?=$|")/gm, 'WRITE KEY'],
  [/\b(cli|pso|grt|psc|pst)_[\w-]+/g, '$1'],
  [/(x-signature: |webhook-signature: v1,|webhook-timestamp: )\S+/g, '$1NOISE'],
  [/\b\d+ ms\b/g, 'MS'],
  [/^(.* (?:pass|fail) +\d{3} +)\d+ /gm, '$1MS '],
  [/"nodeVersion": "\S+"/g, 'NODE'],
  [/^(revision: +)[0-9a-f]{16}$/gm, '$1REVISION'],
  [/ {2,}/g, ' '],
];

/** A text without that, for comparing. */
export const quiet = (text: string): string =>
  NOISE.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), text);
