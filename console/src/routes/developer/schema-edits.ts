// What the rows of the settings builder do to a schema.

import type { Setting, SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';

/** With one more setting, of a name that is free. */
export function newSetting(schema: SettingsSchema): SettingsSchema {
  const names = Object.keys(schema.properties);
  let number = names.length + 1;
  while (names.includes(`setting${number}`)) number += 1;
  return { ...schema, properties: { ...schema.properties, [`setting${number}`]: { type: 'string' } } };
}

export function withoutSetting(schema: SettingsSchema, name: string): SettingsSchema {
  const { [name]: _, ...properties } = schema.properties;
  return { ...schema, properties, ...requiredOf(schema, (other) => (other === name ? [] : [other])) };
}

/** Another name in the same place; one that is taken changes nothing. */
export function renamedSetting(schema: SettingsSchema, name: string, to: string): SettingsSchema {
  if (to !== name && Object.hasOwn(schema.properties, to)) return schema;
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([key, setting]) => [key === name ? to : key, setting]),
  );
  return { ...schema, properties, ...requiredOf(schema, (other) => [other === name ? to : other]) };
}

/** One place up. */
export function movedSetting(schema: SettingsSchema, index: number): SettingsSchema {
  const entries = Object.entries(schema.properties);
  const [moved] = entries.splice(index, 1);
  if (moved === undefined) return schema;
  return { ...schema, properties: Object.fromEntries(entries.toSpliced(Math.max(0, index - 1), 0, moved)) };
}

function requiredOf({ required }: SettingsSchema, change: (name: string) => string[]) {
  return required === undefined ? {} : { required: required.flatMap(change) };
}

/** What is said of a setting whatever its type. */
const SHARED = ['title', 'description', 'deprecated'] as const;

/** The setting with another type: of what it said, what the new type knows too. */
export function retypedSetting(setting: Setting, type: Setting['type']): Setting {
  const shared = Object.fromEntries(
    SHARED.flatMap((name) => (setting[name] === undefined ? [] : [[name, setting[name]]])),
  );
  switch (type) {
    case 'array':
      return { ...shared, type, items: { type: 'string' } };
    case 'object':
      return { ...shared, type, additionalProperties: { type: 'string' } };
    case 'string':
      return { ...shared, type, ...(setting.writeOnly === true ? { writeOnly: true } : {}) };
    default:
      return { ...shared, type };
  }
}

/** A field of a setting; empty takes it away. */
export function withField(setting: Setting, name: string, value: unknown): Setting {
  const { [name]: _, ...rest } = setting as Setting & Readonly<Record<string, unknown>>;
  const isEmpty =
    value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);
  return (isEmpty ? rest : { ...rest, [name]: value }) as Setting;
}

/** A number where it is one; what is none stays as it was typed, which the check then names. */
export function numberOrText(text: string): number | string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

/** One value a line. */
export function valuesOfLines(text: string, type: Setting['type']): (string | number)[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return type === 'string' ? lines : lines.map(numberOrText);
}
