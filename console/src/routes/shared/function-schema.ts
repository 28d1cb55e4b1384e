// The settings that a function asks its destinations for, as the forms of the console and their checks know settings.

import type { Setting, SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import type { FunctionSetting, FunctionSettings } from '../../../../domain/workspace/function.ts';

export function schemaOfFunction(settings: FunctionSettings): SettingsSchema {
  const entries = Object.entries(settings);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, setting]) => [name, settingOf(setting)])),
    required: entries.filter(([, { required }]) => required === true).map(([name]) => name),
    additionalProperties: false,
  };
}

function settingOf({ type, label, description, secret }: FunctionSetting): Setting {
  const about = {
    ...(label === undefined ? {} : { title: label }),
    ...(description === undefined ? {} : { description }),
    ...(secret === undefined ? {} : { writeOnly: secret }),
  };
  switch (type) {
    case 'array':
      return { type, items: { type: 'string' }, ...about };
    case 'map':
      return { type: 'object', additionalProperties: { type: 'string' }, ...about };
    default:
      return { type, ...about };
  }
}
