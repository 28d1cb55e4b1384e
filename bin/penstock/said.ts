import type { Voice } from '../../domain/base/error-texts.ts';
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
  subscriptionId: 'subscription',
  subscriptionIds: 'subscription',
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
  const [field = path] = path.includes('.') ? [path] : path.split('[', 1);
  return (typed && optionOf(field, typed)) ?? path;
}

/** Lists of the API whose commands are called otherwise than their paths. */
const LISTED_BY: Readonly<Record<string, string>> = {
  'catalog/destinations': 'catalog list',
  'catalog/sources': 'catalog sources',
  'oauth/grants': 'grants list',
  replays: 'replay list',
  'undelivered-events': 'undelivered list',
};

const ROOTS = ['/api/v1/', '/api/'];

/** The command that lists what a path of the API lists. */
function listCommand(path: string): string {
  const root = ROOTS.find((start) => path.startsWith(start)) ?? '';
  const noun = path.slice(root.length);
  return LISTED_BY[noun] ?? `${noun} list`;
}

/** The errors of the API as somebody reads them who has typed a command. */
export function shellVoice(typed: Typed | undefined): Voice {
  const optionFor = (field: string): string | undefined => typed && optionOf(field, typed);
  return {
    field: (name) => optionFor(name) ?? `"${name}"`,
    set: (name, value) => {
      const option = optionFor(name);
      return option === undefined ? `${name}=${value}` : `${option} ${value}`;
    },
    list: (path) => (path === '' ? '' : ` "penstock ${listCommand(path)}" lists them.`),
    say: { problems: ':', body: 'What was said' },
  };
}
