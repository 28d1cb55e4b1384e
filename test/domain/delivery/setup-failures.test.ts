import { describe, expect, test } from 'vitest';
import { judgeRun, switchedOffText, warningText } from '../../../domain/delivery/setup-failures.ts';

const LIMIT = { failures: 100, overMs: 10 * 60_000 };
const SINCE = '2026-11-22T10:00:00.000Z';

describe('a run of setup failures', () => {
  test.each([
    [0, 1, 'warn'],
    [1, 49, 'nothing'],
    [49, 50, 'warn'],
    [50, 69, 'nothing'],
    [69, 75, 'warn'],
    [75, 89, 'nothing'],
    [80, 99, 'warn'],
    [90, 99, 'nothing'],
    [99, 100, 'switch-off'],
    [0, 160, 'switch-off'],
  ] as const)('of at most 100 that grows from %i to %i: %s', (before, after, expected) => {
    expect(judgeRun({ before, after, ageMs: LIMIT.overMs }, LIMIT)).toBe(expected);
  });

  test.each([
    [0, 160, 'warn'],
    [160, 99_999, 'nothing'],
  ] as const)('that is younger than its destination allows, from %i to %i: %s', (before, after, expected) => {
    expect(judgeRun({ before, after, ageMs: LIMIT.overMs - 1 }, LIMIT)).toBe(expected);
  });

  test.each([
    [0, 5, 'warn'],
    [5, 100_000, 'nothing'],
  ] as const)('of a destination that stays on, from %i to %i: %s', (before, after, expected) => {
    expect(judgeRun({ before, after, ageMs: LIMIT.overMs }, undefined)).toBe(expected);
  });

  test('is announced with its reason, what to do, and how far it is', () => {
    const text = warningText({ count: 70, since: SINCE, reason: 'tls_invalid' }, LIMIT);

    expect(text).toBe(
      '70 events in a row have failed since 2026-11-22T10:00:00.000Z: its certificate is not valid, or it does not speak TLS as it should: ask the partner, or check its URL. After 100, and not before 2026-11-22T10:10:00.000Z, it is switched off (70 % by now).',
    );
  });

  test('says nothing of switching off where that never happens', () => {
    const text = warningText({ count: 1, since: SINCE, reason: 'something_new' }, undefined);

    expect(text).toBe(
      '1 event has failed since 2026-11-22T10:00:00.000Z: it fails with something_new: check its settings.',
    );
  });

  test('ends with a notice that says how to send what has come since', () => {
    const text = switchedOffText({ id: 'crm', limit: LIMIT }, 'http_403', SINCE);

    expect(text).toContain('for 10m or longer, at least 100 events in a row have failed: it answers with status 403');
    expect(text).toContain('replay create --destination crm --from 2026-11-22T10:00:00.000Z --only-undelivered');
  });

  test('is told by its number alone where time does not matter', () => {
    const limit = { failures: 100, overMs: 0 };

    expect(warningText({ count: 120, since: SINCE, reason: 'http_401' }, limit)).toContain(
      'After 100 it is switched off (100 % by now).',
    );
    expect(switchedOffText({ id: 'crm', limit }, 'http_403', SINCE)).toContain('at least 100 events in a row');
  });

  test('is not needed for a destination that says it is gone', () => {
    const text = switchedOffText({ id: 'crm', limit: undefined }, 'http_410', SINCE);

    expect(text).toMatch(/^Switched off: it answered with status 410/);
  });
});
