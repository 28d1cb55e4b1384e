import { describe, expect, test } from 'vitest';
import { explain } from '../../bin/penstock/explain.ts';
import { UsageError } from '../../bin/penstock/command.ts';
import { ApiCallError } from '../../client/api-client.ts';

describe('what went wrong', () => {
  test('is shown field by field', () => {
    const error = new ApiCallError('The body is not as it must be; see "problems".', {
      ...{ status: 400, code: 'invalid_body' },
      problems: [
        { path: 'settings.url', message: 'Invalid input: expected string, received undefined' },
        { path: '', message: 'must be an object' },
      ],
    });

    const text = explain(error);

    expect(text).toBe('What was said is not as it must be:\n  settings.url: is required\n  must be an object');
  });

  test.each([
    ['unauthorized', 'penstock login'],
    ['unreachable', '--url'],
  ])('comes with what to do about %s', (code, hint) => {
    const text = explain(new ApiCallError('No.', { status: 401, code }));

    expect(text).toContain(hint);
  });

  test('calls an option by the name that it has here', () => {
    const text = explain(new UsageError('It is gone. Say receivedAt=2026-11-22T10:05Z, a time about then.'));

    expect(text).toBe('It is gone. Say --received-at 2026-11-22T10:05Z, a time about then.');
  });

  test('is a fault of ours when nobody expected it', () => {
    const text = explain(new TypeError('x is not a function'));

    expect(text).toBeUndefined();
  });
});
