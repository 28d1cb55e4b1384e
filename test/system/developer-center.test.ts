import { createHmac } from 'node:crypto';
import { realOutside } from '../../functions/shared/lambda/outside.ts';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aCompleteApp, aDefinition, putTestResult } from '../support/a-component.ts';
import { basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { createWorkspaces, type Workspaces } from '../support/workspaces.ts';

const SECRET = 'whsec_c2VjcmV0LXNlY3JldA==';
let receiver: Receiver;
let pipeline: TestPipeline;
let workspaces: Workspaces;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'from-file', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  workspaces = await createWorkspaces(pipeline, ['partner', 'customer', 'reviews']);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** Where the test suite leaves its results. */
function controlTable() {
  const { credentials } = pipeline;
  const dynamodb = new DynamoDBClient({ endpoint: pipeline.dynamoEndpoint, region: 'us-east-1', credentials });
  return realOutside({ dynamodb, table: pipeline.outputs['ControlTableName'] ?? '' });
}

/** What the operator's command says to this pipeline. */
function penstock(...args: string[]): Promise<string> {
  const all = [resolve(import.meta.dirname, '../../bin/penstock.ts'), ...args, '--url', pipeline.url];
  return new Promise((done) => {
    execFile(process.execPath, all, (_error, stdout, stderr) => done(stdout + stderr));
  });
}

/** Sends an event, again and again until the configuration has arrived, and returns the request that it became. */
async function untilReceived(writeKey: string, path: string) {
  const send = async () => {
    await pipeline.send('/v1/track', { userId: 'u', event: 'Order Completed' }, { authorization: basic(writeKey) });
    return receiver.requests.filter((received) => received.path === path).length;
  };
  await expect.poll(send, { interval: 200 }).toBeGreaterThan(0);
  const found = receiver.requests.find((received) => received.path === path);
  if (found === undefined) throw new Error('nothing was received');
  return found;
}

test('a partner builds, is rejected and approved, and a customer of another workspace gets events to the partner', async () => {
  const { by, decide } = workspaces;
  const partnersKey = await workspaces.createSource('partner', 'partner-web');
  const customersKey = await workspaces.createSource('customer', 'customer-web');
  const config = { url: `${receiver.url}/in/{region}`, sharedSecret: SECRET, headers: { 'x-partner': 'acme' } };
  await by('partner', 'POST /apps', { id: 'acme-app', ...aCompleteApp });
  await by('partner', 'POST /components', { ...aDefinition, id: 'acme', appId: 'acme-app', kind: 'webhook', config });
  const settings = { apiKey: 'sandbox-key', region: 'us', pin: '0000' };
  await by('partner', 'POST /destinations', { sourceId: 'partner-web', metadataId: 'acme', settings });
  const inSandbox = await untilReceived(partnersKey, '/in/us');

  await by('partner', 'POST /apps/acme-app/terms', { accepted: true });
  const tables = controlTable();
  await putTestResult(tables, ['acme', 1]);
  await by('partner', 'POST /components/acme/submission');
  await decide('POST /reviews/acme/reject', { comments: 'Takes old events, and does not say so.' });
  await by('partner', 'PATCH /components/acme', { replay: true });
  await putTestResult(tables, ['acme', 1]);
  tables.dynamodb.destroy();
  await by('partner', 'POST /components/acme/submission');
  await decide('POST /reviews/acme/approve', {});
  await decide('POST /reviews/acme/promote');
  const wanted = { sourceId: 'customer-web', metadataId: 'acme', settings: { apiKey: 'customer-key' } };
  const found = await by<{ destinationsCatalog: object[] }>('customer', 'GET /catalog/destinations?search=acme');
  await by('customer', 'POST /destinations', wanted);
  const received = await untilReceived(customersKey, '/in/eu');
  await pipeline.drain();

  expect(inSandbox.headers['authorization']).toBe(basic('sandbox-key'));
  expect(found.destinationsCatalog).toEqual([expect.objectContaining({ id: 'acme', status: 'PUBLIC_BETA' })]);
  const { headers, body } = received;
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const signature = createHmac('sha256', Buffer.from('c2VjcmV0LXNlY3JldA==', 'base64')).update(signed).digest('base64');
  expect(headers).toMatchObject({
    authorization: basic('customer-key'),
    'x-segment-settings': Buffer.from('{"region":"eu"}').toString('base64'),
    'x-signature': createHmac('sha1', SECRET).update(body).digest('hex'),
    'webhook-signature': `v1,${signature}`,
    'x-partner': 'acme',
  });
  expect(JSON.parse(body)).toMatchObject({ type: 'track', event: 'Order Completed', projectId: 'customer-web' });
  const { destinations } = await pipeline.ledger();
  const counted = destinations.filter(({ source }) => source === 'customer-web').map(({ delivered }) => delivered);
  expect(counted).toEqual([receiver.requests.filter(({ path }) => path === '/in/eu').length]);
});

test('the operator is told which lane the component asks for', async () => {
  const printed = await penstock('lanes');

  expect(printed).toContain('wanted    acme  (acme)');
  expect(printed).toContain('{"name":"acme"}');
});
