import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const OF_FILE = { sharedSecret: 'Qx7-shared-of-file', apiKey: 'Qx7-key-of-file', headers: { 'x-pass': 'Qx7-header' } };
const ANY_SECRET = /Qx7-/;

let receiver: Receiver;
let pipeline: TestPipeline;
let dynamodb: DynamoDBClient;

const workspace = () => ({
  workspace: 'acme',
  sources: [{ id: 'web', writeKeys: ['wk_web'] }],
  destinations: [
    { id: 'crm', source: 'web', kind: 'webhook' as const, settings: { url: `${receiver.url}/crm`, ...OF_FILE } },
    {
      ...{ id: 'echo', source: 'web', kind: 'webhook' as const, filter: 'event = "Echo"' },
      settings: { url: `${receiver.url}/echo`, ...OF_FILE, accessKey: 'Qx7-access-key', region: 'eu' },
    },
    { id: 'mail', source: 'web', kind: 'webhook' as const, settings: { url: `${receiver.url}/mail` } },
  ],
});

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline(workspace());
  const { credentials } = pipeline;
  dynamodb = new DynamoDBClient({ endpoint: pipeline.dynamoEndpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  dynamodb.destroy();
  await pipeline.close();
  await receiver.close();
});

/** Everything that lies in the tables, as text. */
async function tablesAsText(): Promise<string> {
  const pages = await Promise.all(pipeline.tables.map((table) => dynamodb.send(new ScanCommand({ TableName: table }))));
  return JSON.stringify(pages.map(({ Items: items }) => items));
}

async function api(method: string, path: string, body?: object): Promise<string> {
  const response = await fetch(`${pipeline.url}/api/v1${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBeLessThan(300);
  return response.text();
}

const requestTo = (path: string, messageId: string) =>
  receiver.requests.find(({ path: at, body }) => at === path && body.includes(messageId));
const userOf = (authorization: unknown): string =>
  Buffer.from(String(authorization).replace('Basic ', ''), 'base64').toString('utf8');

describe('secrets of destinations on a running pipeline', () => {
  test('reach the destination, and lie nowhere in the tables', async () => {
    await pipeline.send('/v1/track', { userId: 'u', event: 'E', messageId: 'from-file' });
    await expect.poll(() => requestTo('/crm', 'from-file')).toBeDefined();
    const request = requestTo('/crm', 'from-file');

    const stored = await tablesAsText();

    expect(userOf(request?.headers['authorization'])).toBe('Qx7-key-of-file:');
    expect(request?.headers['x-pass']).toBe('Qx7-header');
    expect(request?.headers['x-signature']).toMatch(/^[0-9a-f]{40}$/);
    expect(stored).toContain('destination#crm');
    expect(stored).toContain('$secret');
    expect(stored).not.toMatch(ANY_SECRET);
  });

  test('that come over the API are encrypted as well, and are in no answer and no log of changes', async () => {
    const settings = { apiKey: 'Qx7-key-of-api', sharedSecret: 'Qx7-shared-of-api', webhookToken: 'Qx7-token' };

    const answers = [
      await api('PATCH', '/destinations/mail', { settings }),
      await api('PATCH', '/destinations/mail', { settings: { apiKey: 'Qx7-second-key' } }),
      await api('GET', '/destinations/mail'),
      await api('GET', '/audit-events'),
    ];
    const isNew = async (): Promise<boolean> => {
      const messageId = crypto.randomUUID();
      await pipeline.send('/v1/track', { userId: 'u', event: 'E', messageId });
      await pipeline.drain();
      return userOf(requestTo('/mail', messageId)?.headers['authorization']) === 'Qx7-second-key:';
    };
    await expect.poll(isNew, { interval: 200 }).toBe(true);

    expect(answers.join('')).not.toMatch(ANY_SECRET);
    expect(answers[3]).toContain('"changed":true');
    expect(await tablesAsText()).not.toMatch(ANY_SECRET);
  });

  test('are in nothing that is kept when a destination repeats them', async () => {
    receiver.react(({ path, headers }) => {
      if (path !== '/echo') return { status: 200 };
      const text = JSON.stringify(headers);
      const settings = Buffer.from(String(headers['x-segment-settings']), 'base64').toString('utf8');
      const key = userOf(headers['authorization']);
      return { status: 400, body: `seen: ${key} ${settings} ${text} ${Buffer.from(text).toString('base64')}` };
    });
    await pipeline.send('/v1/track', { userId: 'u', event: 'Echo', messageId: 'echoed' });
    await expect.poll(() => requestTo('/echo', 'echoed')).toBeDefined();
    await pipeline.drain();

    const settings = String(requestTo('/echo', 'echoed')?.headers['x-segment-settings']);
    const key = String(requestTo('/echo', 'echoed')?.headers['authorization']).replace('Basic ', '');
    const undelivered = (await api('GET', '/undelivered-events?destinationId=echo')) + (await oneUndelivered());
    const kept = [
      undelivered,
      await api('GET', '/sources/web/events/echoed/trace').catch(() => ''),
      await tablesAsText(),
    ];

    expect(Buffer.from(settings, 'base64').toString('utf8')).toContain('Qx7-access-key');
    expect(undelivered).toContain('seen: ••••');
    for (const text of [...kept, pipeline.lines.join('\n')]) {
      expect(text).not.toMatch(ANY_SECRET);
      expect(text).not.toContain(settings);
      expect(text).not.toContain(key);
    }

    async function oneUndelivered(): Promise<string> {
      const list = JSON.parse(await api('GET', '/undelivered-events?destinationId=echo')) as {
        data: { undeliveredEvents: { id: string }[] };
      };
      return api('GET', `/undelivered-events/${list.data.undeliveredEvents[0]?.id ?? ''}`);
    }
  });

  test('are in no line that a function has logged, and the ledger closes', async () => {
    await pipeline.drain();

    expect(pipeline.lines.join('\n')).not.toMatch(ANY_SECRET);
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });
});
