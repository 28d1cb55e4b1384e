import { expect, test } from 'vitest';
import { shareOfRequest } from '../../local/instance-share.ts';

const KB = 1024;

test.each([
  ['no body', undefined, 1 / 16],
  ['a small one', 'x'.repeat(2 * KB), 1 / 16],
  ['one of 100 KB', 'x'.repeat(100 * KB), 1 / 2],
  ['one of 256 KB', 'x'.repeat(256 * KB), 1],
  ['one of 4 MB', 'x'.repeat(4 * KB * KB), 1],
])('a request with %s takes its share of an instance', (_what, body, share) => {
  expect(shareOfRequest({ rawPath: '/v1/track', body })).toBe(share);
});
