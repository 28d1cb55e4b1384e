import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// Slack takes events of a destination of the kind `action`, at an address of this machine.

let slack: Receiver;
let pipeline: TestPipeline;

const url = 'https://hooks.slack.com/services/T/B/x';

beforeAll(async () => {
  slack = await startReceiver();
  const orders = { action: 'postToChannel', trigger: 'event = "Order Completed"' };
  pipeline = await startTestPipeline(
    aWorkspace([
      {
        ...{ id: 'slack', source: 'web', kind: 'action', action: 'slack', settings: {} },
        subscriptions: [
          { id: 'orders', ...orders, mapping: { url, text: { '@template': 'Order of {{properties.total}}' } } },
          { id: 'liquid', ...orders, mapping: { url, text: { '@liquid': '{{ event | upcase }}' } } },
          { id: 'elsewhere', ...orders, mapping: { url: { '@path': '$.properties.url' }, text: 'Hello' } },
        ],
      },
    ]),
    { routes: { 'hooks.slack.com': slack.url } },
  );
});
afterAll(async () => {
  await pipeline.close();
  await slack.close();
});

test('events are mapped by each subscription, and what the action refuses is discarded', async () => {
  const properties = { total: 12.5, url: 'http://127.0.0.1:1/in' };
  await pipeline.send('/v1/track', { event: 'Order Completed', userId: 'u1', properties });
  await pipeline.send('/v1/track', { event: 'Other', userId: 'u1' });
  await pipeline.drain();

  const bodies = slack.requests.map(({ body }) => body).sort();
  const ledger = await pipeline.ledger();
  const { subscriptions = [] } = ledger.destinations[0] ?? {};

  expect(bodies).toEqual(['{"text":"ORDER COMPLETED"}', '{"text":"Order of 12.5"}']);
  expect(slack.requests[0]).toMatchObject({ headers: { host: 'hooks.slack.com' } });
  expect(subscriptions).toMatchObject([
    { id: 'orders', matched: 1, delivered: 1 },
    { id: 'liquid', matched: 1, delivered: 1 },
    { id: 'elsewhere', matched: 1, delivered: 0, discarded: { http_400: 1 } },
  ]);
  expect(ledgerFaults(ledger)).toEqual([]);
});
