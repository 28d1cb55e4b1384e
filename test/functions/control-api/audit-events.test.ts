import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../../../functions/shared/dynamo/document-store.ts';
import { auditItem } from '../../../functions/shared/stores/workspace-items.ts';
import { anApi } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;

const LATEST = Date.parse('2026-11-22T12:00:00Z');
/** The `nth` change before the latest, one a minute: of three destinations in turn, by two people in turn. */
const change = (nth: number) => ({
  ...{ type: 'updateDestination', resourceType: 'destination', resourceId: `d${nth % 3}` },
  actor: { type: 'member', id: `usr_${nth % 2}`, name: 'Somebody' } as const,
  at: new Date(LATEST - nth * 60_000),
});

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  token = await api.token('acme');
  for (let nth = 0; nth < 1_300; nth += 50) {
    const some = Array.from({ length: 50 }, (_, index) => auditItem(api.tables.table, 'acme', change(nth + index)));
    await transact(api.tables, some);
  }
});
afterAll(() => tables.close());

type Page = { auditEvents: { timestamp: string; resourceId: string }[]; pagination: { next?: string } };

async function read(query: string): Promise<Page> {
  const { body } = await api.call(`GET /audit-events?${query}`, { token });
  return body['data'] as Page;
}

async function readAll(query: string): Promise<{ found: Page['auditEvents']; pages: number }> {
  const found: Page['auditEvents'] = [];
  let next: string | undefined;
  let pages = 0;
  do {
    const page = await read(next === undefined ? query : `${query}&cursor=${next}`);
    found.push(...page.auditEvents);
    next = page.pagination.next;
    pages += 1;
  } while (next !== undefined);
  return { found, pages };
}

describe('the log of changes', () => {
  test('is read to its end, and each change is there once', async () => {
    const { found } = await readAll('limit=200');

    expect(new Set(found.map(({ timestamp }) => timestamp)).size).toBe(1_300);
    expect(found).toHaveLength(1_300);
  });

  test('is that of one resource, of one person, of a time', async () => {
    const times = 'from=2026-11-22T11:00:00Z&to=2026-11-22T11:30:00Z';

    const [ofResource, ofPerson, ofTime, ofNobody] = await Promise.all([
      readAll('resourceType=destination&resourceId=d1&limit=200'),
      readAll(`actorId=usr_1&${times}`),
      readAll(times),
      readAll('actorId=usr_1&resourceType=source'),
    ]);

    expect(ofResource.found).toHaveLength(433);
    expect(new Set(ofResource.found.map(({ resourceId }) => resourceId))).toEqual(new Set(['d1']));
    expect([ofPerson.found, ofTime.found].map(({ length }) => length)).toEqual([15, 30]);
    expect(ofTime.found.at(-1)?.timestamp).toBe('2026-11-22T11:00:00.000Z');
    expect(ofNobody).toEqual({ found: [], pages: 2 });
  });

  test('has nothing from after its end to before its beginning', async () => {
    expect(await read('from=2026-11-22T11:00:00Z&to=2026-11-22T10:00:00Z')).toEqual({
      auditEvents: [],
      pagination: {},
    });
  });
});
