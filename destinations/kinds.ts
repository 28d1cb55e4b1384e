import type * as z from 'zod/mini';
import type { Settings } from './kind.ts';
import { actionKind } from './action/kind.ts';
import { functionKind } from './function/kind.ts';
import { webhook } from './webhook/kind.ts';

/** Every kind there is. A new one is a folder, a line here and a line in runtimes.ts. */
export const KINDS = { webhook, function: functionKind, action: actionKind } as const;

export type KindName = keyof typeof KINDS;
/** The settings of a kind as they are stored. */
export type SettingsOf<Name extends KindName> = z.output<(typeof KINDS)[Name]['settings']>;
/** A kind with the settings that belong to it. */
export type OfKind = { [Name in KindName]: { readonly kind: Name; readonly settings: SettingsOf<Name> } }[KindName];

/** The same as people write it. */
export type InputOfKind = {
  [Name in KindName]: { readonly kind: Name; readonly settings: z.input<(typeof KINDS)[Name]['settings']> };
}[KindName];

export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];
/** Of a new destination, where nothing is said. */
export const FIRST_KIND: KindName = 'webhook';

/** `"webhook", the only kind there is so far`, or all names: the end of a sentence. */
export const KINDS_IN_WORDS =
  KIND_NAMES.length === 1
    ? `"${KIND_NAMES.join('')}", the only kind there is so far`
    : `one of ${KIND_NAMES.map((name) => `"${name}"`).join(', ')}`;

type Parsed =
  { readonly ok: true; readonly found: OfKind } | { readonly ok: false; readonly issues: readonly z.core.$ZodIssue[] };

/** Settings held against the schema of a kind. */
export function parseSettings(kind: KindName, settings: unknown): Parsed {
  const { success, data, error } = KINDS[kind].settings.safeParse(settings);
  return success ? { ok: true, found: withKind(kind, data) } : { ok: false, issues: error.issues };
}

/** The same for settings that were held against it before, such as those that a component has been connected with. */
export function withKind(kind: KindName, settings: Settings): OfKind {
  // The settings are those of the kind, which the type of a table cannot say for a name that is not known yet.
  return { kind, settings } as OfKind;
}
