import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { destinationLedgerKey, sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import { createLedgerStore } from '../../../functions/shared/ledger/ledger-store.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';
import { meterReads, type MeteredReads } from '../../support/metered-reads.ts';
import { withoutWaits } from '../../support/without-waits.ts';

// The series of all sources and destinations in one answer, and the workspaces of who calls.

const NOW = new Date('2026-11-22T10:30:20Z');
/** More than one answer has room for. */
const MANY = 25;

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let acme: string;
let many: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { now: () => NOW });
  acme = await api.token('acme');
  many = await api.token('many');
  await api.call('POST /sources', { token: acme, body: { id: 'web', name: 'Web' } });
  const settings = { url: 'https://partner.example/' };
  const crm = { id: 'crm', sourceId: 'web', kind: 'webhook', name: 'CRM', settings };
  await api.call('POST /destinations', { token: acme, body: crm });
  for (let index = 0; index < MANY; index += 1) {
    await api.call('POST /sources', { token: many, body: { id: `many-${index}`, name: 'One of many' } });
  }
  await count(sourceLedgerKey('web'), '2026-11-22T10:28:00Z', {
    accepted: 10,
    'rejected:no_type': 1,
    'rejected:no_user': 2,
  });
  await count(sourceLedgerKey('web'), '2026-11-22T10:29:59Z', { accepted: 5 });
  await count(destinationLedgerKey('crm'), '2026-11-22T10:28:30Z', {
    matched: 9,
    delivered: 7,
    'discarded:http_400': 2,
  });
});
afterAll(() => tables.close());

/** As a function counts at that time. */
async function count(owner: string, at: string, counts: Record<string, number>): Promise<void> {
  const deps = { dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE };
  const store = createLedgerStore(withoutWaits({ ...deps, now: () => new Date(at), random: () => 0.4 }));
  await store.commit({ key: `${owner} ${at}`, decision: '', entry: new Map([[owner, counts]]) });
}

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, unknown>;

type Series = {
  readonly startTime: string;
  readonly sources: { readonly id: string; readonly accepted: number[]; readonly rejected: number[] }[];
  readonly destinations: { readonly id: string; readonly matched: number[]; readonly discarded: number[] }[];
  readonly pagination?: { readonly next: string };
};
const series = async (query: string, token = acme): Promise<Series> =>
  dataOf(await api.call(`GET /delivery-overview/series?${query}`, { token })) as Series;

describe('the series of all', () => {
  test('have the same minutes for each, reasons together, and sums of all minutes', async () => {
    const answer = await series('startTime=2026-11-22T10:27:00Z&endTime=2026-11-22T10:30:00Z');

    expect(answer).toMatchObject({
      startTime: '2026-11-22T10:27:00.000Z',
      granularity: 'MINUTE',
      sources: [
        {
          ...{ id: 'web', accepted: [0, 10, 5], rejected: [0, 3, 0] },
          sums: { accepted: 15, duplicates: 0, rejected: { no_type: 1, no_user: 2 } },
        },
      ],
      destinations: [
        {
          ...{ id: 'crm', sourceId: 'web', matched: [0, 9, 0], delivered: [0, 7, 0], discarded: [0, 2, 0] },
          sums: { matched: 9, delivered: 7, discarded: { http_400: 2 } },
        },
      ],
    });
  });

  test('are of the last hour when nothing is said', async () => {
    const { startTime, sources } = await series('');

    expect([startTime, sources[0]?.accepted.length]).toEqual(['2026-11-22T09:31:00.000Z', 60]);
  });

  test('agree with the series of each alone', async () => {
    const all = await series('');

    const alone = dataOf(await api.call('GET /delivery-overview/sources/web', { token: acme }));

    const accepted = (alone['series'] as { accepted: number }[]).map((point) => point.accepted);
    expect(all.sources[0]?.accepted).toEqual(accepted);
  });

  test('come twenty sources and destinations at a time, each of them once', async () => {
    const first = await series('startTime=2026-11-22T10:29:00Z', many);
    const rest = await series(`startTime=2026-11-22T10:29:00Z&cursor=${first.pagination?.next ?? ''}`, many);

    const ids = [first, rest].map(({ sources }) => sources.map(({ id }) => id));
    expect(ids.map(({ length }) => length)).toEqual([20, MANY - 20]);
    expect(new Set(ids.flat()).size).toBe(MANY);
    expect(rest.pagination).toBeUndefined();
  });

  test('have a month of hours, of fewer at a time and each of them once', async () => {
    const month = 'granularity=HOUR&startTime=2026-11-01T00:00:00Z';
    const pages = [await series(month, many)];
    for (let next = pages[0]?.pagination?.next; next !== undefined; next = pages.at(-1)?.pagination?.next) {
      pages.push(await series(`${month}&cursor=${next}`, many));
    }

    // 515 hours until now: eleven have room in 6,000 periods.
    expect(pages.map(({ sources }) => sources.length)).toEqual([11, 11, 3]);
    expect(pages[0]?.sources[0]?.accepted).toHaveLength(515);
    expect(new Set(pages.flatMap(({ sources }) => sources.map(({ id }) => id))).size).toBe(MANY);
  });

  test('have in the month what was counted in its hours', async () => {
    const { sources, destinations } = await series('granularity=HOUR&startTime=2026-11-01T00:00:00Z');

    expect(sources[0]?.accepted.indexOf(15)).toBe(514);
    expect(sources[0]).toMatchObject({ sums: { accepted: 15 } });
    expect(destinations[0]).toMatchObject({ sums: { matched: 9, delivered: 7 } });
  });

  test('are refused for more periods than one series has', async () => {
    const token = acme;

    const answer = await api.call('GET /delivery-overview/series?startTime=2026-11-21T20:00:00Z', { token });

    expect([answer.status, answer.body['code']]).toEqual([400, 'range_too_long']);
  });

  test('show nothing of another workspace', async () => {
    const other = await api.token('other');

    const { sources, destinations } = await series('', other);

    expect([sources, destinations]).toEqual([[], []]);
  });
});

