import { describe, expect, test } from 'vitest';
import {
  classifyAttempt,
  type AttemptResult,
  type DeliveryOutcome,
  type FailureClass,
} from '../../../domain/delivery/delivery-outcome.ts';

const NOW = new Date('2026-11-22T01:00:00.000Z');
const answer = (status: number, retryAfter?: string): AttemptResult => ({ kind: 'response', status, retryAfter });

describe('an answer', () => {
  test.each([200, 201, 202, 204, 206, 226, 299])('%i means delivered', (status) => {
    const outcome = classifyAttempt(answer(status), NOW);

    expect(outcome).toEqual({ kind: 'delivered' });
  });

  test.each([408, 423, 500, 502, 503, 504, 505, 507, 511, 520, 529, 599])('%i passes, and is tried again', (status) => {
    const outcome = classifyAttempt(answer(status), NOW);

    expect(outcome).toEqual({ kind: 'retry', class: 'transient', reason: `http_${status}` });
  });

  test('429 is tried again, and asks for less', () => {
    const outcome = classifyAttempt(answer(429), NOW);

    expect(outcome).toEqual({ kind: 'retry', class: 'throttled', reason: 'http_429' });
  });

  test.each([401, 402, 403])('%i is given up, and a person has to do something', (status) => {
    const outcome = classifyAttempt(answer(status), NOW);

    expect(outcome).toEqual({ kind: 'discard', class: 'setup', reason: `http_${status}` });
  });

  test.each([
    ...[300, 301, 302, 304, 307, 308],
    ...[400, 404, 405, 406, 407, 409, 411, 412, 413, 414, 415, 418, 421, 422, 424, 425, 428, 431, 451, 499],
    501,
  ])('%i is given up for what is in the event', (status) => {
    const outcome = classifyAttempt(answer(status), NOW);

    expect(outcome).toEqual({ kind: 'discard', class: 'payload', reason: `http_${status}` });
  });

  test('410 is given up and switches the destination off', () => {
    const outcome = classifyAttempt(answer(410), NOW);

    expect(outcome).toEqual({ kind: 'discard', class: 'setup', reason: 'http_410', switchOff: true });
  });
});

describe('statuses that nobody uses', () => {
  test.each([
    [100, 'http_1xx_other'],
    [399, 'http_3xx_other'],
    [477, 'http_4xx_other'],
  ])('%i is given up, and counted with its kind', (status, reason) => {
    const outcome = classifyAttempt(answer(status), NOW);

    expect(outcome).toEqual({ kind: 'discard', class: 'payload', reason });
  });

  test.each([
    [512, 'http_5xx_other'],
    [999, 'http_9xx_other'],
  ])('%i is tried again, and counted with its kind', (status, reason) => {
    const outcome = classifyAttempt(answer(status), NOW);

    expect(outcome).toEqual({ kind: 'retry', class: 'transient', reason });
  });

  test('make no more counters than fit the minute of a destination, for its live events and its replays', () => {
    const reasons = Array.from({ length: 1_000 }, (_, status) => classifyAttempt(answer(status), NOW)).flatMap(
      (outcome) => (outcome.kind === 'delivered' ? [] : [outcome.reason]),
    );

    expect(new Set(reasons).size).toBeLessThan(100);
  });
});

describe('a Retry-After', () => {
  test.each<[status: number, header: string, expected: DeliveryOutcome]>([
    [429, '60', { kind: 'retry', class: 'throttled', reason: 'http_429', retryAfterMs: 60_000 }],
    [
      503,
      'Sun, 22 Nov 2026 01:00:30 GMT',
      { kind: 'retry', class: 'transient', reason: 'http_503', retryAfterMs: 30_000 },
    ],
    [429, '86400', { kind: 'retry', class: 'throttled', reason: 'http_429', retryAfterMs: 7_200_000 }],
    [503, 'later', { kind: 'retry', class: 'transient', reason: 'http_503' }],
    [200, '60', { kind: 'delivered' }],
    [400, '60', { kind: 'discard', class: 'payload', reason: 'http_400' }],
    [501, '60', { kind: 'discard', class: 'payload', reason: 'http_501' }],
  ])('beside %i that says %j', (status, header, expected) => {
    const outcome = classifyAttempt(answer(status, header), NOW);

    expect(outcome).toEqual(expected);
  });
});

describe('no answer', () => {
  test.each([
    ...['timeout', 'connection_refused', 'connection_reset', 'connection_failed', 'host_unreachable'],
    ...['dns_failed', 'invalid_response', 'something_new'],
  ])('because of %s passes, and is tried again', (failure) => {
    const outcome = classifyAttempt({ kind: 'failed', failure }, NOW);

    expect(outcome).toEqual({ kind: 'retry', class: 'transient', reason: failure });
  });

  test.each(['dns_not_found', 'tls_invalid'])('because of %s is tried again, until a person has acted', (failure) => {
    const outcome = classifyAttempt({ kind: 'failed', failure }, NOW);

    expect(outcome).toEqual({ kind: 'retry', class: 'setup', reason: failure });
  });

  test.each<[string, FailureClass]>([
    ['blocked_address', 'setup'],
    ['invalid_url', 'setup'],
    ['redirect_refused', 'setup'],
    ['invalid_request', 'setup'],
  ])('because of %s is given up, because the same request would meet it again: %s', (failure, failureClass) => {
    const outcome = classifyAttempt({ kind: 'failed', failure }, NOW);

    expect(outcome).toEqual({ kind: 'discard', class: failureClass, reason: failure });
  });
});
