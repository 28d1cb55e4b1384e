import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApi } from '../../support/an-api.ts';
import { putPublished } from '../../support/a-published-component.ts';
import { meterReads, type MeteredReads } from '../../support/metered-reads.ts';
import { startRealTables } from '../../support/real-tables.ts';

// How much of the catalog is read for a page of it.

const MANY = 60;

let tables: Awaited<ReturnType<typeof startRealTables>>;
let metered: MeteredReads;
let api: ReturnType<typeof anApi>;
let token: string;

beforeAll(async () => {
  tables = await startRealTables();
  metered = meterReads(tables.dynamodb);
  api = anApi(metered.dynamodb);
  token = await api.token('acme');
  for (let index = 0; index < MANY; index += 1) {
    await putPublished(tables.dynamodb, { id: `many-${String(index).padStart(2, '0')}`, name: `Number ${index}.` });
  }
});
afterAll(() => tables.close());

type Page = {
  readonly destinationsCatalog: readonly { readonly id: string }[];
  readonly pagination: { next?: string };
};

async function read(query: string): Promise<{ ids: string[]; next: string | undefined; bytes: number }> {
  metered.take();
  const { body } = await api.call(`GET /catalog/destinations?${query}`, { token });
  const { destinationsCatalog, pagination } = body['data'] as Page;
  return { ids: destinationsCatalog.map(({ id }) => id), next: pagination.next, bytes: metered.take().bytes };
}

test('a page of the catalog reads no more than itself, and all pages together have each entry once', async () => {
  const whole = await read('limit=200');
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await read(`limit=7${next === undefined ? '' : `&cursor=${next}`}`);
    expect(page.bytes).toBeLessThan(whole.bytes / 3);
    found.push(...page.ids);
    next = page.next;
  } while (next !== undefined);

  expect(found).toEqual(whole.ids);
  expect(new Set(found).size).toBeGreaterThanOrEqual(MANY);
});

test('a search finds what is far behind, and says when that is all', async () => {
  const { ids, next } = await read('limit=1&search=59.');

  expect([ids, next]).toEqual([['many-59'], undefined]);
});
