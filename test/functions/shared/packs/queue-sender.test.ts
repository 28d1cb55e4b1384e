import { describe, expect, test } from 'vitest';
import {
  SendFailedError,
  sendMessages,
  type OutgoingMessage,
} from '../../../../functions/shared/packs/queue-sender.ts';
import { aFakeSqs } from '../../../support/fake-sqs.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

const QUEUE = 'https://sqs.example/queue';
const messages = (count: number, bytes = 1): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => ({ body: String(index).padEnd(bytes, '.') }));

describe('messages', () => {
  test('are sent in batches of ten', async () => {
    const sqs = aFakeSqs();

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(23));

    expect(sqs.requests.map((entries) => entries.length)).toEqual([10, 10, 3]);
    expect(sqs.requests.flat().map(({ MessageBody }) => MessageBody)).toEqual(
      Array.from({ length: 23 }, (_, index) => String(index)),
    );
    expect(new Set(sqs.queueUrls)).toEqual(new Set([QUEUE]));
  });

  test('are sent in batches of at most one mebibyte', async () => {
    const sqs = aFakeSqs();

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(5, 400_000));

    expect(sqs.requests.map((entries) => entries.length)).toEqual([2, 2, 1]);
  });

  test('that fill a mebibyte exactly go together', async () => {
    const sqs = aFakeSqs();

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(5, 262_144));

    expect(sqs.requests.map((entries) => entries.length)).toEqual([4, 1]);
  });

  test('have ids that are unique in their batch', async () => {
    const sqs = aFakeSqs();

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(10));

    expect(new Set(sqs.requests[0]?.map(({ Id }) => Id)).size).toBe(10);
  });

  test('carry the group and the delay that they have, and nothing else', async () => {
    const sqs = aFakeSqs();

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, [
      { body: 'a', groupId: 'crm', delaySeconds: 900 },
      { body: 'b' },
    ]);

    expect(sqs.requests).toEqual([
      [
        { Id: '0', MessageBody: 'a', MessageGroupId: 'crm', DelaySeconds: 900 },
        { Id: '1', MessageBody: 'b' },
      ],
    ]);
  });

  test('that are none cost no request', async () => {
    const sqs = aFakeSqs();

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, []);

    expect(sqs.requests).toEqual([]);
  });
});

// Side by side, because each of them really waits before it tries again.
describe.concurrent('messages that SQS refuses', () => {
  test('are sent again, and only they', async () => {
    const sqs = aFakeSqs([{ refused: { 1: 'InternalError', 3: 'InternalError' } }]);

    await sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(5));

    expect(sqs.requests.map((entries) => entries.map(({ MessageBody }) => MessageBody))).toEqual([
      ['0', '1', '2', '3', '4'],
      ['1', '3'],
    ]);
  });

  test('three times are reported with the reason', async () => {
    const refused = { 0: 'InternalError' };
    const sqs = aFakeSqs([{ refused: { ...refused, 2: 'InternalError' } }, { refused }, { refused }]);

    const sending = sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(3));

    await expect(sending).rejects.toThrow(
      new SendFailedError('SQS did not take 1 of 3 messages: InternalError', false),
    );
    await expect(sending).rejects.toMatchObject({ name: 'SendFailedError', throttled: false });
    expect(sqs.requests.map((entries) => entries.length)).toEqual([3, 2, 1]);
  });

  test.each(['ThrottlingException', 'RequestThrottled', 'OverLimit'])(
    'because of %s are reported as throttled',
    async (code) => {
      const refused = { 0: code };
      const sqs = aFakeSqs([{ refused }, { refused }, { refused }]);

      const sending = sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(1));

      await expect(sending).rejects.toMatchObject({ throttled: true });
    },
  );
});

test('an error for a whole request is passed on, because the SDK has repeated it already', async () => {
  const sqs = aFakeSqs([{ error: new Error('no route to host') }]);

  const sending = sendMessages(withoutWaits({ sqs: sqs.client }), QUEUE, messages(2));

  await expect(sending).rejects.toThrow('no route to host');
  expect(sqs.requests).toHaveLength(1);
});
