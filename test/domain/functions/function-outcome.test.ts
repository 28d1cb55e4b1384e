import { expect, test } from 'vitest';
import type { Ran } from '../../../domain/functions/function-call.ts';
import { outcomeOfInsert } from '../../../domain/functions/function-outcome.ts';

const returned = (value: object): Ran => ({
  ...{ end: { kind: 'returned', value: JSON.stringify(value) }, logs: [], requests: [], cpuMs: 1, ms: 2 },
});

test.for([
  [{}, { penstockHops: 2 }],
  [{ context: 'mine' }, { penstockHops: 2 }],
  [{ context: { ip: '1.2.3.4', penstockHops: 0 } }, { ip: '1.2.3.4', penstockHops: 2 }],
] as const)('an insert function that returns %j does not say how often the event was sent on', ([value, context]) => {
  const before = { messageId: 'm-1', context: { penstockHops: 2 } };

  const made = outcomeOfInsert(returned(value), before, new Date());

  expect(made).toEqual({ kind: 'passed', event: { messageId: 'm-1', context } });
});
