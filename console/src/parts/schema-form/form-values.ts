// What a form holds while somebody fills in settings by a schema, and what is sent of it. Texts stay texts until they are
// sent, so that half of a number can stand there; a secret that is stored is not here at all.

import { problemsOfSettings, secretSettingsOf } from '../../../../domain/catalog/component-settings.ts';
import { isSame } from '../../../../domain/base/differences.ts';
import type { Setting, SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** One field: a text, a choice, the rows of a list or of a map, or a secret that stays as it is stored or is taken away. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly is: boolean | undefined }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'map'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'kept' }
  | { readonly kind: 'removed' };

/** null: a secret that stays as it is stored, such as the value of a header. */
export type Pair = readonly [name: string, text: string | null];

/** By the name of the setting. */
export type FormValues = Readonly<Record<string, FieldValue>>;

/** The form of settings as they are stored (secrets as marks), or of a new destination, which begins with the defaults. */
export function valuesOf(schema: SettingsSchema, stored?: Settings): FormValues {
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, setting]) => [
      name,
      fieldOf(setting, stored === undefined ? setting.default : stored[name]),
    ]),
  );
}

/** A field with nothing in it. */
export function emptyField(setting: Setting): FieldValue {
  return fieldOf(setting, undefined);
}

function fieldOf(setting: Setting, value: unknown): FieldValue {
  if (isMark(value)) return { kind: 'kept' };
  switch (setting.type) {
    case 'boolean':
      return { kind: 'choice', is: typeof value === 'boolean' ? value : undefined };
    case 'array':
      return { kind: 'list', items: Array.isArray(value) ? value.map(textOf) : [] };
    case 'object':
      return { kind: 'map', pairs: isRecord(value) ? Object.entries(value).map(pairOf) : [] };
    default:
      return { kind: 'text', text: value === undefined || value === null ? '' : textOf(value) };
  }
}

const pairOf = ([name, value]: readonly [string, unknown]): Pair => [name, isMark(value) ? null : textOf(value)];

/** `{"set": true}` stands where a secret is. */
export function isMark(value: unknown): boolean {
  return isRecord(value) && value['set'] === true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What is said, without the fields that are empty and the secrets that stay. */
export function settingsOf(schema: SettingsSchema, values: FormValues): Settings {
  return Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, setting]) => {
      const value = saidOf(setting, values[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function saidOf(setting: Setting, field: FieldValue | undefined): unknown {
  switch (field?.kind) {
    case 'text':
      return field.text === '' ? undefined : valueOfText(setting, field.text);
    case 'choice':
      return field.is;
    case 'list':
      return field.items.length === 0 ? undefined : field.items.map((text) => valueOfText(innerOf(setting), text));
    case 'map':
      return saidOfPairs(innerOf(setting), field.pairs);
    default:
      return undefined;
  }
}

/** Without the secrets that stay; undefined for what has no pair at all. */
function saidOfPairs(inner: Setting, pairs: readonly Pair[]): Settings | undefined {
  const said = pairs.flatMap(([key, text]) => (text === null ? [] : [[key, valueOfText(inner, text)] as const]));
  return pairs.length === 0 ? undefined : Object.fromEntries(said);
}

/** A number where one is wanted; what is none stays a text, which the check then names. */
function valueOfText({ type }: Setting, text: string): unknown {
  if (type !== 'number' && type !== 'integer') return text;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

function innerOf(setting: Setting): Setting {
  if (setting.type === 'array') return setting.items;
  return setting.type === 'object' ? setting.additionalProperties : setting;
}

/** Names of the secrets that stay as they are stored. */
export function keptIn(values: FormValues): string[] {
  return Object.keys(values).filter((name) => values[name]?.kind === 'kept');
}

/** What a PATCH names: settings that are different from the stored ones; `null` takes away. */
export function changesOf(schema: SettingsSchema, values: FormValues, stored: Settings): Settings {
  const said = settingsOf(schema, values);
  const kept = new Set(keptIn(values));
  const names = Object.keys(schema.properties).filter((name) => !kept.has(name));
  return Object.fromEntries(
    names.flatMap((name) => {
      const [before, after] = [stored[name], said[name]];
      const field = values[name];
      if (after === undefined) return before === undefined ? [] : [[name, null]];
      const change = isRecord(before) && field?.kind === 'map' ? pairChanges(before, field.pairs, after) : after;
      return change === undefined || isSame(before, after) ? [] : [[name, change]];
    }),
  );
}

/** The API merges what is in a map, so each pair that is gone is named; undefined where all stay as they are. */
function pairChanges(before: Settings, pairs: readonly Pair[], after: unknown): Settings | undefined {
  const there = new Set(pairs.map(([name]) => name));
  const gone = Object.keys(before).filter((name) => !there.has(name));
  const said = Object.entries(isRecord(after) ? after : {}).filter(([name, value]) => !isSame(before[name], value));
  const changes = [...gone.map((name) => [name, null] as const), ...said];
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}

/** Secrets that are to be replaced, and nothing is typed: saving must not take them away unsaid. */
export function emptyReplacements(values: FormValues, stored: Settings): ReadonlyMap<string, string> {
  const names = Object.keys(values).filter((name) => {
    const value = values[name];
    return isMark(stored[name]) && value?.kind === 'text' && value.text === '';
  });
  return new Map(names.map((name) => [name, 'has nothing in it: type the new secret, or keep the one that is set']));
}

/** What is wrong with each field, by its name; `name.1` for what is in a list. Judged as the API will judge it. */
export function faultsOf(schema: SettingsSchema, values: FormValues): ReadonlyMap<string, string> {
  const problems = problemsOfSettings(schema, settingsOf(schema, values), keptIn(values));
  return new Map([...repeatedKeys(values), ...problems.map(({ path, message }) => [path, message] as const)]);
}

/** A map can say of each name one thing. */
function repeatedKeys(values: FormValues): (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, field]) => {
    if (field.kind !== 'map') return [];
    const keys = field.pairs.map(([key]) => key);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    return twice === undefined ? [] : [[name, `names "${twice}" twice`] as const];
  });
}

/** What the API says about settings, `settings.region`, by the names of the fields. */
export function faultsIn(problems: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...problems].flatMap(([path, message]) =>
      path.startsWith('settings.') ? [[path.slice('settings.'.length), message]] : [],
    ),
  );
}

/** Whether a setting is never shown again once it is stored. */
export function isSecret(schema: SettingsSchema, name: string): boolean {
  return secretSettingsOf(schema).includes(name);
}
