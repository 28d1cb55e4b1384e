import { describe, expect, test } from 'vitest';
import {
  classText,
  isNear,
  measuresOf,
  productionText,
  verdictOf,
  type Run,
} from '../../../console/src/routes/functions/editor/run-words.ts';

const aRun = (fields: Partial<Run> = {}): Run => ({
  ...{ event: {}, result: 'delivered', reason: 'delivered', logs: [], requests: [], cpuMs: 0.4, ms: 12 },
  ...fields,
});

describe('what is said of a run', () => {
  test('is what production would do with the event', () => {
    const code = aRun({ result: 'discarded', reason: 'function_error', class: 'payload' });
    const event = aRun({ result: 'discarded', reason: 'function_invalid_event', class: 'payload' });

    expect(verdictOf(code)).toEqual(['failed', 'Discarded']);
    expect(classText(code)).toContain('payload');
    expect(productionText(code, 'destination')).toContain('switches it off');
    expect(productionText(event, 'destination')).not.toContain('switches it off');
    expect(productionText(aRun({ result: 'retried' }), 'insert')).toContain('tried again');
    expect(productionText(aRun({ result: 'passed' }), 'source')).toContain('taken in');
  });

  test('marks what comes near to a limit', () => {
    const measures = measuresOf(aRun({ cpuMs: 260, ms: 80 }), 3_000_000);

    expect(measures.map(({ value, most }) => [value, most])).toEqual([
      [260, 500],
      [80, 5_000],
      [3_000_000, 32 * 1024 * 1024],
      [0, 50],
    ]);
    expect(measures.filter(isNear).map(({ name }) => name)).toEqual(['Computing']);
  });
});
