import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, aWorkspace, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

let partner: Receiver;
let pipeline: TestPipeline;

type Sent = { readonly messageId: string; readonly properties: { readonly bad?: boolean } };

const listsOf = (receiver: Receiver): Sent[][] => receiver.requests.map(({ body }) => JSON.parse(body) as Sent[]);
const idsOf = (lists: readonly Sent[][]): Set<string> => new Set(lists.flat().map(({ messageId }) => messageId));

beforeAll(async () => {
  partner = await startReceiver();
  partner.react(({ body }) => {
    const isBad = (JSON.parse(body) as Sent[]).some(({ properties }) => properties.bad === true);
    return { status: isBad ? 422 : 200 };
  });
  const batch = { maxEvents: 20, maxWait: '1s' };
  pipeline = await startTestPipeline(
    aWorkspace([aWebhook(partner.url, { settings: { url: `${partner.url}/in`, sharedSecret: 'signs' }, batch })]),
  );
});

afterAll(async () => {
  await pipeline.close();
  await partner.close();
});

const track = (messageId: string, properties: object = {}) =>
  pipeline.send('/v1/track', { userId: 'u1', event: 'Paid', messageId, properties });

test('events that come one by one are delivered together, each once, and the sums close', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => `m${index}`);

  await Promise.all(ids.map((id) => track(id)));
  await expect.poll(() => idsOf(listsOf(partner)).size).toBe(ids.length);
  await pipeline.drain();

  const lists = listsOf(partner);
  const ledger = await pipeline.ledger();
  expect(lists.flat()).toHaveLength(ids.length);
  expect(lists.length).toBeLessThan(ids.length / 2);
  expect(Math.max(...lists.map(({ length }) => length))).toBeLessThanOrEqual(20);
  expect(ledger.destinations).toMatchObject([{ delivered: ids.length }]);
  expect(ledgerFaults(ledger)).toEqual([]);
});

test('one event that the partner will not take keeps no others away', async () => {
  const before = partner.requests.length;
  const batch = Array.from({ length: 10 }, (_, index) => ({
    ...{ type: 'track', userId: 'u1', event: 'Paid', messageId: `p${index}` },
    properties: { bad: index === 4 },
  }));

  await pipeline.send('/v1/batch', { batch });
  await pipeline.drain();

  const [destination] = (await pipeline.ledger()).destinations;
  expect(partner.requests.length).toBeGreaterThan(before + 1);
  expect(destination).toMatchObject({ delivered: 109, discarded: { http_422: 1 } });
});
