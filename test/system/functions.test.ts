import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const CODE = `async function onTrack(event, settings) {
  console.warn('sends with', settings.apiKey);
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + settings.apiKey },
    body: JSON.stringify({ name: event.event, user: event.userId }),
  });
  if (answer.status >= 500) throw new RetryError('the partner is not there');
}`;

const WITHOUT_MAIL = `async function onTrack(event) {
  if (event.event === 'Secret') return null;
  delete event.properties.mail;
  event.properties.messages = 'of somebody else';
  return event;
}`;

const MARKED = `async function onTrack(event) {
  return { ...event, messageId: 'forged', properties: { ...event.properties, marked: true } };
}`;

describe('insert functions of a destination', () => {
  let receiver: Receiver;
  let pipeline: TestPipeline;

  beforeAll(async () => {
    receiver = await startReceiver();
    const hook = { source: 'web', kind: 'webhook' } as const;
    pipeline = await startTestPipeline({
      workspace: 'acme',
      sources: [{ id: 'web', writeKeys: ['wk_web'] }],
      functions: [
        { id: 'without-mail', type: 'insert', code: WITHOUT_MAIL },
        { id: 'marked', type: 'insert', code: MARKED },
      ],
      destinations: [
        { ...hook, id: 'changed', insert: ['without-mail', 'marked'], settings: { url: `${receiver.url}/changed` } },
        { ...hook, id: 'as-it-was', settings: { url: `${receiver.url}/as-it-was` } },
      ],
    });
  });
  afterAll(async () => {
    await pipeline.close();
    await receiver.close();
  });

  test('change what it gets, one after the other, and keep events from it; others get them as they were', async () => {
    const properties = { mail: 'ada@example.com', total: 3 };
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Paid', messageId: 'm-1', properties });
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Secret', messageId: 'm-2', properties });
    await pipeline.drain();

    const got = (path: string): unknown[] =>
      receiver.requests
        .filter((request) => request.path === path)
        .map(({ body }) => JSON.parse(body) as { messageId: string; properties: object })
        .map(({ messageId, properties: seen }) => [messageId, seen]);
    expect(got('/changed')).toEqual([['m-1', { total: 3, messages: 'of somebody else', marked: true }]]);
    expect(got('/as-it-was')).toHaveLength(2);
    expect(got('/as-it-was')).toContainEqual(['m-1', properties]);
    const { destinations } = await pipeline.ledger();
    expect(destinations.find(({ id }) => id === 'changed')).toMatchObject({
      delivered: 1,
      filteredByFunction: { function_returned_nothing: 1 },
    });
  });

  test('are in the trace of an event: which version ran, how it ended, and which fields it changed', async () => {
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Paid', messageId: 't-1', properties: { mail: 'a@b.c' } });
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Secret', messageId: 't-2' });
    await pipeline.drain();

    const functionsOf = async (messageId: string): Promise<unknown> => {
      const answer = await fetch(`${pipeline.url}/api/v1/sources/web/events/${messageId}/trace`);
      type Traced = { data: { trace: { destinations: { id: string; attempts: { functions?: unknown }[] }[] } } };
      const { destinations } = ((await answer.json()) as Traced).data.trace;
      return destinations.map(({ id, attempts }) => [id, attempts[0]?.functions]);
    };
    expect(await functionsOf('t-1')).toEqual([
      ['as-it-was', undefined],
      [
        'changed',
        [
          { id: 'without-mail', version: 1, result: 'passed', changed: ['properties.mail', 'properties.messages'] },
          { id: 'marked', version: 1, result: 'passed', changed: ['properties.marked'] },
        ],
      ],
    ]);
    expect(await functionsOf('t-2')).toEqual([
      ['as-it-was', undefined],
      ['changed', [{ id: 'without-mail', version: 1, result: 'function_returned_nothing' }]],
    ]);
  });
});

describe('a function of a workspace file', () => {
  let receiver: Receiver;
  let pipeline: TestPipeline;

  beforeAll(async () => {
    receiver = await startReceiver();
    pipeline = await startTestPipeline({
      workspace: 'acme',
      sources: [{ id: 'web', writeKeys: ['wk_web'] }],
      functions: [
        {
          id: 'to-crm',
          type: 'destination',
          code: CODE,
          settings: { apiKey: { secret: true, required: true }, endpoint: { required: true } },
        },
      ],
      destinations: [
        {
          ...{ id: 'crm', source: 'web', kind: 'function', function: 'to-crm' },
          settings: { apiKey: 'k-of-the-customer', endpoint: `${receiver.url}/in` },
        },
      ],
    });
  });
  afterAll(async () => {
    await pipeline.close();
    await receiver.close();
  });

  test('gets the events of its destination, and calls whom it likes', async () => {
    await pipeline.send('/v1/track', { userId: 'u1', event: 'Paid' });
    await pipeline.drain();

    expect(receiver.requests.map(({ body, headers }) => [body, headers['authorization']])).toEqual([
      ['{"name":"Paid","user":"u1"}', 'Bearer k-of-the-customer'],
    ]);
  });

  test('says over the API what it logged where it failed, without its secrets', async () => {
    receiver.react(() => ({ status: 500 }));

    await pipeline.send('/v1/track', { userId: 'u1', event: 'Logged', messageId: 'l-1' });

    type Logs = { data: { logs: { messageId: string }[]; cursor: string } };
    const logs = async (query = ''): Promise<Logs['data']> => {
      const answer = await fetch(`${pipeline.url}/api/v1/functions/to-crm/logs${query}`);
      return ((await answer.json()) as Logs).data;
    };
    await expect.poll(async () => (await logs()).logs.map(({ messageId }) => messageId)).toContain('l-1');
    const { logs: kept, cursor } = await logs();
    expect(kept.find(({ messageId }) => messageId === 'l-1')).toMatchObject({
      ...{ version: 1, result: 'failed', reason: 'function_retry' },
      ...{ message: 'RetryError: the partner is not there', logs: [{ level: 'warn', text: 'sends with ••••' }] },
      requests: [{ method: 'POST', url: `${receiver.url}/in`, status: 500 }],
    });
    expect(cursor).not.toBe('');
    const unknown = await fetch(`${pipeline.url}/api/v1/functions/nobody/logs`);
    expect(unknown.status).toBe(404);
  });
});

