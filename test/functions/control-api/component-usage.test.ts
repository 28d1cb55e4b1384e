import { DynamoDBClient, type BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Component } from '../../../domain/catalog/component.ts';
import { destinationLedgerKey, sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { ApiContext } from '../../../functions/control-api/http/context.ts';
import { readUsage } from '../../../functions/control-api/use-cases/component-usage.ts';
import { transact } from '../../../functions/shared/dynamo/document-store.ts';
import { createTotals } from '../../../functions/shared/ledger/ledger-totals.ts';
import { aComponent } from '../../support/a-component.ts';
import { aStream } from '../../support/a-stream.ts';
import { anApi } from '../../support/an-api.ts';
import { withoutWaits } from '../../support/without-waits.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let partner: string;
const NOW = new Date('2026-11-22T12:00:30.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const customers: string[] = [];
let laterMs = 0;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { now: () => new Date(NOW.getTime() + laterMs) });
  await api.reviewingWorkspace('reviews');
  partner = await api.token('partner');
  await aComponent(api, partner, { appId: 'acme', id: 'acme-crm', until: 'private-beta' });
});
afterAll(() => tables.close());

/** A workspace that is invited, and has connected the component. */
async function connect(name: string): Promise<void> {
  customers.push(name);
  const token = await api.token(name);
  await api.call('PUT /components/acme-crm/invitations', { token: partner, body: { workspaces: customers } });
  await api.call('POST /sources', { token, body: { id: `${name}-web`, name } });
  const settings = { apiKey: 'key', region: 'us' };
  const body = { id: `${name}-crm`, sourceId: `${name}-web`, metadataId: 'acme-crm', settings };
  expect((await api.call('POST /destinations', { token, body })).status).toBe(201);
}

async function count(destination: string, counts: Record<string, number>, daysAgo = 0): Promise<void> {
  const totals = createTotals({ dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE }, 0);
  const atMs = NOW.getTime() - daysAgo * DAY_MS;
  await transact(api.tables, await totals.items(new Map([[destinationLedgerKey(destination), counts]]), atMs));
}

const read = async (path: string, token = partner) => {
  const { body } = await api.call(`GET ${path}`, { token });
  return body['data'] as { usage?: object; programme: { id: string; status: string; details: string[] }[] };
};

/** An installation with these destinations, and a count of its requests. */
function contextWith(
  destinations: ReadonlyMap<string, object>,
  reads: { count: number },
  sources: ReadonlyMap<string, object> = new Map(),
): ApiContext {
  const dynamodb = new DynamoDBClient({ region: 'us-east-1' });
  dynamodb.send = ((command: BatchGetItemCommand) => {
    reads.count += 1;
    return tables.dynamodb.send(command);
  }) as typeof dynamodb.send;
  const installation = {
    ...{ env: { CONTROL_TABLE }, outside: withoutWaits({ dynamodb }) },
    config: () => Promise.resolve({ destinations, sources }),
  };
  return { installation, now: NOW } as unknown as ApiContext;
}

