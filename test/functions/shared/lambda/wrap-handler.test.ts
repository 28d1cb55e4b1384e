import type { Context, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { wrapHandler, wrapSqsRecords } from '../../../../functions/shared/lambda/wrap-handler.ts';

test('a handler whose time is over is not answered for: Lambda ends it, and what it has under way', async () => {
  const work = Promise.withResolvers<string>();
  const context = { awsRequestId: 'r1', getRemainingTimeInMillis: () => 6 } as Context;

  const answering = wrapHandler(async () => work.promise)({}, context);
  setTimeout(() => work.resolve('done'), 30);

  expect(await answering).toBe('done');
});

describe('records that are worked off each by itself', () => {
  const context = { awsRequestId: 'r1', getRemainingTimeInMillis: () => 60_000 } as Context;
  const record = (messageId: string): SQSRecord => ({ messageId }) as SQSRecord;
  const logged: unknown[] = [];

  beforeEach(() => {
    logged.length = 0;
    vi.spyOn(console, 'error').mockImplementation((line: unknown) => void logged.push(line));
  });
  afterEach(() => void vi.restoreAllMocks());

  test('come again when they failed, and only those, each with a line in the log', async () => {
    const done: string[] = [];
    const handle = wrapSqsRecords('a pack failed', async ({ messageId }) => {
      if (messageId === 'm2') throw new TypeError('Invalid URL: https://a.test/SeCrEt');
      done.push(messageId);
    });

    const response = await handle({ Records: [record('m1'), record('m2'), record('m3')] }, context);

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    expect(done).toEqual(['m1', 'm3']);
    expect(logged).toMatchObject([
      { message: 'a pack failed', sqsMessageId: 'm2', error: { message: 'Invalid URL: https://a.test/••••' } },
    ]);
  });

  test('come again too when the function throws before its first wait', async () => {
    const handle = wrapSqsRecords('a pack failed', () => {
      throw new Error('unreadable');
    });

    const response = await handle({ Records: [record('m1')] }, context);

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });

  test('an error that nobody foresaw is logged and thrown on, without secrets', async () => {
    const handle = wrapHandler(async () => {
      throw new TypeError('Invalid URL: https://a.test/SeCrEt');
    });

    const error: unknown = await handle({}, context).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'TypeError', message: 'Invalid URL: https://a.test/••••' });
    expect((error as Error).stack).not.toContain('SeCrEt');
    expect(logged).toMatchObject([{ message: 'the invocation failed', requestId: 'r1', error: { name: 'TypeError' } }]);
  });
});
