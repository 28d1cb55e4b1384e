import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

const MEMORY_MS = 2_500;
// A destination that is down is asked so seldom that no test sees it: one that waits for a function is asked soon.
const RARELY_ASKED = { probeAfter: '30m' };

let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  const hook = (id: string, more: object) =>
    aWebhook(receiver.url, { id, settings: { url: `${receiver.url}/${id}` }, breaker: RARELY_ASKED, ...more });
  pipeline = await startTestPipeline(
    {
      workspace: 'acme',
      sources: [{ id: 'web', writeKeys: ['wk_web'] }],
      functions: [
        {
          ...{ id: 'refuses', type: 'insert' },
          code: "function onTrack() { throw new ValidationError('not like this'); }",
        },
      ],
      destinations: [hook('live', {}), hook('redriven', { insert: ['refuses'] }), hook('replayed', { enabled: false })],
    },
    { scheduleEveryMs: 500 },
  );
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

async function api<T>(operation: string, body: object = {}): Promise<T> {
  const [method = 'GET', path = ''] = operation.split(' ');
  const answer = await fetch(`${pipeline.url}/api/v1${path}`, {
    ...{ method, headers: { 'content-type': 'application/json' } },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${operation}: ${await answer.clone().text()}`).toBeLessThan(300);
  return ((await answer.json()) as { data: T }).data;
}
const arrived = (path: string): readonly string[] =>
  receiver.requests
    .filter((request) => request.path === path)
    .map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId)
    .toSorted();
const ledgerOf = async (wanted: string) => (await pipeline.ledger()).destinations.find(({ id }) => id === wanted);

const saves = (id: string) =>
  api('POST /functions', { id, type: 'insert', code: 'function onTrack(event) { return event; }', deploy: false });
const names = (destination: string, id: string) =>
  api(`PATCH /destinations/${destination}`, { insert: [id], enabled: true });
/** Functions that have read the configuration just before remember it for so long. */
async function everybodyKnows(): Promise<void> {
  const changedAt = Date.now();
  await expect.poll(() => Date.now() - changedAt).toBeGreaterThan(MEMORY_MS);
}
const send = (messageId: string) => pipeline.send('/v1/track', { userId: 'u1', event: 'Paid', messageId });

test('events are held while a function is not deployed, with a notice, and follow when it is', async () => {
  await saves('later');
  await names('live', 'later');
  await everybodyKnows();
  for (const id of ['m-1', 'm-2', 'm-3']) await send(id);
  await expect.poll(async () => (await ledgerOf('live'))?.down?.reason).toBe('function_missing');
  await send('m-4');
  await expect.poll(async () => (await ledgerOf('live'))?.held).toBeGreaterThan(0);
  const { destination } = await api<{ destination: { notice?: string } }>('GET /destinations/live');
  const before = arrived('/live');

  await api('POST /functions/later/deploy');

  await expect.poll(() => arrived('/live')).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);
  expect(before).toEqual([]);
  expect(destination.notice).toContain('a function that it names is not deployed');
  expect(await api('GET /destinations/live')).not.toHaveProperty('destination.notice');
  await expect.poll(async () => (await ledgerOf('live'))?.held).toBe(0);
  expect(await ledgerOf('live')).toMatchObject({ delivered: 4, deadLettered: {}, discarded: {} });
});

test('so are those that are replayed or redriven', async () => {
  await saves('of-replay');
  await saves('of-redrive');
  await expect.poll(async () => (await ledgerOf('redriven'))?.discarded['function_invalid_event']).toBe(4);
  await names('redriven', 'of-redrive');
  await names('replayed', 'of-replay');
  await everybodyKnows();

  await api('POST /undelivered-events/redrive', { filter: { destinationId: 'redriven' } });
  const from = new Date(Date.now() - 3_600_000).toISOString();
  await api('POST /replays', { destinationId: 'replayed', from, to: new Date().toISOString() });
  await expect.poll(async () => (await ledgerOf('redriven'))?.down?.reason).toBe('function_missing');
  await expect.poll(async () => (await ledgerOf('replayed'))?.down?.reason).toBe('function_missing');
  const before = [arrived('/redriven'), arrived('/replayed')];
  await api('POST /functions/of-redrive/deploy');
  await api('POST /functions/of-replay/deploy');

  await expect.poll(() => arrived('/redriven')).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);
  await expect.poll(() => arrived('/replayed')).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);
  expect(before).toEqual([[], []]);
  await expect.poll(async () => ledgerFaults(await pipeline.ledger())).toEqual([]);
});
