// What can be connected: an entry of the catalog, or an address or a function of one's own, which stand beside the catalog
// and are none of its entries.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { WEBHOOK_SCHEMA } from '../shared/own-webhook.ts';

export type Connectable = {
  readonly name: string;
  readonly schema: SettingsSchema;
  /** The part of POST /destinations that says what is connected. */
  readonly as:
    | { readonly metadataId: string }
    | { readonly kind: 'webhook' }
    | { readonly kind: 'function'; readonly function: string };
};

export const ownWebhook: Connectable = { name: 'Webhook', schema: WEBHOOK_SCHEMA, as: { kind: 'webhook' } };
