// An address of one's own, which stands beside the catalog and is none of its entries: it is connected as they are.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';

/** No entry of the catalog can have this id. */
export const OWN_WEBHOOK = '_webhook';

/** No partner asks for its settings: these are what the delivery of it goes by. */
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