describe('what an answer of twenty sources reads that have counted on all eight shards', () => {
  const SHARDS = 8;
  let crowd: string;
  let metered: MeteredReads;

  beforeAll(async () => {
    crowd = await api.token('crowd');
    for (let index = 0; index < 20; index += 1) {
      await api.call('POST /sources', { token: crowd, body: { id: `crowd-${index}`, name: 'One of twenty' } });
      for (let shard = 0; shard < SHARDS; shard += 1) {
        const deps = { dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE };
        const random = (): number => shard / SHARDS;
        const store = createLedgerStore(withoutWaits({ ...deps, now: () => NOW, random }));
        const entry = new Map([[sourceLedgerKey(`crowd-${index}`), { accepted: 1 }]]);
        await store.commit({ key: `crowd ${index} ${shard}`, decision: '', entry });
      }
    }
    metered = meterReads(tables.dynamodb);
  });

  const readBy = async (path: string): Promise<ReturnType<MeteredReads['take']>> => {
    const read = anApi(metered.dynamodb, { now: () => NOW });
    metered.take();
    const { status } = await read.call(`GET /delivery-overview${path}`, { token: crowd });
    expect(status).toBe(200);
    return metered.take();
  };

  // docs/costs.md has these, with their price.
  test('is each of sixty minutes on each shard, the totals before and after, and the sources', async () => {
    expect(await readBy('/series')).toMatchObject({ batchedKeys: 20 * SHARDS * (60 + 2) + 20 });
  });

  test('is a twelfth of it for who goes on with the last minutes, as the console does', async () => {
    const series = await readBy('/series?startTime=2026-11-22T10:28:00Z');

    expect(series).toMatchObject({ batchedKeys: 20 * SHARDS * (3 + 2) + 20 });
  });

  test('is a partition of totals for each shard, for the overview of now', async () => {
    const { batchedKeys, requests } = await readBy('');

    expect([batchedKeys, requests['QueryCommand']]).toEqual([20, SHARDS + 3]);
  });
});

describe('the caller', () => {
  test('is told its role, and which workspace it is in', async () => {
    const reader = await api.token('acme', 'read-only');

    const { caller } = dataOf(await api.call('GET /caller', { token: reader }));

    expect(caller).toMatchObject({ role: 'read-only', workspaceId: 'acme', workspaceName: 'acme', reviews: false });
  });

  test('is told that the workspace reviews', async () => {
    await api.reviewingWorkspace('reviewers');
    const token = await api.token('reviewers', 'reviewer');

    const { caller } = dataOf(await api.call('GET /caller', { token }));

    expect(caller).toMatchObject({ role: 'reviewer', reviews: true });
  });
});

describe('the workspaces of who calls', () => {
  const workspacesFor = async (name: string): Promise<unknown> => {
    // Stands for a person whose sign-in was verified.
    const people = anApi(tables.dynamodb, { now: () => NOW, verifyJwt: async () => name });
    return dataOf(await people.call('GET /workspaces', { token: 'a.b.c' }))['workspaces'];
  };

  test('are those that a person is a member of, without naming one', async () => {
    const body = { email: 'ann@example.com', role: 'developer' };
    await api.call('POST /users', { token: acme, body });
    await api.call('POST /users', { token: many, body: { ...body, role: 'read-only' } });

    const found = await workspacesFor('ann@example.com');

    expect(found).toMatchObject([
      { id: 'acme', role: 'developer' },
      { id: 'many', role: 'read-only' },
    ]);
    expect(found).toHaveLength(2);
  });

  test('are for a token the one that it is of', async () => {
    const reader = await api.token('acme', 'read-only');

    const { workspaces } = dataOf(await api.call('GET /workspaces', { token: reader }));

    expect(workspaces).toMatchObject([{ id: 'acme', role: 'read-only' }]);
  });

  test('are all of them for an operator, who is nothing in any', async () => {
    const { workspaces } = dataOf(await api.asOperator('GET /workspaces'));

    const ids = (workspaces as { id: string; role?: string }[]).map(({ id, role }) => [id, role]);
    expect(ids).toEqual(
      expect.arrayContaining([
        ['acme', undefined],
        ['many', undefined],
      ]),
    );
  });

  test('have to be named where a request is about one', async () => {
    const people = anApi(tables.dynamodb, { now: () => NOW, verifyJwt: async () => 'ann@example.com' });

    const answer = await people.call('GET /caller', { token: 'a.b.c' });

    expect([answer.status, answer.body['code']]).toEqual([400, 'workspace_required']);
  });
});
