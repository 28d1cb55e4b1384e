import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Component, PublishedVersion } from '../../../../domain/catalog/component.ts';
import { componentKey, versionKey } from '../../../../domain/tables/table-keys.ts';
import { readDocument, writeItem } from '../../../../functions/shared/dynamo/document-store.ts';
import { aComponent, decide } from '../../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../../support/real-tables.ts';

// What a component shares with its partner, in the tables and on the way to its customers.

const SHARED = 'whsec_UXg3LXNoYXJlZC1zZWNyZXQ=';
const CONFIG = {
  url: 'https://{region}.acme.example/in',
  sharedSecret: SHARED,
  headers: { 'x-partner': 'Qx7-header' },
};

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let partner: string;
let reviewer: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  partner = await api.token('partner');
  await api.reviewingWorkspace('reviews');
  reviewer = await api.token('reviews', 'reviewer');
  await aComponent(api, partner, {
    id: 'acme',
    appId: 'acme-app',
    until: 'private-beta',
    definition: { config: CONFIG },
  });
});
afterAll(() => tables.close());

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, Record<string, unknown>>;
const patch = (body: object) => api.call('PATCH /components/acme', { token: partner, body });
const published = async () => (await readDocument<PublishedVersion>(api.tables, versionKey('acme', 1)))?.document;
const draft = async () =>
  (await readDocument<Component>(api.tables, componentKey('partner', 'acme')))?.document.draft?.definition;

describe('the secrets of a component', () => {
  test('lie nowhere in the tables, neither in a draft nor in a version, nor in destinations made of it', async () => {
    await patch({ config: { sharedSecret: 'whsec_UXg3LXNoYXJlZC1zZWNyZXQtMg==' }, replay: true });
    await api.call('POST /sources', { token: partner, body: { id: 'web', name: 'Web' } });
    const body = { id: 'mine', sourceId: 'web', metadataId: 'acme', settings: { apiKey: 'Qx7-key' } };
    const connected = await api.call('POST /destinations', { token: partner, body });

    const scans = await Promise.all(
      [CONTROL_TABLE, DEDUPE_TABLE].map((table) => tables.dynamodb.send(new ScanCommand({ TableName: table }))),
    );

    const stored = JSON.stringify(scans.map(({ Items: items }) => items));
    expect(connected.status).toBe(201);
    expect(stored).toContain('$secret');
    expect(stored).not.toMatch(/Qx7-|whsec_/);
  });

  test('reach the destinations that are made of it', async () => {
    const stored = await readDocument<{ id: string; settings: object }>(api.tables, {
      pk: 'config',
      sk: 'destination#mine',
    });

    const opened =
      stored && (await api.secrets.open({ ...stored.document, settings: { ...stored.document.settings } }));

    expect(opened?.settings).toMatchObject({ sharedSecret: SHARED, headers: { 'x-partner': 'Qx7-header' } });
  });

  test('cannot be read as those of a destination that is called the same', async () => {
    const config = (await published())?.definition.config ?? {};

    const asDestination = api.secrets.open({ id: 'acme', settings: config });

    await expect(asDestination).rejects.toThrow();
  });

  test('stay as they are when something else changes, also by their mark', async () => {
    const before = await draft();

    const answer = await patch({ replay: false, config: { sharedSecret: { set: true } } });

    expect(dataOf(answer)['component']).toMatchObject({ draft: { config: { sharedSecret: { set: true } } } });
    expect((await draft())?.config).toEqual(before?.config);
  });

  test('are marked for reviewers where they differ from the published ones', async () => {
    const terms = await api.call('POST /component-tests', {
      token: partner,
      body: { componentId: 'acme', settings: { apiKey: 'Qx7-key' } },
    });
    const submitted = await api.call('POST /components/acme/submission', { token: partner });

    const review = await api.call('GET /reviews/acme', { token: reviewer });

    expect([terms.status, submitted.status]).toEqual([201, 202]);
    const { submission } = dataOf(review)['review'] as { submission: { definition: { config: unknown } } };
    expect(submission.definition.config).toEqual({
      url: CONFIG.url,
      sharedSecret: { set: true, changed: true },
      headers: { 'x-partner': { set: true } },
    });
  });

  test('cannot be written in the clear, neither as a draft nor as a version', async () => {
    const key = componentKey('partner', 'acme');
    const stored = await readDocument<Component>(api.tables, key);
    const definition = { ...stored?.document.draft?.definition, config: CONFIG };
    const write = (document: object) => (): unknown =>
      writeItem(CONTROL_TABLE, { key, document, replaces: stored ?? 'nothing' });

    const asDraft = write({ ...stored?.document, draft: { ...stored?.document.draft, definition } });
    const asVersion = write({ componentId: 'acme', definition });
    const asStored = write({ ...stored?.document, invited: ['customer'] });

    expect(asDraft).toThrow('a secret of the component acme would be stored in the clear');
    expect(asVersion).toThrow('a secret of the component acme would be stored in the clear');
    expect(asStored).not.toThrow();
  });

  test('of a draft from before there was encryption are encrypted when it is published', async () => {
    await aComponent(api, partner, { id: 'old', appId: 'old-app', until: 'in-review', definition: { config: CONFIG } });
    const { pk, sk } = componentKey('partner', 'old');
    const stored = (await readDocument<Component>(api.tables, { pk, sk }))?.document;
    const clear = {
      ...stored,
      draft: { ...stored?.draft, definition: { ...stored?.draft?.definition, config: CONFIG } },
    };
    const Item = { pk: { S: pk }, sk: { S: sk }, document: { S: JSON.stringify(clear) } };
    await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item }));

    const approved = await decide(api, 'POST /reviews/old/approve', { token: reviewer, body: {} });
    const version = await readDocument<PublishedVersion>(api.tables, versionKey('old', 1));

    expect(approved.status).toBe(200);
    expect(JSON.stringify(version?.document)).toContain('$secret');
    expect(JSON.stringify(version?.document)).not.toMatch(/Qx7-|whsec_/);
  });
});
