// Which settings of a destination are secret: they can be written and never read back. They are stored encrypted, API
// answers and the audit log mask them, and a change without them keeps them; all of that goes by what is said here. The
// schema of a component decides first; of what it says nothing about, and where there is none, the name does.

import { isSecretName } from './secret-names.ts';

/** What stands where a secret was, in what is shown and logged. */
export const STRUCK = '••••';

/** What stands where a secret is. Sent back in a change, it keeps the secret. */
export type SecretMark = { readonly set: true; readonly changed?: true };

type Settings = Readonly<Record<string, unknown>>;

/** All values of these are secret, whatever their names. */
const SECRET_GROUPS: ReadonlySet<string> = new Set(['headers']);

/** Where a secret is: the names on the way to it. */
type Path = readonly string[];

/** From a secret, and what stands at its place in the settings of before, to what shall stand there. */
type Visit = (secret: unknown, before: unknown, path: Path) => unknown;

/** What the schema of a component has decided: names of settings that are secret, and of those that are none. */
export type Decided = {
  readonly secretSettings?: readonly string[] | undefined;
  readonly openSettings?: readonly string[] | undefined;
};
type Secretive = Decided & { readonly settings: Settings };

/** What the schema says; undefined where it says nothing. */
function decidedOf(name: string, { secretSettings, openSettings }: Decided): 'secret' | 'open' | undefined {
  if (secretSettings?.includes(name) === true) return 'secret';
  return openSettings?.includes(name) === true ? 'open' : undefined;
}

/** Whether a setting, beside others in no other, is a secret as a whole. */
export function isSecretSetting(name: string, decided: Decided): boolean {
  const said = decidedOf(name, decided);
  return said === undefined ? isSecretName(name) : said === 'secret';
}

/** Settings with something else in the place of every secret. Masking and encryption agree, because both go by this. */
export function mapSecrets({ settings, ...decided }: Secretive, visit: Visit, before?: Settings): Settings {
  return mapEach(settings, { visit, before, path: [] }, (name, value, place) => {
    const said = decidedOf(name, decided);
    if (said === undefined) return mapValue(name, value, place);
    return said === 'secret' ? visitAt(value, place) : value;
  });
}

type Place = { readonly visit: Visit; readonly before: unknown; readonly path: Path };

function mapEach(
  fields: Settings,
  place: Place,
  map: (name: string, value: unknown, inner: Place) => unknown,
): Settings {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, map(name, value, placeIn(place, name))]),
  );
}

function mapValue(name: string, value: unknown, place: Place): unknown {
  if (isSecretName(name)) return visitAt(value, place);
  if (Array.isArray(value)) return value.map((item, index) => mapValue('', item, placeIn(place, String(index))));
  if (!isObject(value)) return value;
  if (SECRET_GROUPS.has(name)) return mapEach(value, place, (_, secret, inner) => visitAt(secret, inner));
  return mapEach(value, place, mapValue);
}

function visitAt(secret: unknown, { visit, before, path }: Place): unknown {
  return secret === undefined ? undefined : visit(secret, before, path);
}

function placeIn({ visit, before, path }: Place, name: string): Place {
  const isThere = typeof before === 'object' && before !== null && Object.hasOwn(before, name);
  return { visit, before: isThere ? (before as Settings)[name] : undefined, path: [...path, name] };
}

/** A secret as it is stored: encrypted, in base64. */
export type SealedSecret = { readonly $secret: string };

const SEALED = /^\d{1,9}\.[\w+/=]+\.[\w+/=]+$/;

/** Whether a setting is an encrypted secret. */
export function isSealed(value: unknown): value is SealedSecret {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  return typeof value['$secret'] === 'string' && SEALED.test(value['$secret']);
}

/** Whether a setting is the encrypted secret that was there before. What anybody sends never is: nobody is shown it. */
export function isKept(value: unknown, before: unknown): value is SealedSecret {
  return isSealed(value) && isSealed(before) && value.$secret === before.$secret;
}

/** Settings as they may be shown. With `before`, a secret that is not what it was is marked as changed. */
export function maskSettings(settings: Settings, before?: Settings, decided: Decided = {}): Settings {
  const { secretSettings, openSettings } = decided;
  return mapSecrets({ settings, secretSettings, openSettings }, markOf, before);
}

function markOf(value: unknown, before: unknown): SecretMark {
  return before === undefined || JSON.stringify(value) === JSON.stringify(before)
    ? { set: true }
    : { set: true, changed: true };
}

/** The secrets themselves, to be struck out where a destination repeats them. */
export function secretValues(settings: Settings, { secretSettings, openSettings }: Decided): string[] {
  const found: string[] = [];
  mapSecrets({ settings, secretSettings, openSettings }, (secret) => found.push(...textsIn(secret)));
  return found;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Settings after a change: what it does not name stays, `null` takes away, a mark keeps the secret that is there. */
export function mergeSettings(settings: Settings, patch: Settings): Settings {
  const merged = new Map(Object.entries(settings));
  for (const [name, value] of Object.entries(patch)) {
    const present = merged.get(name);
    if (value === null) merged.delete(name);
    else if (isMark(value)) continue;
    else if (isObject(value)) merged.set(name, mergeSettings(isObject(present) ? present : {}, value));
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/**
 * Settings as a whole whose marks are replaced by the secrets that are there, and the paths of those that are not.
 */
export function fillSecrets(
  settings: Settings,
  stored: Settings,
  decided: Decided = {},
): { filled: Settings; missing: string[] } {
  return fill(settings, stored, (name) => isSecretSetting(name, decided));
}

function fill(
  settings: Settings,
  stored: Settings,
  isSecret: (name: string) => boolean,
): { filled: Settings; missing: string[] } {
  const missing: string[] = [];
  const fields = Object.entries(settings).flatMap(([name, value]): (readonly [string, unknown])[] => {
    const before = stored[name];
    if (isSecret(name)) {
      if (!isMark(value)) return [[name, value]];
      if (before === undefined) missing.push(name);
      return before === undefined ? [] : [[name, before]];
    }
    if (!isObject(value)) return [[name, value]];
    const inner = fill(
      value,
      isObject(before) ? before : {},
      (inside) => SECRET_GROUPS.has(name) || isSecretName(inside),
    );
    missing.push(...inner.missing.map((path) => `${name}.${path}`));
    return [[name, inner.filled]];
  });
  return { filled: Object.fromEntries(fields), missing };
}

export function isMark(value: unknown): value is SecretMark {
  return (
    isObject(value) && value['set'] === true && Object.keys(value).every((key) => ['set', 'changed'].includes(key))
  );
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
