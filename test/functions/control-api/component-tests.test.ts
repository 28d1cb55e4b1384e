import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComponentTestResult } from '../../../domain/catalog/component-test-result.ts';
import { componentTestKey } from '../../../domain/tables/table-keys.ts';
import { readDocument } from '../../../functions/shared/dynamo/document-store.ts';
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
