import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNoteReceived } from '../../../functions/shared/stores/received-requests.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;

const SETTINGS = { signingSecret: { type: 'string', secret: true, required: true }, region: { type: 'string' } };

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  token = await api.token('acme');
  const code = 'function onRequest() {}';
  await api.call('POST /functions', { token, body: { id: 'from-shop', type: 'source', code, settings: SETTINGS } });
  await api.call('POST /functions', { token, body: { id: 'to-crm', type: 'destination', code } });
});
afterAll(() => tables.close());

type Address = { readonly id: string; readonly url: string; readonly endsAt?: string };
type Source = Readonly<Record<string, unknown>> & { readonly addresses: readonly Address[] };

const sourceOf = ({ body }: ApiAnswer): Source => (body['data'] as { source: Source }).source;
const problemsOf = ({ body }: ApiAnswer): unknown => body['problems'];
const create = (id: string, more: object = {}): Promise<ApiAnswer> =>
  api.call('POST /sources', {
    token,
    body: { id, name: id, function: 'from-shop', functionSettings: { signingSecret: 'whsec-of-acme' }, ...more },
  });

describe('a source of a function', () => {
  test('has an address instead of a write key, and its secrets are marks', async () => {
    const created = sourceOf(await create('shop', { reply: true }));
    const shown = sourceOf(await api.call('GET /sources/shop', { token }));

    expect(created).toMatchObject({ function: 'from-shop', reply: true, writeKeys: [] });
    expect(created['functionSettings']).toEqual({ signingSecret: { set: true } });
    expect(created.addresses).toHaveLength(1);
    expect(created.addresses[0]?.url).toMatch(/\/fn\/[\w-]{32}$/);
    expect(shown.addresses).toEqual(created.addresses);
  });

  test('lies nowhere with its token or a secret in the clear', async () => {
    const [address] = sourceOf(await create('hidden')).addresses;
    const { Items: items } = await tables.dynamodb.send(new ScanCommand({ TableName: CONTROL_TABLE }));

    const everything = JSON.stringify(items);

    expect(everything).toContain('source#hidden');
    expect(everything).not.toContain(address?.url.split('/').at(-1));
    expect(everything).not.toContain('whsec-of-acme');
  });

  test('shows its address to who may change sources only, and in no list', async () => {
    await create('private');

    const viewer = await api.token('acme', 'read-only');
    const shown = sourceOf(await api.call('GET /sources/private', { token: viewer }));
    const listed = await api.call('GET /sources', { token });

    expect(shown).not.toHaveProperty('addresses');
    expect(JSON.stringify(listed.body)).not.toContain('/fn/');
  });

  test('changes settings one by one, and keeps a secret that a mark stands for', async () => {
    await create('changed');

    const marked = { signingSecret: { set: true }, region: 'eu' };
    const patch = { functionSettings: marked, reply: true };
    const changed = sourceOf(await api.call('PATCH /sources/changed', { token, body: patch }));
    const without = await api.call('PATCH /sources/changed', {
      token,
      body: { functionSettings: { signingSecret: null } },
    });

    expect(changed).toMatchObject({ reply: true, functionSettings: marked });
    expect(problemsOf(without)).toEqual([
      { path: 'functionSettings.signingSecret', message: 'is required by the function' },
    ]);
  });

  test.each([
    [
      'there is not',
      { function: 'nothing' },
      { path: 'function', message: 'there is no function "nothing" in this workspace' },
    ],
    [
      'is for something else',
      { function: 'to-crm' },
      { path: 'function', message: '"to-crm" is a function of the type destination' },
    ],
    [
      'asks for more',
      { functionSettings: {} },
      { path: 'functionSettings.signingSecret', message: 'is required by the function' },
    ],
    [
      'asks for less',
      { functionSettings: { signingSecret: 's', other: 1 } },
      { path: 'functionSettings.other', message: 'is no setting of the function' },
    ],
  ])('is refused with a function that %s', async (_, more, problem) => {
    const refused = await create('refused', more);

    expect(refused.status).toBe(400);
    expect(problemsOf(refused)).toEqual([problem]);
  });

  test('keeps its function from being deleted', async () => {
    await create('in-use');

    const refused = await api.call('DELETE /functions/from-shop', { token });

    expect(refused).toMatchObject({ status: 409, body: { code: 'function_in_use' } });
  });

  test('takes its addresses along when it is deleted', async () => {
    const [address] = sourceOf(await create('gone')).addresses;
    await api.call('DELETE /sources/gone', { token });
    const { Items: items = [] } = await tables.dynamodb.send(new ScanCommand({ TableName: CONTROL_TABLE }));

    const left = items.filter((item) => item['pk']?.S === 'source-addresses#gone' || item['sk']?.S === address?.id);

    expect(left).toEqual([]);
    expect(items.filter((item) => item['document']?.S?.includes('"source":"gone"') === true)).toEqual([]);
  });

  test('is in a workspace file with marks, and without its addresses; applied again, it stays as it was', async () => {
    const [before] = sourceOf(await create('exported')).addresses;
    const exported = await api.call('GET /workspace-file', { token });
    const { workspaceFile } = exported.body['data'] as { workspaceFile: { sources: { id: string }[] } };

    const planned = await api.call('POST /workspace-file/plan', { token, body: workspaceFile });

    expect(workspaceFile.sources.find(({ id }) => id === 'exported')).toEqual({
      ...{ id: 'exported', name: 'exported', kind: 'function', function: 'from-shop' },
      settings: { signingSecret: { set: true } },
    });
    expect(JSON.stringify(workspaceFile)).not.toContain('/fn/');
    expect(planned.body['data']).toMatchObject({ changes: [] });
    expect(sourceOf(await api.call('GET /sources/exported', { token })).addresses).toEqual([before]);
  });
});