describe('the usage of a component', () => {
  test('is shown to nobody while it could be told whose it is', async () => {
    for (const name of ['one', 'two', 'three', 'four']) await connect(name);
    const token = partner;
    await api.call('POST /sources', { token, body: { id: 'own', name: 'Own' } });
    const settings = { apiKey: 'key', region: 'us' };
    await api.call('POST /destinations', { token, body: { sourceId: 'own', metadataId: 'acme-crm', settings } });

    expect(await read('/components/acme-crm/usage')).toEqual({ shownFrom: { workspaces: 5 } });
  });

  test('is the sum over all destinations, however many there are', async () => {
    const destinations = Array.from({ length: 450 }, (_, index) => ({
      ...{ id: `many-${index}`, workspace: `customer-${index % 9}`, componentId: 'many', componentVersion: 1 },
    }));
    for (const index of [0, 200, 449]) await count(`many-${index}`, { matched: 5, delivered: 5 });
    const found = new Map(destinations.map((destination) => [destination.id, destination]));
    const reads = { count: 0 };

    const usage = await readUsage(contextWith(found, reads), {
      id: 'many',
      workspace: 'partner',
      kind: 'webhook',
    } as Component);

    expect(usage).toMatchObject({ workspaces: 9, delivered: 15, versions: [{ version: 1, destinations: 450 }] });
    // 450 destinations of eight shards each, a hundred keys in a request.
    expect(reads.count).toBe(36);
  });

  test('of a stream is that of its sources: what was taken, and what was refused', async () => {
    const made = Array.from({ length: 6 }, (_, index) => ({
      ...{ id: `stream-${index}`, workspace: `customer-${index}`, componentId: 'stream', componentVersion: 2 },
    }));
    const counts = { accepted: 7, 'rejected:function_error': 2 };
    const totals = createTotals(
      { dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE },
      0,
    );
    const entry = new Map([[sourceLedgerKey('stream-3'), counts]]);
    await transact(api.tables, await totals.items(entry, NOW.getTime()));
    const found = new Map(made.map((source) => [source.id, source]));
    const stream = { id: 'stream', workspace: 'customer-0', kind: 'stream' } as Component;

    const usage = await readUsage(contextWith(new Map(), { count: 0 }, found), stream);

    expect(usage).toMatchObject({
      ...{ workspaces: 5, accepted: 7, rejected: 2 },
      versions: [{ version: 2, sources: 5 }],
    });
  });

  test('is the sum over all customers, from five on', async () => {
    await connect('five');
    // What is known of all workspaces is two seconds old at most.
    laterMs = 3_000;
    await count('one-crm', { matched: 10, delivered: 8, 'discarded:http_400': 1, attempts: 9 });
    await count('two-crm', { matched: 10, delivered: 1, attempts: 1 }, 10);

    const { usage } = await read('/components/acme-crm/usage');

    expect(usage).toMatchObject({
      ...{ workspaces: 5, versions: [{ version: 1, destinations: 5 }] },
      ...{ delivered: 9, undelivered: 1, successShare: 0.9 },
    });
  });
});

describe('the programme of a component', () => {
  const statuses = (items: { id: string; status: string; details: string[] }[]) =>
    items.map(({ id, status, details }) => [id, status, ...details].join(' '));

  test('counts workspaces with deliveries of the last week, and says what is missing', async () => {
    const { programme } = await read('/components/acme-crm/programme');

    expect(statuses(programme)).toEqual([
      'enable-button fail The app has no OAuth client: POST /apps/{appId}/oauth-clients.',
      'customers fail 1 of 3 workspaces had.',
    ]);
  });

  test('is passed with a button and three workspaces, and reviewers see the same', async () => {
    await count('three-crm', { delivered: 1 });
    await count('four-crm', { delivered: 1 }, 6);
    const client = { name: 'Acme', redirectUris: ['https://acme.example/callback'] };
    await api.call('POST /apps/acme/oauth-clients', { token: partner, body: client });

    const reviewer = await api.token('reviews', 'reviewer');
    const [mine, theirs] = [
      await read('/components/acme-crm/programme'),
      await read('/reviews/acme-crm/programme', reviewer),
    ];

    expect(statuses(mine.programme)).toEqual(['enable-button pass', 'customers pass']);
    expect(theirs).toEqual(mine);
  });

  test('of a stream counts workspaces whose sources have taken events', async () => {
    const definition = aStream;
    await aComponent(api, partner, { appId: 'shop-app', id: 'shop', until: 'private-beta', definition });
    const names = ['first', 'second', 'third'];
    await api.call('PUT /components/shop/invitations', { token: partner, body: { workspaces: names } });
    for (const name of names) {
      const body = { id: `${name}-shop`, metadataId: 'shop', functionSettings: { signingSecret: 's' } };
      expect((await api.call('POST /sources', { token: await api.token(name), body })).status).toBe(201);
    }
    laterMs += 3_000;
    const status = async () =>
      (await read('/components/shop/programme')).programme.find(({ id }) => id === 'customers')?.status;
    const before = await status();
    const totals = createTotals(
      { dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE },
      0,
    );
    for (const name of names) {
      const entry = new Map([[sourceLedgerKey(`${name}-shop`), { accepted: 1 }]]);
      await transact(api.tables, await totals.items(entry, NOW.getTime()));
    }

    expect([before, await status()]).toEqual(['fail', 'pass']);
  });
});
