import { placeIn } from '../../../../../domain/functions/load-place.ts';

/** Between which characters of the code, as the editor draws it. */
export type LoadFault = { readonly from: number; readonly to: number; readonly message: string };

/** What is underlined of code that does not load: from where it says to the end of that line, and at least one character. */
export function loadFault(code: string, problem: string | undefined): LoadFault | undefined {
  const place = problem === undefined ? undefined : placeIn(problem);
  if (problem === undefined || place === undefined) return undefined;
  const lines = code.split('\n');
  const line = lines[place.line - 1];
  if (line === undefined) return undefined;
  const begin = lines.slice(0, place.line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const end = begin + line.trimEnd().length;
  const said = begin + place.column - 1;
  // What ends too soon is wrong at the end of its line, where there is nothing to underline.
  const from = said < end ? said : begin + (line.length - line.trimStart().length);
  return { from: Math.min(from, Math.max(begin, end - 1)), to: end, message: problem };
}
