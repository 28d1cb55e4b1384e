import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { readDocument } from '../../../functions/shared/dynamo/document-store.ts';
import { aComponent } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// Destinations that are made of another workspace's component, in the file of the customer who has connected it.

const PARTNERS_SECRET = 'whsec_c2VjcmV0LXNlY3JldA==';
let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let customer: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  const partner = await api.token('partner');
  const config = {
    url: 'https://{region}.acme.example/in',
    sharedSecret: PARTNERS_SECRET,
    headers: { 'x-partner': 'partners-header' },
  };
  await aComponent(api, partner, { id: 'acme', appId: 'acme-app', until: 'private-beta', definition: { config } });
  const body = { workspaces: ['customer'] };
  await api.call('PUT /components/acme/invitations', { token: partner, body });
  customer = await api.token('customer');
  await api.call('POST /sources', { token: customer, body: { id: 'web', name: 'Web' } });
  const settings = { apiKey: 'customers-key', pin: '4711' };
  const wanted = { id: 'mine', sourceId: 'web', metadataId: 'acme', name: 'Acme', settings };
  const created = await api.call('POST /destinations', { token: customer, body: wanted });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
});
afterAll(() => tables.close());

type File = { readonly sources: object[]; readonly destinations: Record<string, unknown>[] };
const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, unknown>;
async function stored(): Promise<Destination | undefined> {
  const found = await readDocument<Destination>(api.tables, { pk: 'config', sk: 'destination#mine' });
  return found && api.secrets.open(found.document);
}
const exported = async (path = '/workspace-file/with-secrets'): Promise<File> =>
  dataOf(await api.call(`GET ${path}`, { token: customer }))['workspaceFile'] as File;
const apply = (file: object, verb = 'apply') =>
  api.call(`POST /workspace-file/${verb}`, { token: customer, body: file });

/** The exported file with other fields of its destination. */
async function changed(fields: Record<string, unknown>): Promise<object> {
  const file = await exported('/workspace-file');
  return { ...file, destinations: [{ ...file.destinations[0], ...fields }] };
}

describe('a connected component in a workspace file', () => {
  test('has what the customer has set, and nothing that is the partner’s', async () => {
    const [withSecrets, without] = [await exported(), await exported('/workspace-file')];

    expect(withSecrets.destinations).toEqual([
      {
        ...{ id: 'mine', name: 'Acme', source: 'web', componentId: 'acme', componentVersion: 1 },
        settings: { apiKey: 'customers-key', pin: '4711', region: 'eu' },
      },
    ]);
    expect(JSON.stringify(withSecrets)).not.toMatch(/c2VjcmV0|partners-header/);
    expect(JSON.stringify(without)).not.toMatch(/customers-key|4711/);
  });

  test('comes back as it was', async () => {
    const before = await stored();
    const file = await exported();

    const drift = await apply(file, 'plan');
    await api.call('DELETE /destinations/mine', { token: customer });
    const applied = await apply(file);

    expect(dataOf(drift)['changes']).toEqual([]);
    expect(dataOf(applied)['changes']).toMatchObject([{ action: 'create', resourceId: 'mine' }]);
    expect(await stored()).toEqual(before);
    expect(before?.replay).toBe(false);
    expect(before?.settings).toMatchObject({ sharedSecret: PARTNERS_SECRET, url: 'https://eu.acme.example/in' });
  });

  test('keeps secrets by marks, and follows the component in all else', async () => {
    const marks = { apiKey: { set: true }, pin: { set: true } };
    const sameHost = await apply(await changed({ settings: { ...marks, region: 'eu' } }));
    const elsewhere = await apply(await changed({ settings: { ...marks, region: 'us' } }));
    const settings = { apiKey: 'customers-key', pin: '4711', region: 'us' };
    const anew = await apply(await changed({ settings }));

    expect([sameHost.status, elsewhere.status, anew.status]).toEqual([200, 400, 200]);
    expect((await stored())?.settings).toMatchObject({
      ...{ apiKey: 'customers-key', pin: '4711', url: 'https://us.acme.example/in' },
    });
  });

  test('cannot be pointed elsewhere with the partner’s secrets', async () => {
    const settings = {
      url: 'https://attacker.example/',
      apiKey: { set: true },
      sharedSecret: { set: true },
      headers: { 'x-partner': { set: true } },
    };

    const kept = await apply(await changed({ settings }));
    const asWebhook = await apply(
      await changed({ settings, kind: 'webhook', componentId: undefined, componentVersion: undefined }),
    );
    const own = await apply(await changed({ settings: { ...settings, sharedSecret: 'mine', headers: {} } }));

    expect([kept.status, asWebhook.status, own.status]).toEqual([400, 400, 400]);
    expect((await stored())?.settings['url']).toBe('https://us.acme.example/in');
  });

  test('cannot be made to take replays', async () => {
    const answer = await apply(await changed({ replay: true }));

    expect(answer.status).toBe(200);
    expect((await stored())?.replay).toBe(false);
  });

  test('is refused to a workspace that may not connect it', async () => {
    const token = await api.token('stranger');
    const file = await exported();

    const answer = await api.call('POST /workspace-file/apply', {
      token,
      body: {
        sources: [{ id: 'strange', writeKeys: ['wk_strange'] }],
        destinations: [{ ...file.destinations[0], id: 'strange', source: 'strange' }],
      },
    });

    expect(answer).toMatchObject({
      status: 400,
      body: { problems: [{ path: expect.stringMatching(/^destinations\[0\]\.component/) as string }] },
    });
  });
});
