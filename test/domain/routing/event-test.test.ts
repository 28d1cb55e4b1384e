import { describe, expect, test } from 'vitest';
import { connectionVerdict, dropOf, nextStep } from '../../../domain/routing/event-test.ts';
import { normaliseEvent } from '../../../domain/events/event.ts';
import { aDestination } from '../../support/a-destination.ts';
import { anEvent, aReception } from '../../support/an-event.ts';

function accepted(overrides: Record<string, unknown> = {}) {
  const result = normaliseEvent(anEvent(overrides), aReception(), () => 'created');
  if (!result.ok) throw new Error(result.reason);
  return result.event;
}

describe('why a destination would not get an event', () => {
  test('nothing keeps it away', () => {
    const dropped = dropOf(accepted(), aDestination({ filter: 'type = "track"' }));

    expect(dropped).toBeUndefined();
  });

  test('the filter, with the part that does not hold', () => {
    const dropped = dropOf(accepted(), aDestination({ filter: 'type = "track" and properties.total > 100' }));

    expect(dropped).toMatchObject({
      by: 'filter',
      parts: [{ part: 'properties.total > 100', values: { 'properties.total': 42 } }],
    });
  });

  test('the integrations object, which is named', () => {
    const dropped = dropOf(accepted({ integrations: { All: false } }), aDestination());

    expect(dropped?.by).toBe('integrations');
    expect(dropped?.explanation).toContain('{"All":false}');
  });

  test.each([
    ['disabled', aDestination({ enabled: false })],
    ['invalid_filter', aDestination({ filter: 'type = ' })],
  ])('it is %s', (by, destination) => {
    const dropped = dropOf(accepted(), destination);

    expect(dropped?.by).toBe(by);
    expect(dropped).not.toHaveProperty('parts');
  });
});

describe('what follows an attempt', () => {
  test('a failure that passes is tried again when the schedule says', () => {
    const next = nextStep({ kind: 'retry', class: 'transient', reason: 'http_503' }, aDestination());

    expect(next).toMatchObject({ result: 'retried', reason: 'http_503', class: 'transient', retryInMs: 28_180 });
    expect(next.explanation).toBe(
      'It is not available at the moment. It would be tried again in about 28 s (9 retries over 4h in all, then it is undelivered).',
    );
  });

  test('patience that is asked for lengthens the wait', () => {
    const outcome = { kind: 'retry', class: 'throttled', reason: 'http_429', retryAfterMs: 60_000 } as const;

    const next = nextStep(outcome, aDestination());

    expect(next.retryInMs).toBe(60_000);
  });

  test('without retries it is undelivered at once', () => {
    const destination = aDestination({ retry: { retries: 0, overMs: 0 } });

    const next = nextStep({ kind: 'retry', class: 'transient', reason: 'timeout' }, destination);

    expect(next.result).toBe('undelivered');
  });

  test('410 switches the destination off', () => {
    const outcome = { kind: 'discard', class: 'setup', reason: 'http_410', switchOff: true } as const;

    const next = nextStep(outcome, aDestination());

    expect(next.result).toBe('discarded');
    expect(next.explanation).toContain('switched off');
  });
});

test('what code of the customer dropped is neither tried again nor undelivered', () => {
  const next = nextStep({ kind: 'filtered', reason: 'function_dropped' }, aDestination());

  expect(next).toMatchObject({ result: 'filtered', reason: 'function_dropped' });
  expect(next.explanation).toContain('filtered by function');
});

describe('a connection', () => {
  test.each([
    ['connected', { kind: 'delivered' }],
    ['refused', { kind: 'discard', class: 'payload', reason: 'http_501' }],
    ['refused', { kind: 'discard', class: 'payload', reason: 'http_400' }],
    ['refused', { kind: 'filtered', reason: 'function_dropped' }],
    ['failed', { kind: 'discard', class: 'payload', reason: 'http_404' }],
    ['failed', { kind: 'discard', class: 'setup', reason: 'http_401' }],
    ['failed', { kind: 'retry', class: 'transient', reason: 'timeout' }],
  ] as const)('is %s after %j', (expected, outcome) => {
    const verdict = connectionVerdict(outcome);

    expect(verdict).toBe(expected);
  });
});
