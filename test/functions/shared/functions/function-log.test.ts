import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../../../destinations/runtime.ts';
import type { Ending } from '../../../../domain/functions/function-call.ts';
import { createNoteRuns, readFunctionLog } from '../../../../functions/shared/functions/function-log.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

const START = Date.parse('2026-11-30T10:00:00.000Z');
const MINUTE_MS = 60_000;
const threw = (name: string, message = 'as it is'): Ending => ({ kind: 'threw', error: { name, message } });
const RETURNED: Ending = { kind: 'returned' };

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

function aLog(id: string, random = 0.5) {
  const clock = { nowMs: START };
  const { dynamodb } = tables;
  const table = { dynamodb, table: CONTROL_TABLE };
  let count = 0;
  const name = { workspace: 'acme', id };
  const outside = {
    now: () => new Date(clock.nowMs),
    random: () => random,
    unique: () => String((count += 1)).padStart(8, '0'),
  };
  const [note, another] = [createNoteRuns({ ...table, ...outside }), createNoteRuns({ ...table, ...outside })];
  const call = {
    ...({ work: 'events', settings: { apiKey: 'Qx7-secret', region: 'eu' } } as const),
    events: ['{"messageId":"m-0"}', '{"messageId":"m-1"}', '{"messageId":"m-2"}', '{"messageId":"m-3"}'],
  };
  const answered = (ends: readonly Ending[], text = 'hello'): RunAnswer => ({
    kind: 'ran',
    version: 3,
    memoryBytes: 0,
    results: ends.map((end) => ({
      ...{ end, cpuMs: 1.23456, ms: 7.4 },
      logs: [{ level: 'log', text }],
      requests: [{ method: 'POST', url: 'https://crm.example/in?key=Qx7-secret', status: 500, ms: 4.2, body: 'body' }],
    })),
  });
  return {
    clock,
    noted: (answer: RunAnswer, by = note) =>
      by(name, { call, answer, declared: { apiKey: { type: 'string', secret: true } } }),
    another,
    answered,
    read: (since?: string) => readFunctionLog(table, name, { since, now: new Date(clock.nowMs + 5_000) }),
  };
}

describe('what a function has logged', () => {
  test('is kept of every run that failed, and of none that did not run', async () => {
    const { noted, answered, read } = aLog('failures');

    await noted(answered([threw('TypeError'), RETURNED, { kind: 'stopped', why: 'cpu' }, { kind: 'not-run' }]));

    const { runs } = await read();
    expect(runs).toMatchObject([
      { messageId: 'm-0', version: 3, result: 'failed', reason: 'function_error', message: 'TypeError: as it is' },
      { messageId: 'm-2', result: 'failed', reason: 'function_cpu', cpuMs: 1.235, ms: 7 },
    ]);
    expect(runs[0]?.logs).toEqual([{ level: 'log', text: 'hello' }]);
  });

  test('is kept of one success in a hundred, to which a dropped event belongs', async () => {
    const { noted, answered, read } = aLog('lucky', 0.009);
    const unlucky = aLog('unlucky', 0.01);

    await noted(answered([RETURNED, threw('DropEvent')]));
    await unlucky.noted(unlucky.answered([RETURNED, threw('DropEvent')]));

    expect((await read()).runs.map(({ result, reason }) => [result, reason])).toEqual([
      ['returned', undefined],
      ['returned', undefined],
    ]);
    expect((await unlucky.read()).runs).toEqual([]);
  });

  test('has no secrets in it, and nothing of what was sent and answered', async () => {
    const { noted, answered, read } = aLog('secrets');

    await noted(answered([threw('TypeError', 'with Qx7-secret')], 'it is Qx7-secret'));
    await noted({ kind: 'broken', message: 'Qx7-secret is no name', version: 4 });

    const { runs } = await read();
    expect(runs.map(({ reason }) => reason)).toEqual(['function_error', 'function_broken']);
    expect(JSON.stringify(runs)).not.toMatch(/Qx7|body/);
    expect(runs[0]?.requests).toEqual([{ method: 'POST', url: 'https://crm.example/in?key=••••', status: 500, ms: 4 }]);
  });

  test('is bounded in a minute, whoever runs the function, and goes on in the next', async () => {
    const { noted, another, answered, read, clock } = aLog('flood');
    const four = answered(Array.from({ length: 4 }, () => threw('TypeError')));
    const count = async () => {
      let [total, since] = [0, new Date(START - 1).toISOString()];
      for (;;) {
        const { runs, cursor } = await read(since);
        if (runs.length === 0) return total;
        [total, since] = [total + runs.length, cursor];
      }
    };

    for (let call = 0; call < 20; call += 1) {
      await noted(four);
      await noted(four, another);
    }
    const inAMinute = await count();
    clock.nowMs += MINUTE_MS;
    await noted(four);

    expect(inAMinute).toBe(100);
    expect(await count()).toBe(104);
  });

  test('is bounded in its length', async () => {
    const { noted, answered, read } = aLog('long');

    await noted(answered([threw('TypeError')], 'x'.repeat(4_000) + 'y'.repeat(4_000)));

    expect((await read()).runs[0]?.logs[0]?.text).toHaveLength(4_096);
  });

  test('is read on from where it was read last, without a gap', async () => {
    const { noted, answered, read, clock } = aLog('followed');
    await noted(answered([threw('First')]));
    const first = await read();
    clock.nowMs += 10_000;
    await noted(answered([threw('Second')]));

    const second = await read(first.cursor);
    const third = await read(second.cursor);

    expect([first, second, third].map(({ runs }) => runs.map(({ message }) => message))).toEqual([
      ['First: as it is'],
      ['Second: as it is'],
      [],
    ]);
  });

  test('keeps no event from going on when it cannot be written', async () => {
    const { noted, answered } = aLog('x'.repeat(3_000));

    await expect(noted(answered([threw('TypeError')]))).resolves.toBeUndefined();
  });
});
