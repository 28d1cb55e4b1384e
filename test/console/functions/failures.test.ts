import { describe, expect, test } from 'vitest';
import { byClass, failuresOf, sumOf, together } from '../../../console/src/routes/functions/failures.ts';

const ENDED = {
  discarded: { function_error: 3, function_invalid_event: 2, http_400: 5, operator: 9 },
  deadLettered: { function_retry: 1, timeout: 4 },
};

describe('what went wrong with the events of a function', () => {
  test('is what has to be mended: its code, the event, or whom it calls', () => {
    expect(byClass(failuresOf({ kind: 'function' }, ENDED))).toEqual({ code: 3, event: 2, request: 10 });
  });

  test('is nothing that a webhook answers whose events it only changed, and nothing that a person did', () => {
    expect(failuresOf({ kind: 'webhook' }, ENDED)).toEqual([
      { outcome: 'discarded', reason: 'function_error', class: 'code', count: 3 },
      { outcome: 'discarded', reason: 'function_invalid_event', class: 'event', count: 2 },
      { outcome: 'dead-lettered', reason: 'function_retry', class: 'request', count: 1 },
    ]);
  });

  test('is summed over the points of a range', () => {
    const all = together([ENDED, { ...ENDED, filteredByFunction: { function_dropped: 2 } }]);

    expect(all.discarded['function_error']).toBe(6);
    expect(sumOf(all.filteredByFunction)).toBe(2);
  });
});
