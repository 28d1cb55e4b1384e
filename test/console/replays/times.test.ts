import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromField, toField } from '../../../console/src/replays/times.ts';

describe('a moment in UTC', () => {
  test('stands in a field to the minute, and is read as it stands', () => {
    expect(toField('2026-11-02T10:42:59.999Z', 'utc')).toBe('2026-11-02T10:42');
    expect(fromField('2026-11-02T10:42', 'utc')).toBe('2026-11-02T10:42:00.000Z');
  });

  test.each(['', 'yesterday', '2026-13-40T99:99'])('is none where the field has %j', (text) => {
    expect(fromField(text, 'utc')).toBeUndefined();
  });
});

describe('a moment in the zone of who looks', () => {
  const before = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = 'Asia/Kathmandu';
  });
  afterAll(() => {
    process.env['TZ'] = before;
  });

  test('is as far from UTC as that zone, also by parts of an hour, and read back to the same', () => {
    expect(toField('2026-11-02T20:30:00.000Z', 'local')).toBe('2026-11-03T02:15');
    expect(fromField('2026-11-03T02:15', 'local')).toBe('2026-11-02T20:30:00.000Z');
  });
});