describe('addresses', () => {
  test('rotate: the new one stays, the others end', async () => {
    const [old] = sourceOf(await create('rotated')).addresses;

    const rotated = await api.call('POST /sources/rotated/addresses', { token, body: { overlap: '1h' } });
    const now = await api.call('POST /sources/rotated/addresses', { token, body: { overlap: '0' } });

    const [kept, made] = sourceOf(rotated).addresses;
    expect(kept).toMatchObject({ id: old?.id, url: old?.url, endsAt: expect.any(String) as string });
    expect(made).not.toHaveProperty('endsAt');
    expect(sourceOf(now).addresses).toHaveLength(1);
  });

  test.each(['8d', '169h', 'soon', ''])('end within a week, and at a time that is one: not "%s"', async (overlap) => {
    await create('patient');

    const answer = await api.call('POST /sources/patient/addresses', { token, body: { overlap } });

    expect(answer.status).toBe(400);
  });

  test('are ten at most', async () => {
    await create('many');
    const rotate = () => api.call('POST /sources/many/addresses', { token, body: {} });
    for (let count = 1; count < 10; count += 1) await rotate();

    expect(await rotate()).toMatchObject({ status: 409, body: { code: 'too_many_addresses' } });
  });

  test('are not there for a source with write keys', async () => {
    await api.call('POST /sources', { token, body: { id: 'keys', name: 'Keys' } });

    const answer = await api.call('POST /sources/keys/addresses', { token, body: {} });

    expect(answer).toMatchObject({ status: 409, body: { code: 'no_addresses' } });
  });

  test('are in the log by their ids, without a token', async () => {
    const [first] = sourceOf(await create('logged')).addresses;
    const rotated = sourceOf(await api.call('POST /sources/logged/addresses', { token, body: {} }));
    await api.call(`DELETE /sources/logged/addresses/${first?.id ?? ''}`, { token });

    const log = JSON.stringify((await api.call('GET /audit-events?resourceId=logged', { token })).body);

    expect(log).toContain('createAddressForSource');
    expect(log).toContain('revokeAddress');
    for (const { url } of rotated.addresses) expect(log).not.toContain(url.split('/').at(-1));
  });

  test('says what requests came to it, and nothing of one that takes events with keys', async () => {
    await create('asked');
    await api.call('POST /sources', { token, body: { id: 'with-keys', name: 'with keys' } });
    const outside = { now: () => new Date(), unique: () => 'one-of-it' };
    const note = createNoteReceived({ dynamodb: tables.dynamodb, table: CONTROL_TABLE, ...outside });
    const request = {
      ...{ requestId: 'r1', receivedAt: new Date().toISOString(), method: 'POST', bytes: 17, status: 200 },
      ...({ outcome: 'failed', reason: 'function_error', message: 'TypeError: it is not there' } as const),
    };
    await note('asked', [request]);

    const answer = await api.call('GET /sources/asked/requests', { token });
    const ofKeys = await api.call('GET /sources/with-keys/requests', { token });

    expect(answer.body['data']).toEqual({ requests: [request] });
    expect([ofKeys.status, ofKeys.body['code']]).toEqual([409, 'no_addresses']);
  });
});
