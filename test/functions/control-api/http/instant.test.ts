import { expect, test } from 'vitest';
import { instant } from '../../../../functions/control-api/http/instant.ts';
import { readTimeParameter } from '../../../../functions/control-api/http/parse-time.ts';

test.each(['11/10/2026', '2026-02-30', 'yesterday 5', '1', '2026', 'Nov 22 2026', '2026-11-22T25:00Z', ''])(
  'is no time at any door: %j',
  (text) => {
    const { success } = instant.safeParse(text);

    expect(success).toBe(false);
    expect(() => readTimeParameter('from', text)).toThrow('must be a time');
  },
);

test.each([
  ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ['2026-11-22T10:00:00+02:00', '2026-11-22T08:00:00.000Z'],
  ['2026-11-22 10:00:00+00', '2026-11-22T10:00:00.000Z'],
])('is the same time at every door: %s', (text, expected) => {
  const read = instant.parse(text);

  expect(read).toBe(expected);
  expect(readTimeParameter('from', text)).toBe(Date.parse(expected));
});
