import { expect, test } from 'vitest';
import { durationText, formatDuration, parseDurationMs } from '../../../domain/base/duration.ts';

test.each([
  ['500ms', 500],
  ['18s', 18_000],
  ['30m', 1_800_000],
  ['4h', 14_400_000],
  ['3d', 259_200_000],
  ['1.5h', 5_400_000],
  ['0.1s', 100],
  ['0s', 0],
  [' 4 h ', 14_400_000],
])('%j is %i ms', (text, expectedMs) => {
  const found = parseDurationMs(text);

  expect(found).toBe(expectedMs);
});

test.each(['', '4', 'h', '-4h', '4H', '4 hours', '1h30m', '.5h', '1.h', '4h!', '1e3s', 'PT4H', `${'9'.repeat(400)}d`])(
  '%j is no duration',
  (text) => {
    const found = parseDurationMs(text);

    expect(found).toBeUndefined();
  },
);

test('a text that is no duration is refused with the text in the message', () => {
  const result = durationText.safeParse('4 hours');

  expect(result.error?.issues[0]?.message).toBe('"4 hours" is not a duration; write one such as 4h, 30m, 18s or 500ms');
});

test('a number is refused, because it has no unit', () => {
  const result = durationText.safeParse(4);

  expect(result.error?.issues[0]?.message).toBe('must be a duration such as 4h, 30m, 18s or 500ms');
});

test.each([
  [14_400_000, '4h'],
  [5_400_000, '90m'],
  [18_000, '18s'],
  [500, '500ms'],
  [1_500, '1500ms'],
  [86_400_000, '1d'],
  [0, '0ms'],
])('%i ms are written as %s, and read as the same', (durationMs, text) => {
  const written = formatDuration(durationMs);

  expect(written).toBe(text);
  expect(parseDurationMs(written)).toBe(durationMs);
});
