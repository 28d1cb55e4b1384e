// A customer's settings held against the schema of a component: defaults, secrets, and what is wrong, in words that never
// contain a value. Connecting a destination from the catalog relies on it.

import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { STEPS_PER_SETTINGS, stepsOfPattern } from '../base/safe-pattern.ts';
import type { Setting, SettingsSchema } from './settings-schema.ts';

type Settings = Readonly<Record<string, unknown>>;
type Problem = { readonly path: string; readonly message: string };

/** Where the schema does not say. */
const MAX_TEXT_CHARACTERS = 4_000;
const MAX_ENTRIES = 100;

/** A problem can name all values of an "enum", and there are thousands of entries. */
const MAX_PROBLEMS = 100;

/** Names of the settings that are never shown again: `writeOnly` by themselves, or in what they hold. */
export function secretSettingsOf({ properties }: SettingsSchema): string[] {
  return namesOf(properties, (setting) => setting.writeOnly === true || innerOf(setting).writeOnly === true);
}

/** The user of Basic authorisation: a secret, whatever the schema says. */
const KEY_SETTING = 'apiKey';

/** Names of the settings that are no secrets, whatever they are called: the schema says so, or lists what they can be. */
export function openSettingsOf({ properties }: SettingsSchema): string[] {
  const secret = new Set([...secretSettingsOf({ properties } as SettingsSchema), KEY_SETTING]);
  const isOpen = (setting: Setting): boolean =>
    setting.writeOnly === false || setting.type === 'boolean' || ('enum' in setting && setting.enum !== undefined);
  return namesOf(properties, isOpen).filter((name) => !secret.has(name));
}

function namesOf(properties: SettingsSchema['properties'], isWanted: (setting: Setting) => boolean): string[] {
  return Object.entries(properties)
    .filter(([, setting]) => isWanted(setting))
    .map(([name]) => name);
}

/** Settings with the defaults of the schema where nothing was said. */
export function withDefaults({ properties }: SettingsSchema, settings: Settings): Settings {
  const defaults = Object.entries(properties)
    .filter(([, setting]) => setting.default !== undefined)
    .map(([name, setting]) => [name, setting.default]);
  return { ...(Object.fromEntries(defaults) as Settings), ...settings };
}

/**
 * Everything in which settings do not fit a schema; empty when they do. Secrets that are kept as they are stored were
 * checked when they were written, and cannot be read any more.
 */
export function problemsOfSettings(wanted: SettingsSchema, given: Settings, kept: readonly string[] = []): Problem[] {
  const { schema, settings } = kept.length === 0 ? { schema: wanted, settings: given } : without(kept, wanted, given);
  // First, because patterns and comparisons are made for texts and lists of these sizes.
  const oversized = Object.entries(settings).flatMap(([name, value]) =>
    sizeProblems(name, value, schema.properties[name]),
  );
  if (oversized.length > 0) return oversized.slice(0, MAX_PROBLEMS);
  const costly = costlyPatterns(schema, settings);
  if (costly.length > 0) return costly;
  // The package knows optional fields, and no fields that are there as undefined; it treats both alike.
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(settings);
  const problems = errors.filter(({ keyword }) => !WRAPPERS.has(keyword)).slice(0, MAX_PROBLEMS);
  return problems.map((unit) => problemOf(schema, unit));
}

function without(names: readonly string[], schema: SettingsSchema, settings: Settings) {
  const isKept = (name: string): boolean => names.includes(name) && Object.hasOwn(schema.properties, name);
  const required = (schema.required ?? []).filter((name) => !isKept(name));
  const rest = Object.entries(settings).filter(([name]) => !isKept(name));
  return { schema: { ...schema, required }, settings: Object.fromEntries(rest) };
}

function sizeProblems(path: string, value: unknown, setting: Setting | undefined): Problem[] {
  if (setting === undefined) return [];
  if (typeof value === 'string') {
    const most = ('maxLength' in setting ? setting.maxLength : undefined) ?? MAX_TEXT_CHARACTERS;
    return value.length > most ? [{ path, message: `must have at most ${most} characters` }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const most = mostEntries(setting);
  if (entries.length > most) return [{ path, message: `must have at most ${most} entries` }];
  return entries.flatMap(([key, inner]) => sizeProblems(`${path}.${key}`, inner, innerOf(setting)));
}

function mostEntries(setting: Setting): number {
  const said =
    setting.type === 'array' ? setting.maxItems : setting.type === 'object' ? setting.maxProperties : undefined;
  return said ?? MAX_ENTRIES;
}

/** Settings from which on the patterns of a schema would take longer than they may for all settings together. */
function costlyPatterns({ properties }: SettingsSchema, settings: Settings): Problem[] {
  let left = STEPS_PER_SETTINGS;
  return Object.entries(settings).flatMap(([path, value]): Problem[] => {
    const setting = properties[path];
    const { pattern } = setting === undefined ? {} : patterned(innerOf(setting));
    if (pattern === undefined) return [];
    const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value];
    for (const text of texts) if (typeof text === 'string') left -= stepsOfPattern(pattern, text.length);
    return left < 0 ? [{ path, message: 'takes too long to be checked: shorten its texts, or leave some out' }] : [];
  });
}

function patterned(setting: Setting): { readonly pattern?: string | undefined } {
  return setting.type === 'string' ? setting : {};
}

/** They say only that there is something wrong inside. */
const WRAPPERS: ReadonlySet<string> = new Set(['properties', 'additionalProperties', 'items']);

function problemOf({ properties }: SettingsSchema, { keyword, instanceLocation, error }: OutputUnit): Problem {
  const [, name = '', ...rest] = instanceLocation.split('/').map(decodePart);
  if (keyword === 'required') return { path: /"([^"]+)"/.exec(error)?.[1] ?? name, message: 'is required' };
  const path = [name, ...rest].join('.');
  const setting = properties[name];
  if (keyword === 'false' || setting === undefined) return { path, message: 'is no setting that is known here' };
  return { path, message: sentence(keyword, rest.length > 0 ? innerOf(setting) : setting) };
}

function decodePart(part: string): string {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
}

function innerOf(setting: Setting): Setting {
  if (setting.type === 'array') return setting.items;
  return setting.type === 'object' ? setting.additionalProperties : setting;
}

function sentence(keyword: string, setting: Setting): string {
  const limit = String((setting as Readonly<Record<string, unknown>>)[keyword]);
  switch (keyword) {
    case 'type':
      return `must be ${ARTICLES[setting.type]}`;
    case 'enum':
      return `must be one of: ${'enum' in setting ? (setting.enum ?? []).join(', ') : ''}`;
    case 'minLength':
      return limit === '1' ? 'must not be empty' : `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'pattern':
      return `must match ${limit}`;
    case 'format':
      return `must be of the format "${limit}"`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'uniqueItems':
      return 'must not hold anything twice';
    default:
      return `must have ${keyword.startsWith('min') ? 'at least' : 'at most'} ${limit} entries`;
  }
}

const ARTICLES: Readonly<Record<Setting['type'], string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};
