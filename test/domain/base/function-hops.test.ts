import { expect, test } from 'vitest';
import { hopsOfHeader, nextHops } from '../../../domain/base/function-hops.ts';

test.for([
  ['{"type":"track","context":{}}', 1],
  ['{"type":"track","context":{"penstockHops":2}}', 3],
  ['[{"context":{"penstockHops":1}},{"context":{"penstockHops":12}},{}]', 13],
  ['{"headers":{"x-penstock-hops":"2"},"text":"{}"}', 3],
  [String.raw`{"event":"\"penstockHops\":9"}`, 1],
] as const)('what a function is sent as %s goes on as hop %i', ([given, hops]) => {
  expect(nextHops(given)).toBe(hops);
});

test.for([
  ['1', 1],
  ['4', 4],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['', undefined],
  ['99999', undefined],
  [undefined, undefined],
] as const)('the header %j says %j', ([value, hops]) => {
  expect(hopsOfHeader(value)).toBe(hops);
});
