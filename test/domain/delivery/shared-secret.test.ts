import { describe, expect, test } from 'vitest';
import { signsWithoutKey } from '../../../domain/delivery/shared-secret.ts';

describe('a secret that was stored before', () => {
  test.each(['', ' ', 'whsec_', 'whsec_!!!!', 'whsec_A', 'whsec_A===', 'whsec_ ', 'whsec_=AAAA', 'whsec_…'])(
    '%j would sign with the empty key',
    (secret) => {
      expect(signsWithoutKey(secret)).toBe(true);
    },
  );

  test.each([
    undefined,
    'plain text',
    'whsec_c2VjcmV0',
    'whsec_AA',
    'whsec_-_-_',
    'whsec_c2Vj!cmV0',
    'v1,whsec_c2VjcmV0',
  ])('%j goes on to sign as it did', (secret) => {
    expect(signsWithoutKey(secret)).toBe(false);
  });
});
