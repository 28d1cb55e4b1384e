import { describe, expect, test } from 'vitest';
import { readLimit } from '../../bin/penstock/audit.ts';

describe('how much of the audit log is wanted', () => {
  test.each([
    ['1', 1],
    ['500', 500],
  ])('is read from %s', (text, expected) => {
    expect(readLimit(text)).toBe(expected);
  });

  test.each(['0', '0x10', '1e3', '', '-1', ' 2', '1.5', '9'.repeat(10)])('is not read from %j', (text) => {
    expect(() => readLimit(text)).toThrow('wants a whole number');
  });
});
