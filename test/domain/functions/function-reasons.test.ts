import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functionFailureClass, functionReasonText } from '../../../domain/functions/function-reasons.ts';
import { STOPS } from '../../../domain/functions/function-call.ts';

const WRITTEN_IN = ['domain/functions/function-outcome.ts', 'destinations/function/runtime.ts'];
/** It comes again after some seconds, and is counted nowhere. */
const NEVER_COUNTED = new Set(['function_not_run']);

test('every reason of a function is told in words, and what has failed has a class', () => {
  const named = WRITTEN_IN.flatMap((path) => readFileSync(path, 'utf8').match(/'function_\w+'/g) ?? []);
  const reasons = [...named.map((quoted) => quoted.slice(1, -1)), ...STOPS.map((why) => `function_${why}`)];
  const counted = new Set(reasons.filter((reason) => !NEVER_COUNTED.has(reason) && reason !== 'function_crash'));

  expect([...counted].filter((reason) => functionReasonText(reason) === undefined)).toEqual([]);
  expect([...counted].filter((reason) => functionFailureClass(reason) === undefined).toSorted()).toEqual([
    ...['function_dropped', 'function_no_handler', 'function_returned_nothing'],
  ]);
});
