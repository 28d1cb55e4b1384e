import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComponentTestSummary } from '../../../../functions/control-api/tester/component-test-store.ts';
import { readDocument } from '../../../../functions/shared/document-store.ts';
import { aServices, anApi } from '../../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
});
afterAll(() => tables.close());

const TEST = { url: 'https://partner.example/events', apiKey: 'key-of-test', sharedSecret: 'secret-of-test' };

const summaryOf = async (componentId: string, version: string): Promise<ComponentTestSummary | undefined> =>
  (await readDocument<ComponentTestSummary>(api.tables, { pk: `component-test#${componentId}`, sk: version }))
    ?.document;

describe('a test of a component', () => {
  test('is kept as the last one of its version, without its secrets', async () => {
    const token = await api.token('partner');
    const body = { ...TEST, eventTypes: ['track'], componentId: 'crm-webhook', version: 3 };

    const answer = await api.call('POST /component-tests', { token, body });
    const summary = await summaryOf('crm-webhook', '3');

    const { componentTest } = answer.body['data'] as { componentTest: { id: string; finishedAt: string } };
    expect(answer.status).toBe(201);
    expect(summary).toEqual({
      ...{ componentTestId: componentTest.id, workspace: 'partner', url: TEST.url, eventTypes: ['track'] },
      ...{ failures: 0, warnings: 2, at: componentTest.finishedAt, passedAt: componentTest.finishedAt },
    });
    const { Items: items = [] } = await tables.dynamodb.send(new ScanCommand({ TableName: CONTROL_TABLE }));
    expect(JSON.stringify(items)).not.toMatch(/key-of-test|secret-of-test/);
  });

  test('has not passed when something failed', async () => {
    const refuses = async () =>
      ({ kind: 'failed', failure: 'connection_refused', message: 'no', durationMs: 1 }) as const;
    const services = aServices({ http: { send: refuses, close: async () => undefined } });
    const failing = anApi(tables.dynamodb, { services });
    const token = await failing.token('partner');

    await failing.call('POST /component-tests', { token, body: { ...TEST, componentId: 'broken', version: '1' } });
    const summary = await summaryOf('broken', '1');

    expect(summary).not.toHaveProperty('passedAt');
    expect(summary?.failures).toBe(8);
  });

  test('cannot be that of a component that another workspace has tested', async () => {
    const [mine, foreign] = [await api.token('partner'), await api.token('stranger')];
    const body = { ...TEST, componentId: 'mine', version: 1 };
    await api.call('POST /component-tests', { token: mine, body });

    const answer = await api.call('POST /component-tests', { token: foreign, body });

    expect(answer.status).toBe(404);
    expect((await summaryOf('mine', '1'))?.workspace).toBe('partner');
  });

  test.each([
    [{ url: 'ftp://partner.example/' }, 'url'],
    [{ ...TEST, componentId: 'crm' }, 'version'],
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
