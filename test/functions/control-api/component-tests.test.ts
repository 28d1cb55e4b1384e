import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComponentTestResult } from '../../../domain/catalog/component-test-result.ts';
import { componentTestKey } from '../../../domain/tables/table-keys.ts';
import { readDocument } from '../../../functions/shared/dynamo/document-store.ts';
import { putComponentTest } from '../../../functions/control-api/use-cases/tester/component-test-store.ts';
import { aComponent } from '../../support/a-component.ts';
import { anOutside, anApi } from '../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
});
afterAll(() => tables.close());

const TEST = { url: 'https://partner.example/events', apiKey: 'key-of-test', sharedSecret: 'secret-of-test' };

const resultOf = async (componentId: string, version: number): Promise<ComponentTestResult | undefined> =>
  (await readDocument<ComponentTestResult>(api.tables, componentTestKey(componentId, version)))?.document;

describe('a test of a component', () => {
  test('is that of its draft, connected as a customer would, and a submission asks for how it ended', async () => {
    const token = await api.token('partner');
    await aComponent(api, token, { appId: 'acme', id: 'acme-crm' });

    const body = { componentId: 'acme-crm', settings: { apiKey: 'key-of-test', region: 'us' } };
    const answer = await api.call('POST /component-tests', { token, body });

    const { componentTest } = answer.body['data'] as { componentTest: { url: string; startedAt: string } };
    expect(answer.status).toBe(201);
    expect(componentTest).toMatchObject({ url: 'https://us.acme.example/in', componentId: 'acme-crm', version: 1 });
    expect(await resultOf('acme-crm', 1)).toEqual({ at: componentTest.startedAt, failures: 0, warnings: 2 });
    const { Items: items = [] } = await tables.dynamodb.send(new ScanCommand({ TableName: CONTROL_TABLE }));
    expect(JSON.stringify(items)).not.toMatch(/key-of-test/);
  });

  test('counts what failed', async () => {
    const refuses = async () =>
      ({ kind: 'failed', failure: 'connection_refused', message: 'no', durationMs: 1 }) as const;
    const outside = anOutside({ http: { send: refuses } });
    const failing = anApi(tables.dynamodb, { outside });
    const token = await failing.token('partner');
    await aComponent(api, token, { appId: 'acme-2', id: 'broken' });

    await failing.call('POST /component-tests', { token, body: { componentId: 'broken', settings: { apiKey: 'k' } } });

    expect((await resultOf('broken', 1))?.failures).toBeGreaterThan(0);
  });

  test('cannot be one of another workspace', async () => {
    const [mine, foreign] = [await api.token('partner'), await api.token('stranger')];
    await aComponent(api, mine, { appId: 'acme-3', id: 'mine' });
    const before = await resultOf('mine', 1);

    const body = { componentId: 'mine', settings: { apiKey: 'k' } };
    const answer = await api.call('POST /component-tests', { token: foreign, body });

    expect(answer.status).toBe(404);
    expect(await resultOf('mine', 1)).toEqual(before);
  });

  test.each([
    [{ url: 'ftp://partner.example/' }, 'url'],
    [{}, 'url'],
    [{ url: TEST.url, componentId: 'crm' }, 'url'],
    [{ ...TEST, settings: { headers: { host: 'x' } } }, 'settings.headers.host'],
    [{ ...TEST, eventTypes: [] }, 'eventTypes'],
  ])('is refused with %j', async (body, path) => {
    const token = await api.token('partner');

    const answer = await api.call('POST /component-tests', { token, body });

    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path }] } });
  });

  test('is listed while it runs, with what it has seen so far, and the newest first', async () => {
    const token = await api.token('watched');
    const listed = async (query = '') => {
      const { body } = await api.call(`GET /component-tests${query}`, { token });
      return (body['data'] as { componentTests: { id: string; state: string; cases: object[] }[] }).componentTests;
    };
    const seen: Awaited<ReturnType<typeof listed>> = [];
    const taken = {
      kind: 'response',
      status: 200,
      headers: {},
      body: '',
      bodyTruncated: false,
      durationMs: 1,
    } as const;
    const looking = async () => {
      seen.push(...(await listed()));
      return taken;
    };
    const watched = anApi(tables.dynamodb, { outside: anOutside({ http: { send: looking } }) });

    const answer = await watched.call('POST /component-tests', { token, body: { url: TEST.url } });
    const later = await api.call('POST /component-tests', { token, body: { url: TEST.url } });

    const [first, second] = [answer, later].map(
      ({ body }) => (body['data'] as { componentTest: { id: string; cases: object[] } }).componentTest,
    );
    expect(new Set(seen.map(({ id, state }) => `${state} ${id}`))).toEqual(new Set([`running ${first?.id}`]));
    expect(seen.at(-1)?.cases.length).toBeGreaterThan(0);
    expect(first?.cases).toEqual(expect.arrayContaining(seen.at(-1)?.cases ?? []));
    expect((await listed()).map(({ id, state }) => `${state} ${id}`)).toEqual([
      ...[`done ${second?.id}`, `done ${first?.id}`],
    ]);
    expect(await listed('?componentId=another')).toEqual([]);
  });

  test('whose end nobody could keep is abandoned, and no test of before', async () => {
    const token = await api.token('unlucky');
    const about = { id: 'tmlost', workspace: 'unlucky', url: TEST.url, eventTypes: [], requests: 0, cases: [] };
    const counts = { pass: 0, warn: 0, fail: 0, skipped: 0 };
    const startedBy = { type: 'token', id: 'tok', name: 'Token' } as const;
    const startedAt = '2026-11-22T10:00:00.000Z';
    const running = { ...about, state: 'running', startedAt, startedBy, counts, passed: true } as const;
    await putComponentTest(api.tables, { ...running, componentId: 'lost', version: 1 }, true);

    const { body } = await api.call('GET /component-tests/tmlost', { token });

    expect(body).toMatchObject({ data: { componentTest: { state: 'abandoned' } } });
    expect(await resultOf('lost', 1)).toBeUndefined();
  });

  test('of a reviewer is one of what was submitted, and is no test of the partner', async () => {
    await api.reviewingWorkspace('reviews');
    const [partner, reviewer] = [await api.token('partner'), await api.token('reviews', 'reviewer')];
    await aComponent(api, partner, { appId: 'acme-4', id: 'handed-in', until: 'in-review' });
    const before = await resultOf('handed-in', 1);

    const body = { settings: { apiKey: 'key-of-test', region: 'us' } };
    const answer = await api.call('POST /reviews/handed-in/component-tests', { token: reviewer, body });
    const mine = await api.call('GET /component-tests?componentId=handed-in', { token: reviewer });

    expect(answer.body).toMatchObject({
      data: { componentTest: { componentId: 'handed-in', version: 1, url: 'https://us.acme.example/in' } },
    });
    expect((mine.body['data'] as { componentTests: object[] }).componentTests).toHaveLength(1);
    expect(await resultOf('handed-in', 1)).toEqual(before);
  });

  test('can be had ten times in five minutes by a workspace', async () => {
    const token = await api.token('eager');
    const statuses: number[] = [];

    for (let index = 0; index < 11; index += 1) {
      statuses.push((await api.call('POST /component-tests', { token, body: TEST })).status);
    }

    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(statuses[10]).toBe(429);
  });
});
