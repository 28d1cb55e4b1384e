import { describe, expect, test } from 'vitest';
import { explain } from '../../bin/penstock/explain.ts';
import { COMMANDS } from '../../bin/penstock/commands.ts';
import { UsageError } from '../../bin/penstock/command.ts';
import { ApiCallError } from '../../client/api-client.ts';
import { LISTS } from '../../functions/control-api/v1/problem.ts';

describe('what went wrong', () => {
  test('is shown field by field', () => {
    const error = new ApiCallError('The body is not as it must be; see "problems".', {
      ...{ status: 400, code: 'invalid_body' },
      problems: [
        { path: 'settings.url', message: 'is required' },
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

  test('speaks of options as they were written, and of fields where there are none', () => {
    const command = COMMANDS.find(({ words }) => words === 'destinations create') ?? { options: {} };
    const problems = ['sourceId', 'metadataId', 'name', 'filter', 'settings.url'].map((path) => ({
      path,
      message: 'is wrong',
    }));
    const error = new ApiCallError('No.', { status: 400, code: 'invalid_body', problems });

    const text = explain(error, { command, values: { source: 'web', filter: 'x' } });

    expect(text?.split('\n').slice(1)).toEqual([
      '  --source: is wrong',
      '  --catalog: is wrong',
      '  name: is wrong',
      '  --filter: is wrong',
      '  settings.url: is wrong',
    ]);
  });

  test('names options in what it says, and takes no id for one', () => {
    const command = COMMANDS.find(({ words }) => words === 'replay create') ?? { options: {} };
    const text = 'With "onlyUndelivered" it is sent to "events", "from" of old.';

    const said = explain(new ApiCallError(text, { status: 409, code: 'x' }), { command, values: {} });

    expect(said).toBe('With --only-undelivered it is sent to "events", "from" of old.');
  });

  test.each(Object.values(LISTS))('says which command lists %s', (path) => {
    const said = explain(new ApiCallError(`There is none. GET /api/v1${path} lists them.`, { status: 404, code: 'x' }));

    const [, words = ''] = /"penstock (.*)" lists them\.$/.exec(said ?? '') ?? [];
    expect(COMMANDS.map((command) => command.words)).toContain(words);
  });

  test('is a fault of ours when nobody expected it', () => {
    const text = explain(new TypeError('x is not a function'));

    expect(text).toBeUndefined();
  });
});
