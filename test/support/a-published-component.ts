import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { entryOf } from '../../domain/catalog/catalog-entry.ts';
import type { Component, PublishedVersion } from '../../domain/catalog/component.ts';
import { settingsSchema } from '../../domain/catalog/settings-schema.ts';
import { catalogKey, versionKey, type DocumentKey } from '../../domain/tables/table-keys.ts';
import { transact, writeItem } from '../../functions/shared/dynamo/document-store.ts';
import { aDefinition } from './a-component.ts';
import { CONTROL_TABLE } from './real-tables.ts';
import { withoutWaits } from './without-waits.ts';

export const A_LOGO = '/logos/acme-app/0123456789abcdef0123456789abcdef.png';

export type Published = { readonly id: string; readonly name?: string; readonly documentation?: string } & Partial<
  Pick<Component, 'stage'> & Pick<PublishedVersion, 'app'>
>;

/** A published component, as approval leaves it. */
export async function putPublished(
  dynamodb: DynamoDBClient,
  { id, name = 'Acme CRM', documentation, stage = 'public', app }: Published,
): Promise<void> {
  const component: Component = {
    ...{ id, workspace: 'partner', appId: 'acme-app', kind: 'webhook', stage, currentVersion: 1, invited: [] },
    createdAt: '2026-11-01T00:00:00.000Z',
  };
  const published: PublishedVersion = {
    ...{ componentId: id, workspace: 'partner', kind: 'webhook', version: 1, lane: 'webhooks', people: [] },
    definition: {
      ...{ name, documentation: documentation ?? aDefinition.documentation, replay: false, config: aDefinition.config },
      ...{ supportedEvents: ['track'], settingsSchema: settingsSchema.parse(aDefinition.settingsSchema) },
    },
    app: app ?? {
      id: 'acme-app',
      name: 'Acme',
      description: 'Keeps your customers.',
      categories: ['CRM'],
      logoUrl: A_LOGO,
    },
    publishedAt: '2026-11-20T09:00:00.000Z',
  };
  await putDocument(dynamodb, catalogKey(id), entryOf(component, published));
  await putDocument(dynamodb, versionKey(id, 1), { ...published, definition: { ...published.definition, config: {} } });
}

export async function putDocument(dynamodb: DynamoDBClient, key: DocumentKey, document: object): Promise<void> {
  await transact(withoutWaits({ dynamodb }), [writeItem(CONTROL_TABLE, { key, document, replaces: 'anything' })]);
}
