import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  token = await api.token('acme');
});
afterAll(() => tables.close());

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, unknown>;
const fileOf = (answer: ApiAnswer) => dataOf(answer)['workspaceFile'] as Record<'sources' | 'destinations', object[]>;
const changesOf = (answer: ApiAnswer) =>
  (dataOf(answer)['changes'] as { action: string; resourceType: string; resourceId: string }[]).map(
    ({ action, resourceType, resourceId }) => `${action} ${resourceType} ${resourceId}`,
  );

async function create(): Promise<void> {
  await api.call('POST /sources', { token, body: { id: 'web', name: 'Website', settings: { acceptDeletes: true } } });
  await api.call('POST /sources/web/writekey', { token });
  const settings = { url: 'https://crm.example/', sharedSecret: 's3cret', headers: { 'X-A': 'h' }, region: 'eu' };
  const body = { id: 'crm', sourceId: 'web', kind: 'webhook', name: 'CRM', settings, rateLimit: { perSecond: 5 } };
  await api.call('POST /destinations', { token, body: { ...body, retry: { retries: 2, over: '10s' } } });
}

async function wipe(): Promise<void> {
  await api.call('DELETE /destinations/crm', { token });
  await api.call('DELETE /sources/web', { token });
}

describe('the workspace file', () => {
  test('exported, and applied to what was wiped, gives the same workspace', async () => {
    await create();
    const before = await api.call('GET /workspace-file/with-secrets', { token });
    const destination = await api.call('GET /destinations/crm', { token });
    const drift = await api.call('POST /workspace-file/plan', { token, body: fileOf(before) });
    await wipe();

    const applied = await api.call('POST /workspace-file/apply', { token, body: fileOf(before) });

    const after = await api.call('GET /workspace-file/with-secrets', { token });
    const again = await api.call('GET /destinations/crm', { token });
    expect(changesOf(drift)).toEqual([]);
    expect(changesOf(applied)).toEqual(['create source web', 'create destination crm']);
    expect(after.body).toEqual(before.body);
    expect(again.body).toEqual(destination.body);
    await wipe();
  });

  test('is applied to the workspace for which it was planned, and to no other', async () => {
    await create();
    const body = fileOf(await api.call('GET /workspace-file', { token }));
    const planned = await api.call('POST /workspace-file/plan', { token, body: { ...body, destinations: [] } });
    await api.call('POST /sources', { token, body: { id: 'shop', name: 'Made meanwhile' } });
    const apply = (etag = '') =>
      api.call('POST /workspace-file/apply', {
        ...{ token, body: { ...body, destinations: [] } },
        headers: { 'if-match': etag },
      });

    const tooLate = await apply(planned.headers['etag']);
    const anew = await api.call('POST /workspace-file/plan', { token, body: { ...body, destinations: [] } });
    const applied = await apply(anew.headers['etag']);

    expect([tooLate.status, tooLate.body['code']]).toEqual([412, 'precondition_failed']);
    expect(changesOf(planned)).toEqual(['delete destination crm']);
    expect(changesOf(anew).toSorted()).toEqual(['delete destination crm', 'delete source shop']);
    expect([applied.status, changesOf(applied).toSorted()]).toEqual([200, changesOf(anew).toSorted()]);
    await api.call('DELETE /sources/web', { token });
  });

  test('with marks keeps what is stored, and shows drift without secrets', async () => {
    await create();
    const exported = fileOf(await api.call('GET /workspace-file', { token }));
    const [crm] = exported.destinations as { settings: object }[];
    const file = {
      ...exported,
      destinations: [
        { ...crm, settings: { ...crm?.settings, url: 'https://crm.example/new', headers: { 'X-A': 'n' } } },
      ],
    };

    const planned = await api.call('POST /workspace-file/plan', { token, body: file });
    await api.call('POST /workspace-file/apply', { token, body: file });

    const after = fileOf(await api.call('GET /workspace-file/with-secrets', { token }));
    const [change] = dataOf(planned)['changes'] as { differences: object[] }[];
    expect(JSON.stringify(exported)).not.toContain('s3cret');
    expect(change?.differences).toEqual([
      { path: 'settings.headers.X-A', before: { set: true }, after: { set: true, changed: true } },
      { path: 'settings.url', before: 'https://crm.example/', after: 'https://crm.example/new' },
    ]);
    expect(after.destinations[0]).toMatchObject({
      settings: { url: 'https://crm.example/new', sharedSecret: 's3cret', headers: { 'X-A': 'n' } },
    });
    await wipe();
  });

  test('with a mark for what is not there, or a mistake, changes nothing and says where', async () => {
    const destination = {
      id: 'crm',
      source: 'nowhere',
      kind: 'webhook',
      settings: { url: 'x', apiKey: { set: true } },
    };

    const marked = await api.call('POST /workspace-file/apply', { token, body: { destinations: [destination] } });
    const settings = { url: 'x' };
    const wrong = { destinations: [{ ...destination, settings }] };
    const mistaken = await api.call('POST /workspace-file/apply', { token, body: wrong });
    const foreign = await api.call('POST /workspace-file/apply', { token, body: { workspace: 'other' } });

    const pathsOf = ({ body }: ApiAnswer) => (body['problems'] as { path: string }[]).map(({ path }) => path);
    expect([marked.status, mistaken.status, foreign.status]).toEqual([400, 400, 400]);
    expect(pathsOf(marked)).toEqual(['destinations[0].settings.apiKey']);
    expect(pathsOf(mistaken)).toEqual(['destinations[0].settings.url', 'destinations[0].source']);
    expect(pathsOf(foreign)).toEqual(['workspace']);
  });

  test('refuses an id that another workspace has', async () => {
    const other = await api.token('other');
    await api.call('POST /sources', { token: other, body: { id: 'theirs', name: 'Theirs' } });
    const body = { sources: [{ id: 'theirs', writeKeys: ['wk_mine'] }] };

    const planned = await api.call('POST /workspace-file/plan', { token, body });
    const applied = await api.call('POST /workspace-file/apply', { token, body });

    expect([planned.status, applied.status]).toEqual([409, 409]);
  });

  test('shows secrets to owners only, and writes down who has looked', async () => {
    const developer = await api.token('acme', 'developer');

    const refused = await api.call('GET /workspace-file/with-secrets', { token: developer });
    await api.call('GET /workspace-file/with-secrets', { token });
    const log = await api.call('GET /audit-events?limit=1', { token });

    expect(refused.status).toBe(403);
    expect(dataOf(log)['auditEvents']).toMatchObject([{ type: 'getWorkspaceFileWithSecrets' }]);
  });
});

describe('the drift of a workspace', () => {
  test('is what was changed since a file was applied, by whom', async () => {
    const token = await api.token('drifting');
    const drift = async () => (await api.call('GET /workspace-file/drift', { token })).body['data'];
    const file = { sources: [{ id: 'drifting-web', name: 'Web', writeKeys: ['wk_drifting'] }] };
    const never = await drift();
    await api.call('POST /workspace-file/apply', { token, body: file });
    const applied = await drift();
    await api.call('PATCH /sources/drifting-web', { token, body: { name: 'Shop' } });
    await api.call('POST /sources', { token, body: { id: 'drifting-app', name: 'App' } });

    expect(never).toEqual({ changes: [], pagination: {} });
    expect(applied).toMatchObject({ lastApply: { by: { type: 'token' } }, changes: [] });
    expect(await drift()).toMatchObject({
      lastApply: { by: { type: 'token' } },
      changes: [
        { action: 'create', resourceType: 'source', resourceId: 'drifting-app', actor: { type: 'token' } },
        { action: 'update', differences: [{ path: 'name', before: 'Web', after: 'Shop' }] },
      ],
    });
  });
});
