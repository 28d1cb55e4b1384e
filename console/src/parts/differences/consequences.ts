// What a change of a component means for who has connected it: what a reviewer has to see first, and what a line says about it.

import type { Difference } from '../../../../domain/base/differences.ts';

/** Field by field, also where all of it is new: a first version has nothing that it could be compared with. */
export function unfolded(found: readonly Difference[]): Difference[] {
  return found.flatMap((one) => {
    const { path, before, after } = one;
    const [gone, added] = [fieldsOf(path, before), fieldsOf(path, after)];
    if (before === undefined && added !== undefined)
      return unfolded(added.map((field) => ({ path: field.path, after: field.value })));
    if (after === undefined && gone !== undefined)
      return unfolded(gone.map((field) => ({ path: field.path, before: field.value })));
    return NOT_SAID.has(path) ? [] : [one];
  });
}

/** Every schema of settings says the same of itself. */
const NOT_SAID: ReadonlySet<string> = new Set([
  'definition.settingsSchema.type',
  'definition.settingsSchema.additionalProperties',
]);

/** The fields of what is said field by field. A setting is said in one line, and a secret has only its mark. */
function fieldsOf(path: string, value: unknown): { readonly path: string; readonly value: unknown }[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (IS_SETTING.test(path) || 'set' in value) return undefined;
  return Object.entries(value).map(([name, field]: [string, unknown]) => ({ path: `${path}.${name}`, value: field }));
}

const IS_SETTING = /^definition\.settingsSchema\.properties\.[^.]+$/;

/** Where events go and what customers are asked for stands above all else; the documentation has a view of its own. */
export function inOrder(found: readonly Difference[]): Difference[] {
  return found
    .filter(({ path }) => path !== DOCUMENTATION)
    .toSorted((one, other) => rank(one) - rank(other) || one.path.localeCompare(other.path));
}

export const DOCUMENTATION = 'definition.documentation';
const FIRST: readonly string[] = ['definition.config', 'definition.settingsSchema', 'definition'];

function rank({ path }: Difference): number {
  const at = FIRST.findIndex((start) => path === start || path.startsWith(`${start}.`));
  return at === -1 ? FIRST.length : at;
}

/** `settings.region.enum` for `definition.settingsSchema.properties.region.enum`. */
export function shortPath(path: string): string {
  return path
    .replace(/^definition\.settingsSchema\.properties\./, 'settings.')
    .replace(/^definition\.settingsSchema\./, 'settings.')
    .replace(/^definition\./, '');
}

/** In words, where something follows; undefined where nothing does. */
export function consequenceOf({ path, before, after }: Difference, all: readonly Difference[]): string | undefined {
  if (path === 'definition.config.url' && before !== undefined && hostOf(before) !== hostOf(after)) {
    return 'Another host: who gets the events changes.';
  }
  if (path === 'definition.config.sharedSecret' && before !== undefined)
    return 'Requests are signed with another secret.';
  if (path === 'definition.supportedEvents' && Array.isArray(before) && Array.isArray(after)) {
    const lost = before.filter((type) => !after.includes(type)).map(String);
    return lost.length === 0 ? undefined : `No longer taken: ${lost.join(', ')}.`;
  }
  if (path === 'definition.replay' && before === true) return 'Customers can no longer send it events of the past.';
  if (path === 'definition.settingsSchema.required') return required(before, after, all);
  return undefined;
}

function required(before: unknown, after: unknown, all: readonly Difference[]): string | undefined {
  const old = Array.isArray(before) ? before : [];
  const added = (Array.isArray(after) ? after : []).filter((name) => !old.includes(name)).map(String);
  const open = added.filter(
    (name) => !all.some((one) => one.path.endsWith(`.${name}.default`) && one.after !== undefined),
  );
  if (before === undefined || open.length === 0) return undefined;
  return `Who takes the new version must fill in: ${open.join(', ')}.`;
}

/** A place that follows from a setting is a part of the name: `{region}.acme.example`. */
function hostOf(address: unknown): string {
  return typeof address === 'string' ? (/^[a-z]+:\/\/([^/?#]*)/i.exec(address)?.[1] ?? address) : '';
}

type Said = Readonly<Record<string, unknown>>;
const TYPES: Readonly<Record<string, string>> = {
  ...{ string: 'text', number: 'number', integer: 'whole number' },
  ...{ boolean: 'yes or no', array: 'list', object: 'pairs' },
};

/** A setting that is there as a whole, or gone: `text, secret, one of eu, us; default eu`. */
export function settingText(path: string, value: unknown): string | undefined {
  if (!IS_SETTING.test(path)) return undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    type,
    title,
    writeOnly,
    enum: values,
    pattern,
    maxLength,
    minimum,
    maximum,
    default: first,
    ...rest
  } = value as Said;
  const parts = [
    TYPES[String(type)] ?? String(type),
    ...(writeOnly === true ? ['secret'] : []),
    ...(Array.isArray(values) ? [`one of ${values.map(String).join(', ')}`] : []),
    ...(pattern === undefined ? [] : [textOf(pattern)]),
    ...(maxLength === undefined ? [] : [`${textOf(maxLength)} at most`]),
    ...(minimum === undefined ? [] : [`from ${textOf(minimum)}`]),
    ...(maximum === undefined ? [] : [`to ${textOf(maximum)}`]),
    ...(first === undefined ? [] : [`default ${JSON.stringify(first)}`]),
    ...(title === undefined ? [] : [`called ${JSON.stringify(title)}`]),
    ...Object.entries(rest).map(([name, of]) => `${name} ${JSON.stringify(of)}`),
  ];
  return parts.join('; ');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
