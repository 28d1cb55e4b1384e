import { expect, test } from 'vitest';
import { newWriteKey } from '../../../../functions/control-api/use-cases/new-ids.ts';

test('a write key can be given to a command: none of a thousand has anything but digits and letters', () => {
  const keys = Array.from({ length: 1000 }, newWriteKey);

  expect(keys.filter((key) => !/^[0-9a-f]{32}$/.test(key))).toEqual([]);
  expect(new Set(keys).size).toBe(1000);
});
