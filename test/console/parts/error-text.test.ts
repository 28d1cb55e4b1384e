import { expect, test } from 'vitest';
import { errorOfAnswer, unreachable } from '../../../client/call-error.ts';
import { errorTextOf } from '../../../console/src/parts/error-text.ts';

test('nobody answers: it says what to look for, and nothing of what the browser calls it', () => {
  const said = errorTextOf(unreachable('https://penstock.example', new TypeError('Failed to fetch')));

  expect(said).toEqual({
    text: 'Penstock cannot be reached.',
    help: 'Look whether you are online, and whether it runs.',
  });
});

test('what is wrong with which field is said with it, and no page is told to look at an answer', () => {
  const problems = [{ path: 'ratePerSecond', message: 'It must be 1000 at most.' }];
  const answer = { code: 'invalid_body', detail: 'The body is not as it must be; see "problems".', problems };

  const said = errorTextOf(errorOfAnswer(400, { ...answer, name: 'invalid_body', params: {} }));

  expect(said).toEqual({ text: 'What was sent is not as it must be:', code: '400 invalid_body', problems });
});

test('fields are called as the forms of the console call them', () => {
  const params = { from: '2026-11-02', to: '2026-11-01' };

  const said = errorTextOf(errorOfAnswer(400, { code: 'range_empty', name: 'range_empty.replay', params }));

  expect(said.text).toBe('"Received from" (2026-11-02) must be before "Until" (2026-11-01), and both before now.');
});

test('what a newer API says is said as it stands', () => {
  const said = errorTextOf(errorOfAnswer(409, { code: 'of_tomorrow', detail: 'Something new is in the way.' }));

  expect(said).toEqual({ text: 'Something new is in the way.', code: '409 of_tomorrow', problems: [] });
});
