import { afterAll, beforeAll, describe, test } from 'vitest';
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aWebhook, basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

/** One source, one destination and one receiver for each scenario. */
const SETTINGS = {
  slow: { rateLimit: { perSecond: 20 } },
  flooded: { rateLimit: { perSecond: 10 } },
  narrow: { rateLimit: { atOnce: 3 } },
  throttling: { retry: { retries: 9, over: '60s' } },
  refusing: { switchOffAfter: { failures: 20, over: '0s' } },
} as const;
/** Running functions learn within this time that a destination wants less. */
const KNOWN_EVERYWHERE_MS = 2_100;
type Scenario = keyof typeof SETTINGS;
const scenarios = Object.keys(SETTINGS) as Scenario[];

const receivers = new Map<string, Receiver>();
let pipeline: TestPipeline;

const receiverOf = (scenario: Scenario): Receiver => {
  const receiver = receivers.get(scenario);
  if (receiver === undefined) throw new Error(`no receiver for ${scenario}`);
  return receiver;
};

const workspace = (changes: Partial<Record<Scenario, object>> = {}): WorkspaceInput => ({
  workspace: 'acme',
  sources: scenarios.map((id) => ({ id, writeKeys: [`wk_${id}`] })),
  destinations: scenarios.map((id) =>
    aWebhook(receiverOf(id).url, { id, source: id, ...SETTINGS[id], ...changes[id] }),
  ),
});

beforeAll(async () => {
  for (const scenario of scenarios) receivers.set(scenario, await startReceiver());
  pipeline = await startTestPipeline(workspace());
});
afterAll(async () => {
  await pipeline.close();
  for (const receiver of receivers.values()) await receiver.close();
});

const sendBatch = (scenario: Scenario, name: string, count: number): Promise<Response> => {
  const batch = Array.from({ length: count }, (_, index) => ({
    type: 'track',
    event: 'E',
    userId: 'u',
    messageId: `${name}-${index}`,
  }));
  return pipeline.send('/v1/batch', { batch }, { authorization: basic(`wk_${scenario}`) });
};
const ledgerOf = async (id: Scenario) => (await pipeline.ledger()).destinations.find((found) => found.id === id);

/**
 * How many seconds too early the earliest request came at a rate that began at a time, zero or less if none did. What is
 * late on a busy machine comes together with what is not, so nothing can be said about how many come within a second.
 */
function secondsTooEarly({ requests }: Receiver, { perSecond, since }: { perSecond: number; since: number }): number {
  const times = requests.map(({ receivedAt }) => receivedAt).sort((left, right) => left - right);
  return Math.max(...times.map((time, index) => index / perSecond - (time - since) / 1000));
}

describe('a destination with a rate limit', () => {
  test.concurrent(
    'gets a burst at its rate, each event once, and no attempt is used up by waiting',
    async ({ expect }) => {
      const since = Date.now();
      await sendBatch('slow', 'burst', 150);
      await expect.poll(async () => (await ledgerOf('slow'))?.delivered).toBe(150);

      const { requests } = receiverOf('slow');
      expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(150);
      expect(await ledgerOf('slow')).toMatchObject({ matched: 150, attempts: 150, waiting: 0, held: 0 });
      expect(secondsTooEarly(receiverOf('slow'), { perSecond: 20, since })).toBeLessThan(1);
    },
  );

  test.concurrent(
    'has what is too much for its line held, and gets it when the line is shorter',
    async ({ expect }) => {
      const since = Date.now();
      for (const name of ['a', 'b', 'c', 'd', 'e']) await sendBatch('flooded', name, 500);
      await expect.poll(async () => (await ledgerOf('flooded'))?.held).toBeGreaterThan(300);
      const tooEarly = secondsTooEarly(receiverOf('flooded'), { perSecond: 10, since });
      // Somebody has found out that the partner takes more: what waits moves on at the new rate.
      await pipeline.reconfigure(workspace({ flooded: { rateLimit: { perSecond: 400 } } }));
      await expect.poll(async () => (await ledgerOf('flooded'))?.delivered).toBe(2_500);

      expect(tooEarly).toBeLessThan(1);
      expect(await ledgerOf('flooded')).toMatchObject({ matched: 2_500, attempts: 2_500, held: 0, waiting: 0 });
    },
  );

  test.concurrent('never has more requests under way than it takes at once', async ({ expect }) => {
    let underWay = 0;
    let most = 0;
    const receiver = receiverOf('narrow');
    receiver.react(() => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => (underWay -= 1), 45);
      return { status: 200, afterMs: 50 };
    });

    for (const name of ['a', 'b', 'c', 'd']) await sendBatch('narrow', name, 40);
    await expect.poll(async () => (await ledgerOf('narrow'))?.delivered).toBe(160);

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(await ledgerOf('narrow')).toMatchObject({ attempts: 160, waiting: 0 });
  });
});

