import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aComponent } from '../../support/a-component.ts';
import { aStream } from '../../support/a-stream.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// A partner's event source over the API: published, found in the catalog, connected as a source.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let partner: string;
let customer: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  await api.reviewingWorkspace('reviews');
  [partner, customer] = [await api.token('partner'), await api.token('customer')];
  await aComponent(api, partner, { id: 'shop', appId: 'shop-app', until: 'private-beta', definition: aStream });
  const { code: _, sampleRequests: __, ...withoutCode } = aStream;
  await aComponent(api, partner, { id: 'sdk', appId: 'sdk-app', until: 'private-beta', definition: withoutCode });
  for (const id of ['shop', 'sdk']) {
    await api.call(`PUT /components/${id}/invitations`, { token: partner, body: { workspaces: ['customer'] } });
  }
});
afterAll(() => tables.close());

type Source = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly writeKeys: readonly string[];
  readonly addresses?: readonly { readonly url: string }[];
};
const sourceOf = ({ body }: ApiAnswer): Source => {
  if (body['data'] === undefined) throw new Error(JSON.stringify(body));
  return (body['data'] as { source: Source }).source;
};
const connect = (id: string, more: object = {}): Promise<ApiAnswer> =>
  api.call('POST /sources', {
    token: customer,
    body: { id, metadataId: 'shop', functionSettings: { signingSecret: 'whsec-of-customer' }, ...more },
  });

describe('a stream of the catalog', () => {
  test('is found among sources and not among destinations, with what it sends', async () => {
    const [sources, destinations, entry, elsewhere] = await Promise.all([
      api.call('GET /catalog/sources', { token: customer }),
      api.call('GET /catalog/destinations', { token: customer }),
      api.call('GET /catalog/sources/shop', { token: customer }),
      api.call('GET /catalog/destinations/shop', { token: customer }),
    ]);

    expect(sources.body).toMatchObject({ data: { sourcesCatalog: [{ id: 'sdk' }, { id: 'shop', version: 1 }] } });
    expect(destinations.body).toMatchObject({ data: { destinationsCatalog: [] } });
    expect(entry.body).toMatchObject({
      data: { sourceMetadata: { kind: 'stream', isOfRequests: true, sentEvents: aStream.sentEvents } },
    });
    expect(JSON.stringify(entry.body)).not.toContain('onRequest');
    expect(elsewhere.status).toBe(404);
  });

  test('is connected as a source with an address of its own, and its secrets are marks', async () => {
    const one = sourceOf(await connect('one'));
    const two = sourceOf(await connect('two'));
    const shown = sourceOf(await api.call('GET /sources/one', { token: customer }));

    expect(one).toMatchObject({ kind: 'stream', metadataId: 'shop', componentVersion: 1, name: 'shop', writeKeys: [] });
    expect(one['functionSettings']).toEqual({ signingSecret: { set: true } });
    expect(one.addresses?.[0]?.url).toMatch(/\/fn\/[\w-]{32}$/);
    expect(one.addresses?.[0]?.url).not.toBe(two.addresses?.[0]?.url);
    expect(shown.addresses).toEqual(one.addresses);
  });

  test('has a write key instead where it is no code', async () => {
    const made = sourceOf(await connect('keyed', { metadataId: 'sdk' }));

    expect(made).toMatchObject({ kind: 'stream', metadataId: 'sdk' });
    expect(made.writeKeys).toHaveLength(1);
    expect(made).not.toHaveProperty('addresses');
  });

  test('stands in the workspace file without what the component decides, and can be applied again', async () => {
    await connect('filed');
    const { body } = await api.call('GET /workspace-file', { token: customer });
    const { workspaceFile: file } = body['data'] as { workspaceFile: { sources: { id: string }[] } };
    const filed = file.sources.find(({ id }) => id === 'filed');
    const planned = await api.call('POST /workspace-file/plan', { token: customer, body: file });
    const changed = {
      ...file,
      sources: [...file.sources, { id: 'stolen', writeKeys: ['k'], componentCode: 'a'.repeat(64) }],
    };
    const stolen = await api.call('POST /workspace-file/plan', { token: customer, body: changed });
    const other = { ...filed, componentId: 'sdk', writeKeys: ['wk_other'] };
    const moved = await api.call('POST /workspace-file/plan', { token: customer, body: { sources: [other] } });

    expect(filed).toEqual({
      ...{ id: 'filed', name: 'shop', kind: 'stream', componentId: 'shop', componentVersion: 1 },
      settings: { signingSecret: { set: true } },
    });
    expect(planned.body).toMatchObject({ data: { changes: [] } });
    expect(JSON.stringify(stolen.body['problems'])).toContain('.componentCode');
    expect(JSON.stringify(moved.body['problems'])).toContain('settings.signingSecret');
  });

  test('is refused with settings that do not fit, as a destination, and with a function beside it', async () => {
    const refused = [
      await connect('no-secret', { functionSettings: {} }),
      await connect('two-ways', { function: 'from-shop' }),
      await connect('ghost', { metadataId: 'nothing' }),
      await api.call('POST /destinations', {
        token: customer,
        body: { name: 'x', sourceId: 'one', metadataId: 'shop', settings: { signingSecret: 's' } },
      }),
    ];
    const uninvited = await api.call('GET /catalog/sources/shop', { token: await api.token('stranger') });
    const paths = refused.map(({ body }) => (body['problems'] as { path: string }[]).map(({ path }) => path));

    expect(paths).toEqual([['functionSettings.signingSecret'], ['function'], ['metadataId'], ['metadataId']]);
    expect(uninvited.status).toBe(404);
  });
});
