import { expect, test } from 'vitest';
import type { Connection } from '../../bin/penstock/connection.ts';
import { readWhole, type OperatorApi } from '../../bin/penstock/operator-api.ts';
import { createReplayApi } from '../../bin/penstock/replay-api.ts';

/** The operator's routes with these answers, one after the other. */
function anOperator(answers: readonly object[]) {
  const asked: string[] = [];
  const api: OperatorApi = async <T>(_method: string, path: string) => {
    asked.push(path);
    return (answers[asked.length - 1] ?? {}) as T;
  };
  return { api, asked };
}

test('an answer of the operator in pages becomes one, without the cursor', async () => {
  const { api, asked } = anOperator([
    { owner: 'source:web', points: [1, 2], cursor: 'x' },
    { owner: 'source:web', points: [3] },
  ]);

  const whole = await readWhole(api, '/api/ledger/series?owner=source:web');

  expect(whole).toEqual({ owner: 'source:web', points: [1, 2, 3] });
  expect(asked).toEqual(['/api/ledger/series?owner=source:web', '/api/ledger/series?owner=source:web&cursor=x']);
});

test('the list of replays has the newest 50, from as many pages as they take', async () => {
  const page = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ id: from + index }));
  const { api, asked } = anOperator([
    { replays: page(0, 30), cursor: 'x' },
    { replays: page(30, 30), cursor: 'y' },
  ]);
  // A connection can do more; the list asks for one of its ways.
  const connection = { choose: ({ operator }: { operator: (way: OperatorApi) => unknown }) => operator(api) };

  const listed = await createReplayApi(connection as unknown as Connection).list();

  expect(listed).toEqual(page(0, 50));
  expect(asked).toEqual(['/api/replays', '/api/replays?cursor=x']);
});
