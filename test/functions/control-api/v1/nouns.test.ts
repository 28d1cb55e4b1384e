import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { startRealTables } from '../../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
});
afterAll(() => tables.close());

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, Record<string, unknown>>;
const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;

describe('a source', () => {
  test('is created with a write key, shown, changed and deleted', async () => {
    const token = await api.token('acme');

    const created = await api.call('POST /sources', { token, body: { id: 'web', name: 'Website' } });
    const shown = await api.call('GET /sources/web', { token });
    const changed = await api.call('PATCH /sources/web', { token, body: { enabled: false } });
    const listed = await api.call('GET /sources', { token });
    const deleted = await api.call('DELETE /sources/web', { token });
    const gone = await api.call('GET /sources/web', { token });

    expect(created.status).toBe(201);
    expect(dataOf(created)['source']).toEqual({
      ...{ id: 'web', slug: 'web', name: 'Website', workspaceId: 'acme', enabled: true },
      writeKeys: [expect.stringMatching(/^[\w-]{32}$/)],
      settings: { acceptDeletes: false },
    });
    expect(shown.headers['etag']).toBe(created.headers['etag']);
    expect(dataOf(changed)['source']).toMatchObject({ name: 'Website', enabled: false });
    expect(changed.headers['etag']).not.toBe(created.headers['etag']);
    expect(listed.body['data']).toEqual({ sources: [dataOf(changed)['source']], pagination: {} });
    expect(deleted.body).toEqual({ data: { status: 'SUCCESS' } });
    expect(codeOf(gone)).toBe('404 not_found');
  });

  test('has its write keys rotated with an overlap, and keeps one', async () => {
    const token = await api.token('acme');
    const created = await api.call('POST /sources', { token, body: { name: 'Rotating' } });
    const { id, writeKeys } = dataOf(created)['source'] as { id: string; writeKeys: string[] };

    const both = await api.call(`POST /sources/${id}/writekey`, { token });
    const one = await api.call(`DELETE /sources/${id}/writekey/${writeKeys[0]}`, { token });
    const [left] = dataOf(one)['source']?.['writeKeys'] as string[];
    const none = await api.call(`DELETE /sources/${id}/writekey/${left}`, { token });

    expect(id).toMatch(/^rotating-[0-9a-f]{8}$/);
    expect(dataOf(both)['source']?.['writeKeys']).toEqual([writeKeys[0], left]);
    expect(codeOf(none)).toBe('409 last_write_key');
  });
});
