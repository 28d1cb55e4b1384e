// What can be connected: an entry of the catalog, or an address of one's own, which stands beside the catalog and is none of
// its entries.

import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { OWN_WEBHOOK, WEBHOOK_SCHEMA } from '../shared/own-webhook.ts';

export type Connectable = {
  readonly id: string;
  readonly name: string;
  readonly schema: SettingsSchema;
};

export const ownWebhook: Connectable = { id: OWN_WEBHOOK, name: 'Webhook', schema: WEBHOOK_SCHEMA };

/** The part of POST /destinations that says what is connected. */
export const connectsAs = (id: string) =>
  id === OWN_WEBHOOK ? ({ kind: 'webhook' } as const) : ({ metadataId: id } as const);
