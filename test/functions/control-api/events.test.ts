import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undeliveredId, type UndeliveredItem } from '../../../domain/delivery/undelivered.ts';
import { claimKey } from '../../../domain/tables/table-keys.ts';
import { putUndelivered } from '../../../functions/shared/stores/undelivered-store.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';

// Replays, undelivered events, the ledger and traces: what a workspace sees of them, and what it can do.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let acme: string;
let other: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  acme = await api.token('acme');
  other = await api.token('other');
  for (const [token, name] of [
    [acme, 'acme'],
    [other, 'other'],
  ] as const) {
    await api.call('POST /sources', { token, body: { id: `${name}-web`, name } });
    const settings = { url: 'https://partner.example/' };
    const crm = { id: `${name}-crm`, sourceId: `${name}-web`, kind: 'webhook', name, settings };
    await api.call('POST /destinations', { token, body: crm });
  }
});
afterAll(() => tables.close());

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, unknown>;
const replayOf = (answer: ApiAnswer) => dataOf(answer)['replay'] as { id: string; state: string };
const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;
const FROM = '2026-11-22T00:00:00Z';

async function undelivered(destinationId: string, minute: number): Promise<string> {
  const endedAt = `2026-11-22T10:0${minute}:00.000Z`;
  const item: UndeliveredItem = {
    ...{ destinationId, itemKey: `${endedAt}#pack-0`, objectKey: 'undelivered/x', endedAt },
    groups: [{ outcome: 'dead-lettered', reason: 'http_500', count: 1 }],
    resolutions: [],
  };
  await putUndelivered(tables.dynamodb, CONTROL_TABLE, item);
  return undeliveredId(item, 0);
}

async function auditTypes(): Promise<string[]> {
  const events = dataOf(await api.call('GET /audit-events', { token: acme }))['auditEvents'] as { type: string }[];
  return events.map(({ type }) => type);
}

describe('replays', () => {
  test('are created, listed, paused, resumed and cancelled, and each of it is written down', async () => {
    const body = { destinationId: 'acme-crm', from: FROM };

    const created = await api.call('POST /replays', { token: acme, body });
    const { id } = replayOf(created);
    const paused = await api.call(`POST /replays/${id}/pause`, { token: acme });
    const again = await api.call(`POST /replays/${id}/pause`, { token: acme });
    const resumed = await api.call(`POST /replays/${id}/resume`, { token: acme });
    const cancelled = await api.call(`POST /replays/${id}/cancel`, { token: acme });
    const listed = await api.call('GET /replays', { token: acme });

    expect(created.status).toBe(201);
    expect(replayOf(created)).toMatchObject({ state: 'queued', destinationId: 'acme-crm', sourceIds: ['acme-web'] });
    expect([paused, resumed, cancelled].map((answer) => replayOf(answer).state)).toEqual([
      ...['paused', 'queued', 'cancelled'],
    ]);
    expect(codeOf(again)).toBe('409 wrong_state');
    expect(dataOf(listed)['replays']).toEqual([replayOf(cancelled)]);
    expect((await auditTypes()).slice(0, 4)).toEqual([
      ...['cancelReplay', 'resumeReplay', 'pauseReplay', 'createReplay'],
    ]);
  });

  test('are listed page by page, whatever other workspaces have between them', async () => {
    for (const [token, destinationId] of [
      [acme, 'acme-crm'],
      [other, 'other-crm'],
      [acme, 'acme-crm'],
    ] as const)
      await api.call('POST /replays', { token, body: { destinationId, from: FROM } });

    const first = await api.call('GET /replays?limit=1', { token: acme });
    const { next } = dataOf(first)['pagination'] as { next: string };
    const second = await api.call(`GET /replays?limit=1&cursor=${next}`, { token: acme });

    const ids = [first, second].map((answer) => (dataOf(answer)['replays'] as { id: string }[]).map(({ id }) => id));
    expect(new Set(ids.flat()).size).toBe(2);
    expect(JSON.stringify([first.body, second.body])).not.toContain('other');
  });

  test('are listed by destination and state, page by page', async () => {
    const settings = { url: 'https://partner.example/' };
    const ads = { id: 'acme-ads', sourceId: 'acme-web', kind: 'webhook', name: 'Ads', settings };
    await api.call('POST /destinations', { token: acme, body: ads });
    const ids: string[] = [];
    for (const destinationId of ['acme-ads', 'acme-crm', 'acme-ads', 'acme-ads']) {
      const created = await api.call('POST /replays', { token: acme, body: { destinationId, from: FROM } });
      ids.push(replayOf(created).id);
    }
    await api.call(`POST /replays/${ids[0] ?? ''}/pause`, { token: acme });
    await api.call('DELETE /destinations/acme-ads', { token: acme });
    const listed = async (query: string) => dataOf(await api.call(`GET /replays?${query}`, { token: acme }));
    const found = ({ replays }: Record<string, unknown>) => (replays as { id: string }[]).map(({ id }) => id);

    const first = await listed('destinationId=acme-ads&limit=2');
    const { next = '' } = first['pagination'] as { next?: string };
    const second = await listed(`destinationId=acme-ads&limit=2&cursor=${next}`);
    const paused = await listed('destinationId=acme-ads&state=paused');

    expect([first, second, paused].map(found)).toEqual([[ids[3], ids[2]], [ids[0]], [ids[0]]]);
    expect([second['pagination'], paused['pagination']]).toEqual([{}, {}]);
  });

  test('cannot have a destination or a source of another workspace', async () => {
    const foreign = { destinationId: 'other-crm', from: FROM };
    const source = { destinationId: 'acme-crm', sourceIds: ['other-web'], from: FROM };

    const answers = [
      await api.call('POST /replays', { token: acme, body: foreign }),
      await api.call('POST /replays', { token: acme, body: source }),
    ];

    expect(answers.map(codeOf)).toEqual(['404 unknown_destination', '404 unknown_source']);
    expect(answers.map(({ body }) => body['detail'])).toEqual([
      'There is no destination "other-crm". There is: acme-crm.',
      'There is no source "other-web". There is: acme-web.',
    ]);
  });
});

