import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createEnqueue } from '../../../functions/ingest/enqueue.ts';
import type { Accepted } from '../../../functions/shared/accept/accepted.ts';
import { decodePack } from '../../../functions/shared/packs/pack-codec.ts';
import { anEventRoute } from '../../support/an-event.ts';
import { aFakeSqs, type FakeSqs } from '../../support/fake-sqs.ts';
import { withoutWaits } from '../../support/without-waits.ts';

function anAccepted(overrides: Partial<Accepted> = {}): Accepted {
  return {
    sourceId: 'web',
    receivedAt: new Date('2026-11-22T01:00:00.000Z'),
    events: [anEventRoute()],
    lines: ['{"type":"track"}'],
    rejected: {},
    ...overrides,
  };
}

const anEnqueue = ({ client }: FakeSqs) =>
  createEnqueue(withoutWaits({ sqs: client, queueUrl: 'url', createId: () => 'request-1' }));

const packsIn = ({ requests }: FakeSqs) => requests.flat().map(({ MessageBody }) => decodePack(MessageBody ?? ''));

class NamedError extends Error {
  override readonly name: string;
  constructor(name: string) {
    super('refused');
    this.name = name;
  }
}

describe('a request', () => {
  test('becomes one message', async () => {
    const sqs = aFakeSqs();
    const accepted = anAccepted();

    const sent = await anEnqueue(sqs)(accepted);

    expect(sent).toBe('sent');
    expect(sqs.queueUrls).toEqual(['url']);
    expect(packsIn(sqs)).toEqual([
      {
        header: {
          kind: 'ingest',
          packId: 'request-1.0',
          sourceId: 'web',
          receivedAt: '2026-11-22T01:00:00.000Z',
          events: accepted.events,
        },
        lines: accepted.lines,
      },
    ]);
  });

  test('of which nothing was accepted still brings its counts', async () => {
    const sqs = aFakeSqs();
    const rejected = { event_not_defined: 2 };

    await anEnqueue(sqs)(anAccepted({ events: [], lines: [], rejected }));

    expect(packsIn(sqs)).toMatchObject([{ header: { sourceId: 'web', events: [], rejected }, lines: [] }]);
  });

  test('that needs several messages brings its counts once, all of its events, and an id for each message', async () => {
    const sqs = aFakeSqs();
    const lines = Array.from({ length: 20 }, () => JSON.stringify(randomBytes(15_000).toString('base64')));
    const events = lines.map((_, index) => anEventRoute({ id: `m-${index}` }));

    await anEnqueue(sqs)(anAccepted({ events, lines, rejected: { bad_request: 3 } }));

    const headers = packsIn(sqs).map(({ header }) => header);
    expect(headers.length).toBeGreaterThan(3);
    expect(headers.map((header) => ('packId' in header ? header.packId : ''))).toEqual(
      headers.map((_, index) => `request-1.${index}`),
    );
    expect(headers.map((header) => ('rejected' in header ? header.rejected : undefined))).toEqual([
      { bad_request: 3 },
      ...headers.slice(1).map(() => undefined),
    ]);
    expect(headers.flatMap(({ events: found }) => found.map(({ id }) => id))).toEqual(events.map(({ id }) => id));
  });
});

describe('requests that an instance has at the same time', () => {
  const at = (time: string) => new Date(`2026-11-22T${time}Z`);

  test('become one message with the events and counts of all of them', async () => {
    const sqs = aFakeSqs();
    const enqueue = anEnqueue(sqs);
    const requests = ['m-1', 'm-2', 'm-3'].map((id) =>
      anAccepted({ events: [anEventRoute({ id })], lines: [`{"messageId":"${id}"}`], rejected: { bad_request: 1 } }),
    );

    const sent = await Promise.all(requests.map(enqueue));

    expect(sent).toEqual(['sent', 'sent', 'sent']);
    expect(packsIn(sqs)).toMatchObject([
      {
        header: {
          packId: 'request-1.0',
          events: [{ id: 'm-1' }, { id: 'm-2' }, { id: 'm-3' }],
          rejected: { bad_request: 3 },
        },
        lines: ['{"messageId":"m-1"}', '{"messageId":"m-2"}', '{"messageId":"m-3"}'],
      },
    ]);
  });

  test.each<[what: string, second: Partial<Accepted>]>([
    ['sources', { sourceId: 'app' }],
    ['classes of keys', { keyClass: 'server' }],
    ['hours', { receivedAt: at('02:00:00.000') }],
  ])('of two %s become two messages in one call', async (_what, second) => {
    const sqs = aFakeSqs();
    const enqueue = anEnqueue(sqs);
    const first = { keyClass: 'browser', receivedAt: at('01:59:59.999') } as const;

    await Promise.all([enqueue(anAccepted(first)), enqueue(anAccepted({ ...first, ...second }))]);

    expect(sqs.requests.map((entries) => entries.length)).toEqual([2]);
    expect(packsIn(sqs)).toMatchObject([
      { header: { sourceId: 'web', receivedAt: '2026-11-22T01:59:59.999Z' } },
      { header: second.receivedAt === undefined ? second : { receivedAt: '2026-11-22T02:00:00.000Z' } },
    ]);
  });

  test('are all repeated when the queue does not take them', async () => {
    const sqs = aFakeSqs([{ error: new NamedError('ThrottlingException') }]);
    const enqueue = anEnqueue(sqs);

    const sent = await Promise.all([enqueue(anAccepted()), enqueue(anAccepted())]);

    expect(sent).toEqual(['throttled', 'throttled']);
  });
});

describe('a queue that does not take it', () => {
  test.each([
    'ThrottlingException',
    'RequestThrottled',
    'KMSThrottlingException',
    'OverLimit',
    'TooManyRequestsException',
  ])('because of %s asks for patience', async (name) => {
    const sqs = aFakeSqs([{ error: new NamedError(name) }]);

    const sent = await anEnqueue(sqs)(anAccepted());

    expect(sent).toBe('throttled');
  });

  test.each(['QueueDoesNotExist', 'AccessDenied', 'TimeoutError'])('because of %s has failed', async (name) => {
    const sqs = aFakeSqs([{ error: new NamedError(name) }]);

    const sent = await anEnqueue(sqs)(anAccepted());

    expect(sent).toBe('failed');
  });

  test.concurrent.each([
    ['InternalError', 'failed'],
    ['RequestThrottled', 'throttled'],
  ])('message by message because of %s has %s', async (code, expected) => {
    const refused = { 0: code };
    const sqs = aFakeSqs([{ refused }, { refused }, { refused }]);

    const sent = await anEnqueue(sqs)(anAccepted());

    expect(sent).toBe(expected);
  });
});
