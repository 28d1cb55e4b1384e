import { expect, test } from 'vitest';
import { isRefusal } from '../../../functions/fan-out/is-refusal.ts';

function anAwsError(name: string, fault: 'client' | 'server'): Error {
  return Object.assign(new Error('no'), { name, $fault: fault });
}

test.each(['ValidationException', 'SerializationException', 'InvalidMessageContents'])('%s is a refusal', (name) => {
  expect(isRefusal(anAwsError(name, 'client'))).toBe(true);
});

test.each([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'TransactionInProgressException',
])('%s passes by itself', (name) => {
  expect(isRefusal(anAwsError(name, 'client'))).toBe(false);
});

test('trouble of the service or of the network is no refusal', () => {
  expect(isRefusal(anAwsError('InternalServerError', 'server'))).toBe(false);
  expect(isRefusal(new Error('ECONNRESET'))).toBe(false);
  expect(isRefusal('nonsense')).toBe(false);
});