const SALTED = `const seen = new Set();
async function onTrack(event, settings) {
  seen.add(settings.salt);
  event.properties = { seen: [...seen], region: settings.region };
  return event;
}`;

describe('settings of an insert function', () => {
  let receiver: Receiver;
  let pipeline: TestPipeline;
  const insert = (salt: string) => [{ function: 'salted', settings: { salt, region: 'eu' } }];

  beforeAll(async () => {
    receiver = await startReceiver();
    const hook = (id: string, salt: string) => ({
      ...({ id, source: 'web', kind: 'webhook' } as const),
      ...{ settings: { url: `${receiver.url}/${id}` }, insert: insert(salt) },
    });
    pipeline = await startTestPipeline({
      workspace: 'acme',
      sources: [{ id: 'web', writeKeys: ['wk_web'] }],
      functions: [
        {
          ...{ id: 'salted', type: 'insert', code: SALTED },
          settings: { salt: { secret: true, required: true }, region: {} },
        },
      ],
      destinations: [hook('one', 'Qx7-of-one'), hook('other', 'Qx7-of-other')],
    });
  });
  afterAll(async () => {
    await pipeline.close();
    await receiver.close();
  });

  type Shown = { readonly destination: { readonly insert: unknown } };
  async function api(method: string, body?: object): Promise<{ status: number; data: Shown; text: string }> {
    const answer = await fetch(`${pipeline.url}/api/v1/destinations/one`, {
      ...{ method, headers: { 'content-type': 'application/json' } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, data: (JSON.parse(text) as { data: Shown }).data, text };
  }
  const arrived = (path: string): unknown[] =>
    receiver.requests
      .filter((request) => request.path === path)
      .map(({ body }) => (JSON.parse(body) as { properties: unknown }).properties);

  test('are those of the destination, which shares no machine with one that has others', async () => {
    for (const messageId of ['s-1', 's-2', 's-3']) {
      await pipeline.send('/v1/track', { userId: 'u1', event: 'Paid', messageId });
    }
    await pipeline.drain();

    const own = (salt: string) => ({ seen: [salt], region: 'eu' });
    expect(arrived('/one')).toEqual([own('Qx7-of-one'), own('Qx7-of-one'), own('Qx7-of-one')]);
    expect(arrived('/other')).toEqual([own('Qx7-of-other'), own('Qx7-of-other'), own('Qx7-of-other')]);
  });

  test('are never shown where they are secret, stay where a mark is sent back, and lie nowhere in the clear', async () => {
    const marked = [{ function: 'salted', settings: { salt: { set: true }, region: 'us' } }];
    const changed = await api('PATCH', { insert: marked });
    const shown = await api('GET');
    const audited = await (await fetch(`${pipeline.url}/api/v1/audit-events`)).text();

    await expect
      .poll(async () => {
        await pipeline.send('/v1/track', { userId: 'u1', event: 'Paid' });
        await pipeline.drain();
        return arrived('/one').at(-1);
      })
      .toEqual({ seen: ['Qx7-of-one'], region: 'us' });
    expect(changed.status).toBe(200);
    expect(shown.data.destination.insert).toEqual(marked);
    expect(audited).toContain('"region":"us"');
    expect(changed.text + shown.text + audited + (await tablesOf(pipeline))).not.toContain('Qx7');
  });

  test.for([
    ['insert[0].settings.salt', [{ function: 'salted', settings: { region: 'eu' } }]],
    ['insert[0].settings.salt', ['salted']],
    ['insert[0].settings.colour', [{ function: 'salted', settings: { salt: 'new', colour: 'red' } }]],
    ['insert[1].settings.salt', [...insert('Qx7-first'), { function: 'salted', settings: { salt: { set: true } } }]],
  ] as const)('are refused at %s when they are not what it asks for', async ([path, given]) => {
    const { status, text } = await api('PATCH', { insert: given });

    expect([status, text]).toEqual([400, expect.stringContaining(path)]);
  });
});

/** All that lies in the tables, as text. */
async function tablesOf({ dynamoEndpoint, credentials, tables }: TestPipeline): Promise<string> {
  const dynamodb = new DynamoDBClient({ endpoint: dynamoEndpoint, region: 'us-east-1', credentials });
  const pages = await Promise.all(tables.map((table) => dynamodb.send(new ScanCommand({ TableName: table }))));
  dynamodb.destroy();
  return JSON.stringify(pages.map(({ Items: items }) => items));
}