describe('undelivered events', () => {
  test('are those of the workspace, also by id and by destination', async () => {
    const [mine, theirs] = [await undelivered('acme-crm', 1), await undelivered('other-crm', 1)];

    const listed = await api.call('GET /undelivered-events', { token: acme });
    const byDestination = await api.call('GET /undelivered-events?destinationId=other-crm', { token: acme });
    const byId = await api.call(`GET /undelivered-events/${theirs}`, { token: acme });

    const ids = (dataOf(listed)['undeliveredEvents'] as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual([mine]);
    expect([codeOf(byDestination), codeOf(byId)]).toEqual(['404 not_found', '404 not_found']);
  });

  test('are redriven for the workspace that has them, and for no other', async () => {
    const [mine, theirs] = [await undelivered('acme-crm', 2), await undelivered('other-crm', 2)];
    const sent = api.sqs.requests.length;

    const foreign = await api.call('POST /undelivered-events/redrive', { token: acme, body: { ids: [mine, theirs] } });
    const sentForForeign = api.sqs.requests.length - sent;
    const own = await api.call('POST /undelivered-events/redrive', { token: acme, body: { ids: [mine] } });

    expect([codeOf(foreign), sentForForeign]).toEqual(['404 not_found', 0]);
    expect(own).toMatchObject({ status: 202, body: { data: { matched: 1, accepted: 1, pagination: {} } } });
    expect(api.sqs.requests.length - sent).toBe(1);
    expect((await auditTypes())[0]).toBe('redriveUndeliveredEvents');
  });

  test('of a destination that was deleted are still those of its workspace, and can be discarded', async () => {
    const settings = { url: 'https://partner.example/' };
    const body = { id: 'acme-old', sourceId: 'acme-web', kind: 'webhook', name: 'Old', settings };
    await api.call('POST /destinations', { token: acme, body });
    const id = await undelivered('acme-old', 3);
    await api.call('DELETE /destinations/acme-old', { token: acme });

    const shown = await api.call(`GET /undelivered-events/${id}`, { token: acme });
    const redriven = await api.call('POST /undelivered-events/redrive', { token: acme, body: { ids: [id] } });
    const discarded = await api.call('POST /undelivered-events/discard', { token: acme, body: { ids: [id] } });
    const foreign = await api.call(`GET /undelivered-events/${id}`, { token: other });

    expect([shown.status, codeOf(redriven), discarded.status, foreign.status]).toEqual([
      ...[200, '409 destination_deleted', 202, 404],
    ]);
  });

  test('are counted by reason, for everybody, with the first, the last and an example', async () => {
    const settings = { url: 'https://partner.example/' };
    const body = { id: 'acme-lost', sourceId: 'acme-web', kind: 'webhook', name: 'Lost', settings };
    await api.call('POST /destinations', { token: acme, body });
    await undelivered('acme-lost', 4);
    const last = await undelivered('acme-lost', 6);
    await api.call('DELETE /destinations/acme-lost', { token: acme });
    const token = await api.token('acme', 'read-only');

    const answer = await api.call('GET /undelivered-events/summary?destinationId=acme-lost', { token });
    const earlier = await api.call(
      'GET /undelivered-events/summary?destinationId=acme-lost&to=2026-11-22T10:05:00Z&reason=http_400',
      { token },
    );
    const foreign = await api.call('GET /undelivered-events/summary?destinationId=acme-lost', { token: other });

    const reason = {
      destinationId: 'acme-lost',
      outcome: 'dead-lettered',
      reason: 'http_500',
      count: 2,
      example: last,
    };
    const times = { first: '2026-11-22T10:04:00.000Z', last: '2026-11-22T10:06:00.000Z' };
    expect(dataOf(answer)).toEqual({ reasons: [{ ...reason, ...times }], pagination: {} });
    expect(dataOf(earlier)).toEqual({ reasons: [], pagination: {} });
    expect(codeOf(foreign)).toBe('404 not_found');
  });

  test.each(['redrive', 'discard'])('%s with a dry run says how many, and does nothing', async (verb) => {
    await undelivered('acme-crm', 7);
    const body = { filter: { destinationId: 'acme-crm', from: '2026-11-22T10:07:00Z' }, dryRun: true };
    const [sent, before] = [api.sqs.requests.length, await auditTypes()];

    const answer = await api.call(`POST /undelivered-events/${verb}`, { token: acme, body });

    expect(answer).toMatchObject({ status: 202, body: { data: { matched: 1, accepted: 1, pagination: {} } } });
    expect([api.sqs.requests.length, await auditTypes()]).toEqual([sent, before]);
  });

  test('are for roles that may see personal data', async () => {
    const token = await api.token('acme', 'read-only');

    const answer = await api.call('GET /undelivered-events', { token });

    expect(codeOf(answer)).toBe('403 forbidden');
  });
});

describe('the sources of a messageId', () => {
  const claim = async (source: string, keyClass: 'browser' | 'server', expiresAt: number): Promise<void> => {
    const Item = {
      pk: { S: claimKey(source, 'orders/4711?a=b', keyClass) },
      ...{ owner: { S: 'p#0' }, batchId: { S: 'b' }, expiresAt: { N: String(expiresAt) } },
    };
    await tables.dynamodb.send(new PutItemCommand({ TableName: DEDUPE_TABLE, Item }));
  };
  const line = `GET /events?messageId=${encodeURIComponent('orders/4711?a=b')}`;

  test('are those of the workspace, by both classes of keys, newest first', async () => {
    await claim('acme-web', 'browser', 1_795_356_000);
    await claim('acme-web', 'server', 1_795_359_600);
    await claim('other-web', 'browser', 1_795_363_200);

    const answer = await api.call(line, { token: acme });

    const event = { sourceId: 'acme-web', messageId: 'orders/4711?a=b' };
    expect(dataOf(answer)).toEqual({
      events: [
        { ...event, keyClass: 'server', claimedAt: '2026-11-21T15:00:00.000Z', expiresAt: '2026-11-22T15:00:00.000Z' },
        { ...event, keyClass: 'browser', claimedAt: '2026-11-21T14:00:00.000Z', expiresAt: '2026-11-22T14:00:00.000Z' },
      ],
    });
  });

  test('are none for an id that nobody knows', async () => {
    const answer = await api.call('GET /events?messageId=nobody', { token: acme });

    expect(dataOf(answer)).toEqual({ events: [] });
  });
});

describe('the delivery overview', () => {
  test('has the sources and destinations of the workspace, and nothing of another', async () => {
    const answer = await api.call('GET /delivery-overview', { token: acme });

    const { sources, destinations } = dataOf(answer) as { sources: object[]; destinations: object[] };
    expect(sources).toEqual([{ id: 'acme-web', accepted: 0, duplicates: 0, rejected: {}, warned: {} }]);
    expect(destinations).toEqual([
      expect.objectContaining({ id: 'acme-crm', sourceId: 'acme-web', enabled: true, waiting: 0 }),
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('other');
  });

  test.each([
    ['GET /delivery-overview/sources/acme-web?granularity=HOUR', 24],
    ['GET /delivery-overview/destinations/acme-crm', 60],
  ])('%s has %i points', async (line, points) => {
    const answer = await api.call(line, { token: acme });

    expect(dataOf(answer)['series']).toHaveLength(points);
  });

  const middleOfMinute = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;
  const ago = (minutes: number): string => new Date(middleOfMinute - minutes * 60_000).toISOString();
  const asPostgres = (time: string): string => time.replace('T', ' ').replace('Z', '+00');

  test('takes times as everywhere', async () => {
    const query = new URLSearchParams({ startTime: asPostgres(ago(30)), endTime: ago(20).replace('Z', '+00:00') });
    const answer = await api.call(`GET /delivery-overview/sources/acme-web?${query.toString()}`, { token: acme });

    expect(answer.status).toBe(200);
    expect(dataOf(answer)['series']).toHaveLength(11);
  });

  test('calls them as they were asked for when they do not fit', async () => {
    const query = new URLSearchParams({ startTime: ago(20), endTime: ago(30) });
    const answer = await api.call(`GET /delivery-overview/sources/acme-web?${query.toString()}`, { token: acme });

    expect(answer.body).toMatchObject({ code: 'range_empty', detail: 'startTime must be before endTime.' });
  });

  test.each(['startTime', 'endTime'])('refuses %s that is no time', async (name) => {
    const codes = ['11/10/2026', '2026-02-30', '1', 'yesterday 5'].map(async (text) => {
      const query = new URLSearchParams({ [name]: text });
      return codeOf(await api.call(`GET /delivery-overview/sources/acme-web?${query.toString()}`, { token: acme }));
    });

    expect(await Promise.all(codes)).toEqual(codes.map(() => '400 invalid_query'));
  });
});
