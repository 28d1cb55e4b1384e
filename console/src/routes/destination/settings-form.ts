// What a destination can be told beside the catalog: the settings that are stored beside a schema.

import type { Setting, SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { isMark } from '../../../../domain/workspace/secret-settings.ts';
import type { Settings } from '../../parts/schema-form/form-values.ts';

/** A schema with the settings that are stored beside it, each as what it is. What is in no field stays as it is. */
export function withOthers(schema: SettingsSchema, stored: Settings): SettingsSchema {
  const others = Object.entries(stored).filter(([name]) => !Object.hasOwn(schema.properties, name));
  const known = others.flatMap(([name, value]): [string, Setting][] => {
    const setting = settingLike(value);
    return setting === undefined ? [] : [[name, setting]];
  });
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(known) } };
}

function settingLike(value: unknown): Setting | undefined {
  if (isMark(value)) return { type: 'string', writeOnly: true };
  if (typeof value === 'string') return { type: 'string' };
  if (typeof value === 'number') return { type: 'number' };
  return typeof value === 'boolean' ? { type: 'boolean' } : undefined;
}
