import { describe, expect, test } from 'vitest';

import { compileFql } from '../../../domain/fql/compile.ts';
import verdicts from './published-verdicts.json' with { type: 'json' };

// Segment's published parser of mapping triggers (@segment/destination-subscriptions 3.37.0) agrees with the documented
// language on single conditions and on flat lists of them, as long as fields, operators and values keep to what it
// supports. Its verdicts on such conditions were written down: it is not installed, because what it needs has no licence.

type Row = readonly [fql: string, verdicts: string];

function judge(source: string): string {
  const compiled = compileFql(source);
  if (!compiled.ok) return compiled.message;
  return verdicts.events.map((event) => (compiled.matches(event) ? '1' : '0')).join('');
}

describe('on what the published parser supports, the verdict is the same', () => {
  test.each([
    ['a single condition', verdicts.single],
    ['conditions that are all joined by and, or all by or', verdicts.joined],
  ])('for %s', (_, published) => {
    const rows = published as unknown as readonly Row[];

    const ours = rows.map(([fql]) => [fql, judge(fql)]);

    expect(ours).toEqual(rows);
  });
});
