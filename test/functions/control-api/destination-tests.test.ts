import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OutboundRequest } from '../../../functions/shared/outbound/outbound-http.ts';
import { anApi, anOutside, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// A destination is tried before it is made or changed: by the same rules, and nothing of it stays.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;
let sent: OutboundRequest[] = [];

beforeAll(async () => {
  tables = await startRealTables();
  const taken = { kind: 'response', status: 200, headers: {}, body: '', bodyTruncated: false, durationMs: 1 } as const;
  const send = async (request: OutboundRequest) => {
    sent.push(request);
    return taken;
  };
  // In the middle of a minute: limits count by it.
  const now = (): Date => new Date('2026-11-22T10:00:30Z');
  api = anApi(tables.dynamodb, { outside: anOutside({ http: { send } }), now });
  token = await api.token('acme');
  await api.call('POST /sources', { token, body: { id: 'web', name: 'Web' } });
  const settings = { url: 'https://crm.example/hook', apiKey: 'a-key', region: 'us' };
  const body = { id: 'crm', sourceId: 'web', kind: 'webhook', name: 'CRM', filter: 'type = "page"', settings };
  await api.call('POST /destinations', { token, body });
});
afterAll(() => tables.close());
beforeEach(() => {
  sent = [];
});

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, unknown>;
const testOf = (answer: ApiAnswer) => dataOf(answer)['test'] as { dropped?: { by: string }; request?: { url: string } };
const event = { type: 'track', event: 'Order', userId: 'u1' };
const post = (path: string, body: unknown) => api.call(`POST ${path}`, { token, body });

describe('a change of a destination', () => {
  test.each([
    ['the filter that it has', {}, 'filter'],
    ['a filter to try', { filter: 'type = "track"' }, undefined],
    ['no filter, to try', { filter: null }, undefined],
  ])('is judged with %s', async (_name, tried, by) => {
    const answer = await post('/destinations/crm/test-event', { event, dryRun: true, ...tried });

    expect(testOf(answer).dropped?.by).toBe(by);
  });

  test('is sent with settings to try and the secrets that are stored, and is not kept', async () => {
    const before = await api.call('GET /destinations/crm', { token });

    const tried = { settings: { url: 'https://crm.example/other', region: null } };
    const answer = await post('/destinations/crm/test-connection', tried);

    expect(dataOf(answer)).toMatchObject({ connection: 'connected' });
    expect(sent).toMatchObject([{ url: 'https://crm.example/other' }]);
    expect(JSON.stringify(sent)).toContain(btoa('a-key:'));
    expect(await api.call('GET /destinations/crm', { token })).toMatchObject({ body: before.body });
  });

  test('takes no secrets along to another address', async () => {
    const tried = { settings: { url: 'https://evil.example/' } };

    const answers = [
      await post('/destinations/crm/test-event', { event, ...tried }),
      await post('/destinations/crm/test-connection', tried),
    ];

    expect(answers.map(({ status, body }) => `${status} ${String(body['code'])}`)).toEqual([
      ...['400 secrets_needed', '400 secrets_needed'],
    ]);
    expect(sent).toEqual([]);
  });

  test('is refused as it would be when it is made', async () => {
    const answer = await post('/destinations/crm/test-event', { event, filter: 'type =' });

    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path: 'filter' }] } });
  });
});

describe('a destination that is not there yet', () => {
  const destination = { sourceId: 'web', kind: 'webhook', name: 'New', settings: { url: 'https://new.example/in' } };

  test('is reached with a harmless event, whatever its filter, and is not kept', async () => {
    const answer = await post('/destinations/test', { destination: { ...destination, filter: 'type = "page"' } });

    expect(dataOf(answer)).toMatchObject({ connection: 'connected' });
    expect(sent).toMatchObject([{ url: 'https://new.example/in' }]);
    const { destinations } = dataOf(await api.call('GET /destinations', { token })) as { destinations: object[] };
    expect(destinations).toMatchObject([{ id: 'crm' }]);
  });

  test('shows in a dry run what would be sent, and says nothing of a connection', async () => {
    const answer = await post('/destinations/test', { destination, event, dryRun: true });

    expect(testOf(answer).request?.url).toBe('https://new.example/in');
    expect(dataOf(answer)).not.toHaveProperty('connection');
    expect(sent).toEqual([]);
  });

  test('must be as right as one that is made', async () => {
    const settings = { url: 'no url' };

    const answers = [
      await post('/destinations/test', { destination: { ...destination, settings } }),
      await post('/destinations/test', { destination: { ...destination, sourceId: 'nobodys' } }),
    ];

    expect(answers.map(({ body }) => body['problems'])).toMatchObject([
      [{ path: 'destination.settings.url' }],
      [{ path: 'sourceId' }],
    ]);
  });

  test('counts as a test, so that nobody makes Penstock call others without end', async () => {
    const others = await api.token('busy');
    await api.call('POST /sources', { token: others, body: { id: 'busy-web', name: 'Web' } });
    const body = { destination: { ...destination, sourceId: 'busy-web' } };

    const answers = [];
    for (let nth = 0; nth <= 60; nth += 1)
      answers.push((await api.call('POST /destinations/test', { token: others, body })).status);

    expect(answers.slice(-2)).toEqual([200, 429]);
  });
});