describe('a destination that answers 429', () => {
  test.concurrent('is left alone as long as it asks, then slowed down, and gets everything', async ({ expect }) => {
    const receiver = receiverOf('throttling');
    let isOpen = false;
    receiver.react(() => (isOpen ? { status: 200 } : { status: 429, headers: { 'retry-after': '6' } }));

    await sendBatch('throttling', 'first', 200);
    await expect.poll(async () => (await ledgerOf('throttling'))?.throttled).toBeDefined();
    const knownAt = performance.now();
    await expect.poll(() => performance.now() - knownAt).toBeGreaterThan(KNOWN_EVERYWHERE_MS);
    isOpen = true;
    await sendBatch('throttling', 'second', 20);
    await expect.poll(async () => (await ledgerOf('throttling'))?.delivered).toBe(220);

    // Many are under way at the first refusal; nothing is attempted a second time meanwhile, and nothing new begins.
    const arrivals = Map.groupBy(receiver.requests, ({ headers }) => String(headers['webhook-id']));
    const pausesMs = [...arrivals.values()].flatMap((requests) =>
      requests.slice(1).map(({ receivedAt }, index) => receivedAt - (requests[index]?.receivedAt ?? NaN)),
    );
    expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(6_000);
    const ofSecond = [...arrivals].filter(([id]) => id.startsWith('second')).flatMap(([, requests]) => requests);
    const firstTakenAt = Math.min(...ofSecond.map(({ receivedAt }) => receivedAt));
    expect(firstTakenAt - (receiver.requests[0]?.receivedAt ?? NaN)).toBeGreaterThanOrEqual(6_000);
    expect(await ledgerOf('throttling')).toMatchObject({ matched: 220, waiting: 0, held: 0, deadLettered: {} });
  });
});

describe('a destination that refuses everything until a person acts', () => {
  test.concurrent('is announced, then switched off, and what comes later stays in the archive', async ({ expect }) => {
    const receiver = receiverOf('refusing');
    receiver.react(() => ({ status: 401 }));

    await sendBatch('refusing', 'first', 1);
    await expect.poll(async () => (await ledgerOf('refusing'))?.notice).toMatch(/^1 event has failed/);
    const [early] = [await ledgerOf('refusing')];
    await sendBatch('refusing', 'second', 10);
    await expect.poll(async () => (await ledgerOf('refusing'))?.notice).toMatch(/55 % by now/);
    await sendBatch('refusing', 'third', 10);
    await expect.poll(async () => (await ledgerOf('refusing'))?.enabled).toBe(false);

    expect(early?.notice).toContain('check its key and secret');
    const late = await ledgerOf('refusing');
    expect(late?.notice).toMatch(/^Switched off: at least 20 events in a row have failed: it answers with status 401/);
    expect(late).toMatchObject({ matched: 21, discarded: { http_401: 21 }, waiting: 0 });
  });
});
