import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientKey, workspaceKey, type DocumentKey } from '../../../domain/tables/table-keys.ts';
import { itemKey } from '../../../functions/shared/dynamo/document-store.ts';
import { anApi } from '../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
});
afterAll(() => tables.close());

/** Leaves there what a later release would have left. */
async function storeNewer(key: DocumentKey): Promise<void> {
  const Item = { ...itemKey(key), document: { S: JSON.stringify({ id: key.sk, format: 7 }) } };
  await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item }));
}

const SAYS = expect.stringMatching(
  /in the format 7; this version reads up to 1\. Nothing is lost\. .* update it to that version/,
) as string;

describe('what a newer version has stored', () => {
  test('is refused by the API as something that an update mends', async () => {
    const token = await api.token('acme');
    await storeNewer(workspaceKey('acme'));

    const answer = await api.call('GET /', { token });

    expect(answer).toMatchObject({ status: 503, body: { code: 'newer_format', detail: SAYS } });
  });

  test('is refused to operators in the same words', async () => {
    await storeNewer(workspaceKey('later'));

    const answer = await api.byAlias('GET /api/workspaces');

    expect(answer).toMatchObject({ status: 503, body: { code: 'newer_format', detail: SAYS } });
  });

  test('is refused to partners in the form of OAuth', async () => {
    await storeNewer(clientKey('later'));

    const answer = await api.oauth('GET /oauth2/authorize', { client_id: 'later' });

    expect(answer).toMatchObject({
      status: 503,
      body: { error: 'temporarily_unavailable', error_description: SAYS },
    });
  });
});
