import { expect, test } from 'vitest';
import { valueText } from '../../../console/src/parts/value-text.ts';
import { maskSettings } from '../../../domain/workspace/secret-settings.ts';

test('a value is one line, and what is not there is said in words', () => {
  expect([undefined, null, '', 'eu', 3, false, ['a'], { a: 1 }].map(valueText)).toEqual([
    ...['not set', 'not set', '', 'eu', '3', 'false', '["a"]', '{"a":1}'],
  ]);
});

test('of a secret it says that there is one, also deep inside', () => {
  const masked = maskSettings({ sharedSecret: 'hunter2', headers: { authorization: 'Bearer abc' } });

  const text = valueText(masked);

  expect(text).toContain('a secret');
  expect(text).not.toMatch(/hunter2|abc/);
});
