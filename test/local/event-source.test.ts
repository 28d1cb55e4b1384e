import { SendMessageBatchCommand, SQSClient, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../local/emulators/queue-calls.ts';
import { startSqsS3, type SqsS3 } from '../../local/emulators/sqs-s3.ts';
import { startEventSource, type EventSource, type EventSourceOptions } from '../../local/event-source.ts';
import type { Invocation } from '../../local/lambda-instance.ts';
import type { EventSourceResource } from '../../local/topology-resources.ts';

type SqsRecord = { readonly messageId: string; readonly body: string; readonly attributes: Record<string, string> };
type Options = Partial<
  Pick<EventSourceOptions, 'concurrency' | 'maxConcurrency' | 'quietWindowMs' | 'isWaiting' | 'queue'>
>;
type Handle = (records: readonly SqsRecord[]) => unknown;

const SOURCE: EventSourceResource = {
  queue: 'work',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:work',
  functionName: 'worker',
  batchSize: 10,
  windowMs: 0,
  maxConcurrency: 5,
  reportsItemFailures: true,
};

let sqsS3: SqsS3;
let queue: string;
let tests = 0;
let sources: EventSource[];
let batches: SqsRecord[][];

beforeAll(async () => {
  sqsS3 = await startSqsS3({
    dataDir: undefined,
    onFailure: (error) => {
      throw error;
    },
  });
});

afterAll(() => sqsS3.close());

beforeEach(async () => {
  [sources, batches] = [[], []];
  tests += 1;
  queue = `work-${tests}`;
  const RedrivePolicy = `{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:${queue}-dead","maxReceiveCount":2}`;
  await sqsS3.call('createQueues', [
    { name: queue, attributes: { VisibilityTimeout: '1', RedrivePolicy } },
    { name: `${queue}-dead`, attributes: {} },
  ]);
});

afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
});

async function send(bodies: readonly string[], MessageAttributes: Record<string, MessageAttributeValue> = {}) {
  const { credentials } = sqsS3;
  const sqs = new SQSClient({ endpoint: sqsS3.endpoint, region: 'us-east-1', credentials });
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageAttributes }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: `${sqsS3.endpoint}/000000000000/${queue}`, Entries }));
}

