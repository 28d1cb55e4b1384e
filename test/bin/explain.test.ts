import { describe, expect, test } from 'vitest';
import { explain } from '../../bin/penstock/explain.ts';
import { COMMANDS } from '../../bin/penstock/commands.ts';
import { ApiCallError, errorOfAnswer, type FieldProblem } from '../../client/call-error.ts';
import type { ErrorName } from '../../domain/base/error-texts.ts';
import { ApiError } from '../../functions/control-api/http/api-error.ts';
import { LISTS, toProblemAnswer } from '../../functions/control-api/http/problem.ts';

/** An error as it comes back from the API. */
function answered(name: ErrorName, params: Readonly<Record<string, string>>, problems?: readonly FieldProblem[]) {
  const { statusCode = 0, body = '' } = toProblemAnswer(new ApiError({ name, params }, { problems }));
  return errorOfAnswer(statusCode, JSON.parse(body));
}

function typedAs(words: string) {
  return { command: COMMANDS.find((command) => command.words === words) ?? { options: {} }, values: {} };
}

describe('what went wrong', () => {
  test('is shown field by field', () => {
    const error = answered('invalid_body', {}, [
      { path: 'settings.url', message: 'is required' },
      { path: '', message: 'must be an object' },
    ]);

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
    const text = explain(answered('unknown_event', { id: 'm-1', source: 'web' }), typedAs('trace'));

    expect(text).toContain('Say --received-at 2026-11-22T10:05Z, a time');
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
    const error = answered('replay_not_supported', { component: 'onlyUndelivered', id: 'ads' });

    const text = explain(error, typedAs('replay create'));

    expect(text).toContain('The component "onlyUndelivered"');
    expect(text).toContain('With --only-undelivered it is sent');
  });

  test('is said as the API says it when it is an error of another version', () => {
    const unknown = new ApiCallError('It is too warm.', { status: 409, code: 'too_warm' });
    const withoutParams = errorOfAnswer(404, { code: 'not_found', detail: 'There is no "x".' });

    expect(explain(unknown)).toBe('It is too warm.');
    expect(explain(withoutParams)).toContain('There is no "x".\n');
  });

  test.each(Object.values(LISTS))('says which command lists %s', (path) => {
    const params = { what: 'thing', id: 'x', place: 'this workspace', listedAt: `/api/v1${path}` };

    const said = explain(answered('not_found', params))?.split('\n')[0];

    const [, words = ''] = /"penstock (.*)" lists them\.$/.exec(said ?? '') ?? [];
    expect(COMMANDS.map((command) => command.words)).toContain(words);
  });

  test('is a fault of ours when nobody expected it', () => {
    const text = explain(new TypeError('x is not a function'));

    expect(text).toBeUndefined();
  });
});
