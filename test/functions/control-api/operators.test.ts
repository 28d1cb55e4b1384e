import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undeliveredId, type UndeliveredItem } from '../../../domain/delivery/undelivered.ts';
import { putUndelivered } from '../../../functions/shared/stores/undelivered-store.ts';
import { AN_OPERATOR, anApi } from '../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
const tokens: Record<string, string> = {};

/** Two workspaces, each with a source, a destination, and an event that was not delivered. */
beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  for (const workspace of ['shop', 'blog']) {
    const token = await api.token(workspace);
    tokens[workspace] = token;
    await api.call('POST /sources', { token, body: { id: `${workspace}-web`, name: 'Web' } });
    const settings = { url: 'https://crm.example/' };
    const crm = { id: `${workspace}-crm`, sourceId: `${workspace}-web`, kind: 'webhook', name: 'CRM', settings };
    await api.call('POST /destinations', { token, body: crm });
    await putUndelivered(tables.dynamodb, CONTROL_TABLE, undeliveredOf(workspace));
  }
});
afterAll(() => tables.close());

const endedAt = new Date().toISOString();
const undeliveredOf = (workspace: string): UndeliveredItem => ({
  ...{
    destinationId: `${workspace}-crm`,
    itemKey: `${endedAt}#pack-0`,
    objectKey: `undelivered/${workspace}`,
    endedAt,
  },
  groups: [{ outcome: 'dead-lettered', reason: 'http_500', count: 1 }],
  resolutions: [],
});
const inShop = { headers: { 'x-penstock-workspace': 'shop' } };

type Id = { readonly id: string };
const idsIn = (list: unknown): string[] => (list as readonly Id[]).map(({ id }) => id);

async function logOf(workspace: string): Promise<{ type: string; actor: Id }[]> {
  const { body } = await api.call('GET /audit-events?limit=200', { token: tokens[workspace] ?? '' });
  return (body['data'] as { auditEvents: { type: string; actor: Id }[] }).auditEvents;
}

describe('an operator', () => {
  test('sees all workspaces, and events with write keys of nobody', async () => {
    const { status, body } = await api.asOperator('GET /delivery-overview');
    const { sources, destinations, unattributed } = body['data'] as Record<string, unknown>;

    expect(status).toBe(200);
    expect(idsIn(sources)).toEqual(['blog-web', 'shop-web']);
    expect(idsIn(destinations)).toEqual(['blog-crm', 'shop-crm']);
    expect(unattributed).toEqual({ rejected: {} });
  });

  test('sees one workspace when he names it, and what its owner sees', async () => {
    const asOwner = await api.call('GET /sources', { token: tokens['shop'] ?? '' });
    const asOperator = await api.asOperator('GET /sources', inShop);
    const overview = await api.asOperator('GET /delivery-overview', inShop);

    expect(asOperator.body).toEqual(asOwner.body);
    expect(idsIn((overview.body['data'] as { sources: Id[] }).sources)).toEqual(['shop-web']);
    expect(overview.body['data']).not.toHaveProperty('unattributed');
  });

  test('names a workspace for what is of one, and one that is there', async () => {
    const unnamed = await api.asOperator('GET /sources');
    const unknown = await api.asOperator('GET /sources', { headers: { 'x-penstock-workspace': 'nowhere' } });

    expect(unnamed).toMatchObject({ status: 400, body: { code: 'workspace_required' } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('changes a workspace that he names, and is in its log with his ARN', async () => {
    const body = { id: 'shop-app', name: 'App' };

    const created = await api.asOperator('POST /sources', { ...inShop, body });

    expect(created.status).toBe(201);
    expect(await logOf('shop')).toContainEqual(
      expect.objectContaining({ type: 'createSource', actor: expect.objectContaining({ id: AN_OPERATOR }) as Id }),
    );
    expect((await logOf('blog')).map(({ actor }) => actor.id)).not.toContain(AN_OPERATOR);
  });

  test.each([
    ['the API', (body: unknown) => api.asOperator('POST /replays', { body }), 201],
    ['an alias', (body: unknown) => api.byAlias('POST /api/replays', { body }), 202],
  ])('replays to any destination by %s, which is in the log of its workspace', async (way, create, status) => {
    const to = way === 'an alias' ? 'destination' : 'destinationId';
    const before = (await logOf('blog')).length;

    const replay = await create({ [to]: 'blog-crm', from: '2026-11-22T00:00:00Z' });

    expect(replay.status).toBe(status);
    expect((await logOf('blog')).length).toBe(before + 1);
    expect((await logOf('blog'))[0]).toMatchObject({ type: 'createReplay', actor: { id: AN_OPERATOR } });
  });

  test('lists, shows and redrives what was not delivered, wherever', async () => {
    const listed = await api.asOperator('GET /undelivered-events');
    const ids = ['shop', 'blog'].map((workspace) => undeliveredId(undeliveredOf(workspace), 0));

    const redriven = await api.asOperator('POST /undelivered-events/redrive', { body: { ids } });

    expect(idsIn((listed.body['data'] as { undeliveredEvents: Id[] }).undeliveredEvents).toSorted()).toEqual(
      ids.toSorted(),
    );
    expect(redriven).toMatchObject({ status: 202, body: { data: { matched: 2, accepted: 2 } } });
    for (const workspace of ['shop', 'blog'])
      expect((await logOf(workspace)).map(({ type }) => type)).toContain('redriveUndeliveredEvents');
  });

  test('makes a workspace once for each Idempotency-Key, and gets its token again', async () => {
    const request = { body: { id: 'once' }, headers: { 'idempotency-key': 'made-exactly-once' } };

    const first = await api.asOperator('POST /workspaces', request);
    const again = await api.asOperator('POST /workspaces', request);

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
  });

  test('accepts no terms, and reviews nothing', async () => {
    const reviews = await api.asOperator('GET /reviews', inShop);

    expect(reviews).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('is the same for the ledger by its old name', async () => {
    const old = await api.byAlias('GET /api/ledger');
    const now = await api.asOperator('GET /delivery-overview');

    const { sources, unattributed } = now.body['data'] as Record<string, unknown>;
    expect(old.body).toMatchObject({ sources, unattributed });
  });
});
