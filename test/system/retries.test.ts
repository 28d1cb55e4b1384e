import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../functions/control-api/use-cases/trace.ts';
import { decodePack } from '../../functions/shared/packs/pack-codec.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../local/receiver.ts';
import { aWebhook, basic, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

/** One source, one destination and one receiver for each scenario, so that none sees what belongs to another. */
const SCENARIOS = {
  'always-500': { retries: 9, over: '18s' },
  recovers: { retries: 9, over: '9s' },
  partial: { retries: 2, over: '2s' },
  patience: { retries: 2, over: '2s' },
  behind: { retries: 1, over: '1h' },
} as const;
/** Delays and records are in whole milliseconds, and the schedule below is rounded. */
const ROUNDED_SECONDS = 0.01;
type Scenario = keyof typeof SCENARIOS;
const scenarios = Object.keys(SCENARIOS) as Scenario[];

const receivers = new Map<Scenario, Receiver>();
let pipeline: TestPipeline;

beforeAll(async () => {
  for (const scenario of scenarios) receivers.set(scenario, await startReceiver());
  pipeline = await startTestPipeline({
    workspace: 'acme',
    sources: scenarios.map((scenario) => ({ id: scenario, writeKeys: [`wk_${scenario}`] })),
    destinations: scenarios.map((scenario) =>
      aWebhook(receiverOf(scenario).url, { id: scenario, source: scenario, retry: SCENARIOS[scenario] }),
    ),
  });
});
afterAll(async () => {
  await pipeline.close();
  for (const receiver of receivers.values()) await receiver.close();
});

function receiverOf(scenario: Scenario): Receiver {
  const receiver = receivers.get(scenario);
  if (receiver === undefined) throw new Error(`no receiver for ${scenario}`);
  return receiver;
}

const send = (scenario: Scenario, path: string, body: object): Promise<Response> =>
  pipeline.send(path, body, { authorization: basic(`wk_${scenario}`) });

const countsOf = async (scenario: Scenario): Promise<unknown> =>
  (await pipeline.ledger()).destinations.find(({ id }) => id === scenario);

const track = (userId: string): object => ({ userId, event: 'Order Completed', messageId: `m-${userId}` });
const userOf = ({ body }: ReceivedRequest): unknown => (JSON.parse(body) as { userId: unknown }).userId;

/**
 * What was decided about the event of a user, attempt by attempt: how many seconds later the next was to come, and how
 * many seconds after that it came. A busy machine comes to it late, so only the first can be told beforehand.
 */
async function waitsOf(scenario: Scenario, userId: string): Promise<{ plannedSeconds: number; lateSeconds: number }[]> {
  const answer = await fetch(`${pipeline.url}/api/trace/${scenario}/m-${userId}`);
  const { destinations } = (await answer.json()) as Trace;
  const attempts = destinations[0]?.attempts ?? [];
  return attempts.slice(0, -1).map(({ decidedAt, nextAttemptAt = '' }, index) => {
    const arrivedAt = receiverOf(scenario).requests[index + 1]?.receivedAt ?? NaN;
    const plannedAt = Date.parse(nextAttemptAt);
    return {
      plannedSeconds: (plannedAt - Date.parse(decidedAt)) / 1000,
      lateSeconds: (arrivedAt - plannedAt) / 1000,
    };
  });
}

/** What lies in the dead-letter queue of the shared lane. */
async function deadLetters() {
  const sqs = new SQSClient({
    endpoint: pipeline.sqsEndpoint,
    region: 'us-east-1',
    credentials: pipeline.credentials,
  });
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: pipeline.outputs['WebhooksDeadLetterQueueUrl'], MaxNumberOfMessages: 10 }),
  );
  sqs.destroy();
  return messages.map(({ Body: body = '' }) => decodePack(body));
}

