// What can be connected: an entry of the catalog, or an address of one's own, which stands beside the catalog and is none of
// its entries.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';

/** No entry can have this id. */
export const OWN_WEBHOOK = '_webhook';

export type Connectable = {
  readonly id: string;
  readonly name: string;
  readonly schema: SettingsSchema;
};

/** A webhook of one's own has no partner who asks for settings: these are what the delivery of it goes by. */
export const ownWebhook: Connectable = {
  id: OWN_WEBHOOK,
  name: 'Webhook',
  schema: {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        title: 'Address',
        description: 'Events are posted here, one request each.',
        format: 'uri',
        examples: ['https://example.com/events'],
        maxLength: 2000,
      },
      sharedSecret: {
        type: 'string',
        title: 'Shared secret',
        description: 'Each request is signed with it, so that you can tell ours from others.',
        writeOnly: true,
        minLength: 1,
      },
      apiKey: {
        type: 'string',
        title: 'API key',
        description: 'Sent as the user of Basic authorisation, if your endpoint asks for one.',
        writeOnly: true,
        minLength: 1,
      },
    },
    required: ['url'],
    additionalProperties: false,
  },
};

/** The part of POST /destinations that says what is connected. */
export const connectsAs = (id: string) =>
  id === OWN_WEBHOOK ? ({ kind: 'webhook' } as const) : ({ metadataId: id } as const);
