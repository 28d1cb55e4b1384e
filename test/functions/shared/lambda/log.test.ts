import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { log } from '../../../../functions/shared/lambda/log.ts';

const lines: unknown[] = [];

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...line: unknown[]) => void lines.push(...line));
});
afterEach(() => void vi.restoreAllMocks());

describe('what failed', () => {
  test('is an object with the ids, the error and where it was thrown, so that no JSON ends inside a string', () => {
    const error = new RangeError('too many', { cause: new Error('no room') });

    log.failed('a pack failed', { ids: { sqsMessageId: 'm1' }, error });

    expect(lines).toEqual([
      {
        message: 'a pack failed',
        sqsMessageId: 'm1',
        error: {
          name: 'RangeError',
          message: 'too many',
          stack: expect.stringMatching(/^RangeError: too many\n +at .*log\.test\.ts/) as string,
          cause: { name: 'Error', message: 'no room', stack: expect.stringContaining('log.test.ts') as string },
        },
      },
    ]);
  });

  test('needs no error', () => {
    log.failed('the ledger does not close', { ids: { count: 2 } });

    expect(lines).toEqual([{ message: 'the ledger does not close', count: 2 }]);
  });

  test('may be thrown as anything', () => {
    log.failed('a pack failed', { error: 'it took too long' });

    expect(lines).toEqual([{ message: 'a pack failed', error: { message: 'it took too long' } }]);
  });

  test('ends when its causes go round in a circle', () => {
    const error = new Error('again');
    error.cause = error;

    log.failed('a pack failed', { error });

    expect(JSON.stringify(lines)).toContain('again');
  });

  test.each([
    ['Failed to parse URL from https://hooks.test/T0/SeCrEt', 'Failed to parse URL from https://hooks.test/••••'],
    ['GET https://a.test?sig=SeCrEt#SeCrEt failed', 'GET https://a.test/•••• failed'],
    ['https://me:SeCrEt@a.test:8443/b refused', 'https://a.test:8443/•••• refused'],
    ['https://me:SeCrEt@a.test refused', 'https://••••@a.test refused'],
    ['redis://me:SeCrEt@a.test/0', 'redis://••••@a.test/0'],
    ['authorization was Basic U2VDckV0OnNlY3JldA==', 'authorization was Basic ••••'],
    ['with pst_SeCrEt and whsec_SeCrEt', 'with pst_•••• and whsec_••••'],
    ['Unexpected end of {"apiKey":"SeCrEt","a":1', 'Unexpected end of {"apiKey":"••••","a":1'],
    ['client_secret=SeCrEt&a=1', 'client_secret=••••&a=1'],
    [`no: ${JSON.stringify(JSON.stringify({ password: 'SeCrEt' }))}`, String.raw`no: "{\"password\":\"••••\"}"`],
  ])('%s is shown without the secret', (message, shown) => {
    log.failed('it failed', { error: new Error(message, { cause: message }) });

    expect(lines).toMatchObject([{ error: { message: shown, cause: { message: shown } } }]);
    expect(JSON.stringify(lines)).not.toMatch(/SeCrEt|U2VDckV0/);
  });

  test.each([
    'ExpiredTokenException: The security token is expired',
    "Unexpected token '}' in line 3",
    'connect ECONNREFUSED 10.0.0.1:443 (https://a.test)',
    'at handle (file:///var/task/index.mjs:1:2)',
  ])('%s is shown as it is', (message) => {
    log.failed('it failed', { error: message });

    expect(lines).toEqual([{ message: 'it failed', error: { message } }]);
  });
});
