// What a source's events look like: which there are, how often about, and what is in them. Fan-out collects it, the control
// API shows it. All of it is bounded, whatever a source sends.

import { isExactNumber } from '../base/exact-json.ts';
import { isObject, type JsonObject } from './event.ts';

/** More events of a source are counted together, under `OTHER_EVENTS` (table-keys.ts). */
export const MAX_SCHEMA_EVENTS = 300;

/** More properties of an event are not noted. A property of two types counts as two. */
export const MAX_SCHEMA_PROPERTIES = 300;

/** UTF-8 of all properties of all events of a source. Beyond it events are counted, and no more properties are noted. */
export const MAX_SCHEMA_BYTES = 600_000;

const MAX_NAME_CHARACTERS = 200;
const MAX_PATH_CHARACTERS = 200;
const MAX_PATH_PARTS = 3;

/** Tells events of a source apart: by type, track calls also by name. */
export function schemaKey({ type, name = '' }: { readonly type: string; readonly name?: string }): string {
  return `${type}#${name.slice(0, MAX_NAME_CHARACTERS).toWellFormed()}`;
}

/** What `schemaKey` was made of. */
export function readSchemaKey(key: string): { readonly type: string; readonly name?: string } {
  const [type = '', ...rest] = key.split('#');
  const name = rest.join('#');
  return name === '' ? { type } : { type, name };
}

type PropertyType = 'string' | 'number' | 'boolean' | 'list' | 'object' | 'null';

/** `number total`, `string address.city`: type and path of each property or trait, three levels deep. */
export function propertiesOf(event: JsonObject): string[] {
  const payload = event['type'] === 'identify' || event['type'] === 'group' ? event['traits'] : event['properties'];
  return isObject(payload) ? pathsIn(payload, []).slice(0, MAX_SCHEMA_PROPERTIES) : [];
}

function pathsIn(value: JsonObject, above: readonly string[]): string[] {
  return Object.entries(value)
    .slice(0, MAX_SCHEMA_PROPERTIES)
    .flatMap(([name, child]) => {
      const path = [...above, name];
      if (isObject(child) && path.length < MAX_PATH_PARTS) return pathsIn(child, path);
      return [`${typeOf(child)} ${path.join('.').slice(0, MAX_PATH_CHARACTERS).toWellFormed()}`];
    });
}

function typeOf(value: unknown): PropertyType {
  if (value === null) return 'null';
  if (isExactNumber(value)) return 'number';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return typeof value as PropertyType;
  }
  return 'object';
}

/** Properties by path, each with the types that were seen. */
export function groupProperties(properties: readonly string[]): { path: string; types: string[] }[] {
  const types = new Map<string, string[]>();
  for (const property of properties.toSorted()) {
    const space = property.indexOf(' ');
    const path = property.slice(space + 1);
    types.set(path, [...(types.get(path) ?? []), property.slice(0, space)]);
  }
  const sorted = [...types].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([path, seen]) => ({ path, types: seen }));
}