describe('a destination that always answers 500', () => {
  test('gets ten attempts spaced as its schedule says, and then the event is a dead letter with its reason', async () => {
    const receiver = receiverOf('always-500');
    receiver.react(() => ({ status: 500 }));

    await send('always-500', '/v1/track', track('u1'));
    await pipeline.drain();

    expect(receiver.requests).toHaveLength(10);
    // 18 s over nine waits, of which the first is 1 s: each is 1.166 times the one before, give or take a tenth.
    const waits = [1, 1.166, 1.36, 1.587, 1.851, 2.158, 2.517, 2.936, 3.424];
    const found = await waitsOf('always-500', 'u1');
    expect(found).toHaveLength(9);
    for (const [index, { plannedSeconds, lateSeconds }] of found.entries()) {
      expect(plannedSeconds).toBeGreaterThan((waits[index] ?? 0) * 0.9 - ROUNDED_SECONDS);
      expect(plannedSeconds).toBeLessThan((waits[index] ?? 0) * 1.1 + ROUNDED_SECONDS);
      expect(lateSeconds).toBeGreaterThan(-ROUNDED_SECONDS);
    }
    const [dead] = await deadLetters();
    expect(dead?.header).toMatchObject({
      kind: 'dead-letter',
      reason: 'http_500',
      retry: 9,
      destinationId: 'always-500',
    });
    expect(JSON.parse(dead?.lines[0] ?? '')).toMatchObject({ userId: 'u1', messageId: 'm-u1' });
    expect(await countsOf('always-500')).toMatchObject({ attempts: 10, delivered: 0, deadLettered: { http_500: 1 } });
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });
});

describe('a destination that recovers', () => {
  test('sees three attempts when it answers 500 twice and then 200, with the same id each time', async () => {
    const receiver = receiverOf('recovers');
    receiver.react(() => ({ status: receiver.requests.length <= 2 ? 500 : 200 }));

    await send('recovers', '/v1/track', track('u2'));
    await pipeline.drain();

    expect(receiver.requests.map(({ headers }) => headers['webhook-id'])).toEqual(['m-u2', 'm-u2', 'm-u2']);
    expect(await countsOf('recovers')).toMatchObject({ attempts: 3, delivered: 1, deadLettered: {} });
  });

  test('gets only the events again that it did not take', async () => {
    const receiver = receiverOf('partial');
    const seen = new Set<unknown>();
    receiver.react((request) => {
      const user = userOf(request);
      const isFirst = !seen.has(user);
      seen.add(user);
      return { status: isFirst && String(user).startsWith('bad') ? 503 : 200 };
    });
    const batch = ['ok1', 'bad1', 'ok2', 'bad2', 'ok3'].map((user) => ({ type: 'track', ...track(user) }));

    await send('partial', '/v1/batch', { batch });
    await pipeline.drain();

    expect(receiver.requests.map(userOf).sort()).toEqual(['bad1', 'bad1', 'bad2', 'bad2', 'ok1', 'ok2', 'ok3']);
    expect(await countsOf('partial')).toMatchObject({ matched: 5, delivered: 5, attempts: 7 });
  });
});

describe('a destination that asks for patience', () => {
  test('is left alone for as long as Retry-After says', async () => {
    const receiver = receiverOf('patience');
    receiver.react(() =>
      receiver.requests.length === 1 ? { status: 429, headers: { 'retry-after': '3' } } : { status: 200 },
    );

    await send('patience', '/v1/track', track('u3'));
    await pipeline.drain();

    expect(receiver.requests).toHaveLength(2);
    const [wait] = await waitsOf('patience', 'u3');
    expect(wait?.plannedSeconds).toBeGreaterThanOrEqual(3);
    expect(wait?.lateSeconds).toBeGreaterThan(-ROUNDED_SECONDS);
  });
});

// The last, because its retries are an hour away, and nothing is drained before.
describe('a live event', () => {
  test('does not wait behind retries of the same destination', async () => {
    const receiver = receiverOf('behind');
    receiver.react((request) => ({ status: userOf(request) === 'live' ? 200 : 500 }));
    const failing = Array.from({ length: 200 }, (_, index) => ({ type: 'track', ...track(`failing-${index}`) }));
    await send('behind', '/v1/batch', { batch: failing });
    await expect.poll(() => receiver.requests.length).toBe(200);

    await send('behind', '/v1/track', track('live'));
    await expect.poll(() => receiver.requests.map(userOf)).toContain('live');

    await expect.poll(() => countsOf('behind')).toMatchObject({ attempts: 201, delivered: 1, waiting: 200 });
    expect(receiver.requests).toHaveLength(201);
  });
});
