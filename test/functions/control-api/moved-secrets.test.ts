import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aComponent } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../support/real-tables.ts';

// Who may write destinations and not read their secrets does not get them by having them sent to him.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let developer: string;

const SECRETS = { apiKey: 'Qx7-key', headers: { 'x-a': 'Qx7-a', 'x-b': 'Qx7-b' }, signingKey: 'Qx7-signing' };
const MINE = 'https://mine.example/';

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  const owner = await api.token('acme');
  developer = await api.token('acme', 'developer');
  await api.call('POST /sources', { token: owner, body: { id: 'web', name: 'Web', writeKeys: undefined } });
  const settings = { url: 'https://crm.example/hook', ...SECRETS };
  await api.call('POST /destinations', {
    token: owner,
    body: { id: 'crm', sourceId: 'web', kind: 'webhook', name: 'CRM', settings },
  });
});
afterAll(() => tables.close());

const call = (line: string, body?: unknown) => api.call(line, { token: developer, body });
const problemsOf = ({ status, body }: ApiAnswer) => [
  status,
  ...((body['problems'] ?? []) as { path: string }[]).map(({ path }) => path),
];
const move = (settings: object) => call('PATCH /destinations/crm', { settings });

describe('a destination', () => {
  test.each([
    ['another host', { url: MINE }],
    ['another port', { url: 'https://crm.example:8443/hook' }],
    ['another scheme', { url: 'http://crm.example/hook' }],
    ['another host with marks', { url: MINE, apiKey: { set: true }, headers: { 'x-a': { set: true } } }],
  ])('moved to %s wants its secrets anew', async (_what, settings) => {
    expect(problemsOf(await move(settings))).toEqual([
      ...[400, 'settings.apiKey', 'settings.headers.x-a', 'settings.headers.x-b', 'settings.signingKey'],
    ]);
  });

  test('moved with some of them wants the others', async () => {
    const answer = await move({ url: MINE, apiKey: 'Qx7-key', headers: { 'x-a': 'new', 'x-b': null } });

    expect(problemsOf(answer)).toEqual([400, 'settings.signingKey']);
  });

  test('moved by a file wants them as well', async () => {
    const file = await call('GET /workspace-file');
    const { workspaceFile } = file.body['data'] as { workspaceFile: { destinations: { settings: object }[] } };
    const destinations = workspaceFile.destinations.map((one) => ({
      ...one,
      settings: { ...one.settings, url: MINE },
    }));

    const answer = await call('POST /workspace-file/apply', { ...workspaceFile, destinations });

    expect(problemsOf(answer)[1]).toBe('destinations[0].settings.apiKey');
  });

  test('may have another path, and moves with its secrets given anew', async () => {
    const within = await move({ url: 'https://crm.example/v2' });
    const away = await move({ url: MINE, ...SECRETS });
    const back = await move({ url: 'https://crm.example/hook', ...SECRETS });

    expect([within, away, back].map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('of before, with a secret in the clear, shows it masked and has it encrypted at the next change', async () => {
    const document = {
      ...{ id: 'old', workspace: 'acme', source: 'web', kind: 'webhook', enabled: true, lane: 'webhooks' },
      ...{ settings: { url: 'https://old.example/', accessKey: 'Qx7-access' }, retry: { retries: 9, overMs: 1 } },
      breaker: { failingShare: 0.5, minimumAttempts: 50, windowMs: 60_000, probeMs: 30_000 },
    };
    const key = { pk: { S: 'config' }, sk: { S: 'destination#old' } };
    const Item = { ...key, document: { S: JSON.stringify(document) } };
    await tables.dynamodb.send(new PutItemCommand({ TableName: CONTROL_TABLE, Item }));

    const shown = await call('GET /destinations/old');
    const changed = await call('PATCH /destinations/old', { name: 'Old' });
    const again = await call('GET /destinations/old');

    expect(shown.body).toMatchObject({ data: { destination: { settings: { accessKey: { set: true } } } } });
    expect(changed.status).toBe(200);
    expect(JSON.stringify([shown, changed, again])).not.toContain('Qx7-');
  });
});

test('the headers of a component do not go along to another host, neither by its url nor by its list of hosts', async () => {
  const config = { url: 'https://{region}.acme.example/in', headers: { 'x-partner': 'Qx7-header' } };
  await aComponent(api, await api.token('acme'), { appId: 'a-app', id: 'a', definition: { config } });
  const region = { type: 'string', enum: ['eu', 'evil'], default: 'eu' };
  const schema = { type: 'object', properties: { region } };

  const answers = [
    await call('PATCH /components/a', { config: { url: MINE } }),
    await call('PATCH /components/a', { settingsSchema: schema }),
    await call('PATCH /components/a', { config: { url: 'https://{region}.acme.example/v2' } }),
    await call('PATCH /components/a', { config: { url: MINE, headers: { 'x-partner': 'new' } } }),
  ];

  expect(answers.map(problemsOf)).toEqual([
    [400, 'config.headers.x-partner'],
    [400, 'config.headers.x-partner'],
    [200],
    [200],
  ]);
});
