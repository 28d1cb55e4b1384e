import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptKey, batchKey, claimKey, packCountsKey } from '../../../domain/tables/table-keys.ts';

test('two sources may use the same messageId', () => {
  const keys = [claimKey('web', 'm-1'), claimKey('shop', 'm-1')];

  expect(keys).toEqual(['event#web#m-1', 'event#shop#m-1']);
});

test('two copies of a pack collide, and its retries do not', () => {
  const pack = { packId: 'p', retry: 1, sourceId: 'web', notBefore: 5 };

  const keys = [attemptKey(pack), attemptKey({ ...pack }), attemptKey({ ...pack, retry: 2 })];

  expect(keys).toEqual(['pack#p#1', 'pack#p#1', 'pack#p#2']);
});

describe('keys', () => {
  test('of different kinds never meet, whatever the ids are', () => {
    const law = fc.property(fc.string(), fc.nat(), (id, retry) => {
      const keys = [claimKey('web', id), packCountsKey(id), batchKey(id), attemptKey({ packId: id, retry })];

      expect(new Set(keys).size).toBe(4);
    });

    fc.assert(law, { numRuns: 200 });
  });

  test('of different events of one workspace never meet, because the id of a source has no #', () => {
    const sourceId = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,8}$/);
    const messageId = fc.string({ minLength: 1, unit: fc.constantFrom('#', 'a', '-', '1') });
    const ids = fc.tuple(sourceId, messageId);
    const law = fc.property(ids, ids, (one, other) => {
      const isSame = one[0] === other[0] && one[1] === other[1];

      expect(claimKey(...one) === claimKey(...other)).toBe(isSame);
    });

    fc.assert(law, { numRuns: 500 });
  });
});
