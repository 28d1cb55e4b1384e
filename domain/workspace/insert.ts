// The insert functions of a destination: which ones, in their order, and the settings that each is given. People write a
// name, or a name with settings; both are stored as they are written.

import * as z from 'zod/mini';
import { RESOURCE_ID, RESOURCE_ID_RULE } from './resource-id.ts';
import { fillSecrets, mapSecrets, type Decided } from './secret-settings.ts';
import { settingsForCode } from './settings-size.ts';

const functionId = z.string().check(z.regex(RESOURCE_ID, RESOURCE_ID_RULE));

/** One of them. */
export const insertFunction = z.union(
  [
    functionId,
    z.strictObject({
      function: functionId,
      settings: settingsForCode,
      /** As a destination has them: what the function says of its settings. */
      secretSettings: z.optional(z.array(z.string())),
      openSettings: z.optional(z.array(z.string())),
    }),
  ],
  { error: 'must be the id of a function, or { "function": "…", "settings": { … } }' },
);
export type InsertFunction = z.output<typeof insertFunction>;

type Settings = Readonly<Record<string, unknown>>;
export type Insert = Decided & { readonly function: string; readonly settings: Settings };
type WithInserts = { readonly insert?: readonly InsertFunction[] | undefined };

const NO_SETTINGS: Settings = {};

/** All of them, those without settings too. */
export function insertsOf({ insert = [] }: WithInserts): readonly Insert[] {
  return insert.map((each) => (typeof each === 'string' ? { function: each, settings: NO_SETTINGS } : each));
}

/** What of the inserts of before each one replaces: the first of a function the first, the second the second. */
export function earlierInserts(inserts: readonly Insert[], before: WithInserts | undefined): (Insert | undefined)[] {
  const left = before === undefined ? [] : [...insertsOf(before)];
  return inserts.map((each) => {
    const index = left.findIndex((earlier) => earlier.function === each.function);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  });
}

/** Settings in the place of those that there are; nothing for what has none, as it was written. */
export function withInsertSettings<T extends WithInserts>(
  destination: T,
  settingsOf: (insert: Insert, index: number) => Settings,
): T {
  const { insert } = destination;
  if (insert === undefined || insert.every((each) => typeof each === 'string')) return destination;
  const all = insert.map((each, index) =>
    typeof each === 'string' ? each : { ...each, settings: settingsOf(each, index) },
  );
  return { ...destination, insert: all };
}

export type Secretive = Decided & WithInserts & { readonly settings: Settings };
type Visit = Parameters<typeof mapSecrets>[1];

/** No setting of a destination is called so. */
const PLACE_OF_INSERTS = '#insert';

/**
 * A destination with something else in the place of every secret, its own and those of its insert functions. Where one was
 * is said with the function, and not with its place in the list.
 */
export function mapAllSecrets<T extends Secretive>(destination: T, visit: Visit, before?: Secretive): T {
  const earlier = earlierInserts(insertsOf(destination), before);
  const settings = mapSecrets(destination, visit, before?.settings);
  return withInsertSettings({ ...destination, settings }, (insert, index) =>
    mapSecrets(
      insert,
      (secret, kept, path) => visit(secret, kept, [PLACE_OF_INSERTS, insert.function, ...path]),
      earlier[index]?.settings,
    ),
  );
}

/**
 * A list as somebody has written it, with what is stored in the place of marks, and the paths of marks that stand for nothing.
 * A secret stays with the function that it was given to. What is no such list is for the schema to judge.
 */
export function fillInserts(
  given: unknown,
  before: WithInserts | undefined,
): { readonly filled: { readonly insert?: unknown }; readonly missing: readonly string[] } {
  const parsed = z.array(insertFunction).safeParse(given);
  if (!parsed.success) return { filled: given === undefined ? {} : { insert: given }, missing: [] };
  const earlier = earlierInserts(insertsOf({ insert: parsed.data }), before);
  const missing: string[] = [];
  const insert = parsed.data.map((each, index) => {
    if (typeof each === 'string') return each;
    const known = earlier[index];
    const { filled, missing: paths } = fillSecrets(each.settings, known?.settings ?? {}, known);
    missing.push(...paths.map((path) => `insert[${index}].settings.${path}`));
    return { ...each, settings: filled };
  });
  return { filled: { insert }, missing };
}

/** Every function that a destination names: its own, and those that its events pass. */
export function namedFunctions(
  destination: WithInserts & { readonly function?: string | undefined },
): readonly string[] {
  const { function: own } = destination;
  return [...(own === undefined ? [] : [own]), ...insertsOf(destination).map((each) => each.function)];
}
