// What a destination can be told beside the catalog: the settings of a webhook of one's own, which has no schema there, and
// those that are stored beside a schema.

import type { Setting, SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { isMark } from '../../../../domain/workspace/secret-settings.ts';
import type { Settings } from '../../parts/schema-form/form-values.ts';

export const WEBHOOK_SCHEMA: SettingsSchema = {
  type: 'object',
  properties: {
    url: {
      type: 'string',
      title: 'URL',
      description: 'Where events are sent, as POST requests with JSON.',
      format: 'uri',
      examples: ['https://example.com/hook'],
    },
    sharedSecret: {
      type: 'string',
      title: 'Shared secret',
      description: 'Signs every request, so that the receiver knows that it is from here.',
      writeOnly: true,
    },
    apiKey: {
      type: 'string',
      title: 'API key',
      description: 'Sent as the user of Basic authorisation.',
      writeOnly: true,
    },
    headers: {
      type: 'object',
      title: 'Headers',
      description: 'Of your own, sent with every request. Their values are secret.',
      additionalProperties: { type: 'string' },
    },
  },
  required: ['url'],
  additionalProperties: false,
};

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
