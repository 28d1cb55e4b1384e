import type { Command } from './command.ts';

// The API speaks of fields, in a shell people have written options: what an answer says is put into their words.

/** Fields by another name than the option that they come from. */
const OPTIONS: Readonly<Record<string, string>> = {
  appId: 'app',
  destinationId: 'destination',
  dryRun: 'dry-run',
  events: 'event',
  expiresAt: 'expires',
  metadataId: 'catalog',
  onlyUndelivered: 'only-undelivered',
  ratePerSecond: 'rate',
  receivedAt: 'received-at',
  redirectUris: 'redirect',
  scopes: 'scope',
  sourceId: 'source',
  sourceIds: 'source',
  sources: 'source',
  types: 'type',
  userId: 'user',
  userIds: 'user',
};

/** A command as it was typed. */
export type Typed = { readonly command: Pick<Command, 'options'>; readonly values: Readonly<Record<string, unknown>> };

/** The option that somebody has written, or could have, for a field. */
function optionOf(field: string, { command: { options = {} }, values }: Typed): string | undefined {
  const option = OPTIONS[field];
  if (option !== undefined) return Object.hasOwn(options, option) ? `--${option}` : undefined;
  return Object.hasOwn(options, field) && values[field] !== undefined ? `--${field}` : undefined;
}

/** `sourceIds[0]`: `--source`. A path of something else stays as it is. */
export function pathAsSaid(path: string, typed: Typed | undefined): string {
  const [, field = path] = /^(\w+)(\[\d+\])?$/.exec(path) ?? [];
  return (typed && optionOf(field, typed)) ?? path;
}

/** A text that speaks of fields in quotes. Only names with capitals: an id, which stands in quotes too, has none. */
export function textAsSaid(text: string, typed: Typed | undefined): string {
  if (typed === undefined) return text;
  return text.replaceAll(/"([a-z]+[A-Z]\w*)"/g, (quoted, field: string) => optionOf(field, typed) ?? quoted);
}

/** Lists of the API whose commands are called otherwise than their paths. */
const NOUNS: Readonly<Record<string, string>> = {
  'catalog/destinations': 'catalog',
  'oauth/grants': 'grants',
  replays: 'replay',
  'undelivered-events': 'undelivered',
};

/** The command that lists what a path of the API lists. */
export function listCommand(path: string): string {
  return `${NOUNS[path] ?? path} list`;
}