function start(handle: Handle, overrides: Partial<EventSourceResource> = {}, options: Options = {}): EventSource {
  const source = startEventSource({
    source: { ...SOURCE, queue, ...overrides },
    queue: {
      receive: (wanted, signal) => sqsS3.call('receive', { queue, ...wanted }, signal),
      delete: (receiptHandles) => sqsS3.call('delete', { queue, receiptHandles }),
      release: (receiptHandles) => sqsS3.call('release', { queue, receiptHandles }),
    },
    invoke: async (event) => {
      const { Records } = event as { Records: SqsRecord[] };
      batches.push(Records);
      return (await handle(Records)) as Invocation;
    },
    concurrency: 2,
    ...options,
    log: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  sources.push(source);
  return source;
}

const aMessage = (overrides: Partial<ReceivedMessage>): ReceivedMessage => ({
  ...{ messageId: 'm1', receiptHandle: 'r1', body: 'a', attributes: {}, messageAttributes: {}, md5OfBody: '' },
  ...overrides,
});

const succeed: Handle = () => ({ outcome: 'returned', payload: null });
const failing = (...ids: string[]): unknown => ({
  outcome: 'returned',
  payload: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

async function counts(): Promise<Record<string, number[]>> {
  const all = await sqsS3.call('counts', undefined);
  const own = all.filter(({ name }) => name === queue || name === `${queue}-dead`);
  return Object.fromEntries(
    own.map(({ name, visible, inFlight, delayed }) => [
      name.endsWith('-dead') ? 'dead' : 'work',
      [visible, inFlight, delayed],
    ]),
  );
}

describe('a batch', () => {
  test('has its records in the shape of AWS', async () => {
    start(succeed);

    await send(['{"a":1}'], { trace: { DataType: 'String', StringValue: 'abc' } });

    await expect.poll(() => batches).toHaveLength(1);
    expect(batches[0]).toEqual([
      {
        messageId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        receiptHandle: expect.stringMatching(/.+/) as string,
        body: '{"a":1}',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
          SenderId: '000000000000',
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
        },
        messageAttributes: {
          trace: { stringValue: 'abc', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:work',
        awsRegion: 'us-east-1',
      },
    ]);
  });

  test('is gone from the queue when its function returns', async () => {
    start(succeed);

    await send(['a', 'b', 'c']);

    await expect.poll(() => batches.flat()).toHaveLength(3);
    await expect.poll(counts).toEqual({ work: [0, 0, 0], dead: [0, 0, 0] });
  });

  test('brings back the messages that failed, until they are dead letters', async () => {
    start((records) => failing(...records.filter(({ body }) => body === 'bad').map(({ messageId }) => messageId)));

    await send(['good', 'bad', 'good']);

    await expect.poll(counts, { timeout: 5000 }).toEqual({ work: [0, 0, 0], dead: [1, 0, 0] });
    expect(batches.map((batch) => batch.map(({ body }) => body))).toEqual([['good', 'bad', 'good'], ['bad']]);
    expect(batches[1]?.[0]?.attributes['ApproximateReceiveCount']).toBe('2');
  });

  test.each<[string, Handle]>([
    ['fails', () => ({ outcome: 'failed', errorType: 'Error', message: 'x' })],
    ['names an unknown message', () => failing('somebody else')],
    ['names an empty message', () => failing('')],
    ['returns failures that are no list', () => ({ outcome: 'returned', payload: { batchItemFailures: 'all' } })],
  ])('stays as a whole when its function %s', async (_, handle) => {
    start(handle);

    await send(['a', 'b']);

    await expect.poll(() => batches).toHaveLength(1);
    expect(await counts()).toEqual({ work: [0, 2, 0], dead: [0, 0, 0] });
  });

  test.each([
    ['its instance ran out of time', 'Sandbox.Timedout', ['r1', 'r2', 'r3']],
    ['its instance ended by itself', 'Runtime.ExitError', ['r1', 'r2', 'r3']],
    ['its code threw', 'TypeError', []],
  ])('comes again at once, three times at most, when %s', async (_what, errorType, expected) => {
    const released: string[] = [];
    let receives = 0;
    const receive = async (): Promise<ReceivedMessage[]> => {
      receives += 1;
      if (receives > 5) await new Promise((resolve) => setTimeout(resolve, 10));
      if (receives > 5) return [];
      const attributes = { ApproximateReceiveCount: String(receives) };
      return [aMessage({ receiptHandle: `r${receives}`, attributes })];
    };

    start(
      () => ({ outcome: 'failed', errorType, message: 'x' }),
      {},
      {
        concurrency: 1,
        queue: { receive, delete: async () => undefined, release: async (handles) => void released.push(...handles) },
      },
    );

    await expect.poll(() => receives).toBeGreaterThan(5);
    await expect.poll(() => released).toEqual(expected);
  });

  test('is done whatever is returned where failures are not reported one by one', async () => {
    start(() => failing('ignored'), { reportsItemFailures: false });

    await send(['a']);

    await expect.poll(() => batches).toHaveLength(1);
    await expect.poll(counts).toEqual({ work: [0, 0, 0], dead: [0, 0, 0] });
  });
});

describe('the batching window', () => {
  test('is short while no batch is at work, however much arrives', async () => {
    await send(Array.from({ length: 10 }, () => 'a'.repeat(2000)));
    await send(['b']);
    start(succeed, { windowMs: 600_000, batchSize: 1000 }, { quietWindowMs: 1 });

    await expect.poll(() => batches.map(({ length }) => length)).toEqual([11]);
  });

  test('is the one of the template behind a batch that is at work, until that is done', async () => {
    const finish = Promise.withResolvers<unknown>();
    start(() => finish.promise, { windowMs: 600_000, batchSize: 1000 }, { quietWindowMs: 1 });
    await send(['a']);
    await expect.poll(() => batches).toHaveLength(1);

    for (const body of ['b', 'c']) {
      await send([body]);
      await expect.poll(async () => (await counts())['work']?.[0]).toBe(0);
    }

    expect(batches).toHaveLength(1);
    finish.resolve(await succeed([]));
    await expect.poll(() => batches.map((batch) => batch.map(({ body }) => body))).toEqual([['a'], ['b', 'c']]);
  });

  test('is short behind batches that only wait for others', async () => {
    const hanging = Promise.withResolvers<unknown>();
    start(() => hanging.promise, { windowMs: 600_000, batchSize: 1000 }, { quietWindowMs: 1, isWaiting: () => true });

    await send(['a']);
    await expect.poll(() => batches).toHaveLength(1);
    await send(['b']);

    await expect.poll(() => batches).toHaveLength(2);
    hanging.resolve(await succeed([]));
  });

  test('gathers what arrives in it', async () => {
    start(succeed, { windowMs: 500, batchSize: 1000 });

    await send(['a']);
    await send(['b', 'c']);

    await expect.poll(() => batches).toHaveLength(1);
    expect(batches[0]?.map(({ body }) => body)).toEqual(['a', 'b', 'c']);
  });

  test('ends when the batch is full', async () => {
    start(succeed, { windowMs: 60_000, batchSize: 4 });

    await send(['a', 'b', 'c', 'd', 'e']);

    await expect.poll(() => batches.map(({ length }) => length)).toEqual([4]);
  });
});

describe('an event source', () => {
  test.each([
    ['this machine', 5, 2],
    ['the template', 2, 5],
  ])('has no more batches at work than %s allows', async (_, maxConcurrency, concurrency) => {
    const finish = Promise.withResolvers<unknown>();
    start(() => finish.promise, { batchSize: 1, maxConcurrency }, { concurrency });

    await send(['a', 'b', 'c']);

    await expect.poll(() => batches).toHaveLength(2);
    expect((await counts())['work']).toEqual([1, 2, 0]);
    finish.resolve(await succeed([]));
    await expect.poll(() => batches).toHaveLength(3);
  });

  test('takes further batches while those at work only wait, up to a bound', async () => {
    const finish = Promise.withResolvers<unknown>();
    const options = { concurrency: 2, maxConcurrency: 4, isWaiting: () => true };
    start(() => finish.promise, { batchSize: 1 }, options);

    await send(['a', 'b', 'c', 'd', 'e', 'f']);

    await expect.poll(() => batches).toHaveLength(4);
    expect((await counts())['work']).toEqual([2, 4, 0]);
    finish.resolve(await succeed([]));
    await expect.poll(() => batches).toHaveLength(6);
  });

  test('takes no more batches that keep a core busy because others wait', async () => {
    const finish = Promise.withResolvers<unknown>();
    const isWaiting = (event: unknown): boolean =>
      (event as { Records: SqsRecord[] }).Records[0]?.body.startsWith('w') === true;
    start(() => finish.promise, { batchSize: 1 }, { concurrency: 2, maxConcurrency: 9, isWaiting });

    await send(['w1', 'b1', 'w2', 'b2', 'b3', 'w3']);

    await expect.poll(() => batches.flat().map(({ body }) => body)).toEqual(['w1', 'b1', 'w2', 'b2']);
    expect((await counts())['work']).toEqual([2, 4, 0]);
    finish.resolve(await succeed([]));
    await expect.poll(() => batches).toHaveLength(6);
  });

  test('finishes what is at work when it stops, and gives back what it has only gathered', async () => {
    const finish = Promise.withResolvers<unknown>();
    const source = start(() => finish.promise, { batchSize: 2, windowMs: 60_000 });
    await send(['a', 'b', 'c']);
    await expect.poll(async () => (await counts())['work']).toEqual([0, 3, 0]);

    const stopped = source.stop();
    await expect.poll(async () => (await counts())['work']).toEqual([1, 2, 0]);
    finish.resolve(await succeed([]));
    await stopped;

    expect((await counts())['work']).toEqual([1, 0, 0]);
  });
});
