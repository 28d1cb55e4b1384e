import { expect, test } from 'vitest';
import { loadFault } from '../../../console/src/routes/functions/editor/load-fault.ts';

const CODE = 'function onTrack() {\n  const a = ;\n}';
const underlined = (code: string, problem: string): string | undefined => {
  const fault = loadFault(code, problem);
  return fault && code.slice(fault.from, fault.to);
};

test.each([
  ['from where it is to the end of its line', 'SyntaxError: no (line 2, column 13)', ';'],
  ['the whole line, when it is at its end', 'SyntaxError: no (line 2, column 14)', 'const a = ;'],
  ['the last line too', 'SyntaxError: no (line 3, column 2)', '}'],
  ['nothing of a line that is not there', 'SyntaxError: no (line 4, column 1)', undefined],
  ['nothing when no place is known', 'The code has none of the functions that are called: onTrack.', undefined],
])('a load error underlines %s', (_, problem, expected) => {
  expect(underlined(CODE, problem)).toBe(expected);
});

test('a load error of an empty line underlines no other line', () => {
  expect(loadFault('a\n\nb', 'x (line 2, column 1)')).toMatchObject({ from: 2, to: 2 });
});
