import { describe, expect, test } from 'vitest';
import {
  outcomeOfSource,
  rejectionOf,
  runAgainSeconds,
  sourceMessageId,
} from '../../../domain/functions/source-run.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const returned = (value?: string) =>
  outcomeOfSource(
    { end: { kind: 'returned', ...(value === undefined ? {} : { value }) }, logs: [], requests: [], cpuMs: 1, ms: 1 },
    NOW,
  );

describe('what a guest says that it made of a request', () => {
  test.each([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['another shape', '{"events":{}}'],
    ['events that are no texts', '{"events":[{}]}'],
    ['a status that is none', '{"events":[],"reply":{"status":"200"}}'],
    ['fields that nobody knows', '{"events":[],"sourceId":"other"}'],
    ['too many events', JSON.stringify({ events: Array.from({ length: 101 }, () => '{}') })],
  ])('is not taken: %s', (_, value) => {
    expect(returned(value)).toMatchObject({ kind: 'ended', result: { reason: 'function_result' } });
  });

  test('is taken as text of somebody hostile: an event that is no JSON is no object later', () => {
    expect(returned('{"events":["{","7","{\\"type\\":\\"track\\"}"]}')).toMatchObject({
      events: [undefined, 7, { type: 'track' }],
    });
  });

  test.each([
    [99, 200],
    [101, 200],
    [204, 204],
    [599, 599],
    [600, 200],
  ])('may be answered with a status that HTTP has: %i', (status, answered) => {
    expect(returned(JSON.stringify({ events: [], reply: { status } }))).toMatchObject({ reply: { status: answered } });
  });
});

describe('runs of a request', () => {
  test('are six more, longer and longer apart, and as late as the function asks, within what a queue can delay', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((runs) => runAgainSeconds(runs))).toEqual([
      60,
      120,
      240,
      480,
      900,
      900,
      undefined,
    ]);
    expect(runAgainSeconds(1, 90_001)).toBe(91);
    expect(runAgainSeconds(1, 7_200_000)).toBe(900);
  });

  test('make the same ids each time', () => {
    expect(sourceMessageId('r1', 2)).toBe('fn-r1-2');
  });

  test('count as what the function said, or as a request of its own that failed', () => {
    expect(rejectionOf('function_error')).toBe('function_error');
    expect(rejectionOf('connection_refused')).toBe('function_fetch_failed');
  });
});
