// What a form holds while somebody fills in settings by a schema, and what is sent of it. Texts stay texts until they are
// sent, so that half of a number can stand there; a secret that is stored is not here at all.

import { problemsOfSettings, secretSettingsOf } from '../../../../domain/catalog/component-settings.ts';
import type { Setting, SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** One field: a text, a choice, the rows of a list or of a map, or a secret that stays as it is stored or is taken away. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly is: boolean | undefined }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'map'; readonly pairs: readonly (readonly [name: string, text: string])[] }
  | { readonly kind: 'kept' }
  | { readonly kind: 'removed' };

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
      return { kind: 'map', pairs: isRecord(value) ? Object.entries(value).map(([key, of]) => [key, textOf(of)]) : [] };
    default:
      return { kind: 'text', text: value === undefined || value === null ? '' : textOf(value) };
  }
}

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
      return field.pairs.length === 0
        ? undefined
        : Object.fromEntries(field.pairs.map(([key, text]) => [key, valueOfText(innerOf(setting), text)]));
    default:
      return undefined;
  }
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
      if (after === undefined) return before === undefined ? [] : [[name, null]];
      return JSON.stringify(before) === JSON.stringify(after) ? [] : [[name, after]];
    }),
  );
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
