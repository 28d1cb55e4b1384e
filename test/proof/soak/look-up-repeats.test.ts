import { describe, expect, test } from 'vitest';
import type { TracedDelivery } from '../../../proof/soak/control-api.ts';
import { explain } from '../../../proof/soak/look-up-repeats.ts';

const SECOND = Date.parse('2026-11-22T10:00:00.000Z') / 1000;
const KILL = { at: (SECOND + 3) * 1000, endedAt: (SECOND + 3) * 1000 + 100 };
/** Taken at 10:00:00, sent again at 10:00:06. */
const REPEAT = { destination: 'mixed', messageId: 'm1', takenSeconds: SECOND, againSeconds: SECOND + 6 };

const by = (...kills: (typeof KILL)[]) => ({ kills, hangsAt: [] });

const record = (seconds: string, result: string, reason?: string) => ({
  decidedAt: `2026-11-22T10:00:${seconds}.500Z`,
  result,
  ...(reason === undefined ? {} : { reason }),
});

const traceOf =
  (attempts: readonly ReturnType<typeof record>[], batch: Partial<TracedDelivery> = {}) =>
  (): Promise<TracedDelivery> =>
    Promise.resolve({ batchState: 'complete', countedAt: '2026-11-22T10:00:01.000Z', ...batch, attempts });

describe('a repeat', () => {
  test('is explained by a failure that was recorded for the attempt that the partner had taken', async () => {
    const trace = traceOf([record('05', 'retry', 'timeout'), record('06', 'delivered')]);

    const found = await explain([REPEAT], by(), trace);

    expect(found).toEqual({ confirmed: 0, recordedAsFailed: { timeout: 1 }, twins: 0, neighbours: 0, unexplained: [] });
  });

  test.each([
    ['nothing was recorded', []],
    ['it had been recorded as delivered', [record('01', 'delivered')]],
    ['it had been delivered before it failed', [record('01', 'delivered'), record('05', 'retry', 'timeout')]],
    ['what was recorded cannot have hidden an answer', [record('05', 'retry', 'http_500')]],
    ['the failure was recorded later', [record('08', 'retry', 'timeout')]],
  ])('without a kill is not explained when %s', async (_, records) => {
    const { unexplained } = await explain([REPEAT], by(), traceOf(records));

    expect(unexplained).toEqual([expect.stringContaining('mixed took m1, sent at 2026-11-22T10:00:00.000Z')]);
  });

  test('at a kill is confirmed when it had not been recorded as delivered', async () => {
    const found = await explain([{ ...REPEAT, kill: 0 }], by(KILL), traceOf([record('06', 'delivered')]));

    expect(found).toEqual({ confirmed: 1, recordedAsFailed: {}, twins: 0, neighbours: 0, unexplained: [] });
  });

  test('at a kill is not explained when it had been recorded as delivered', async () => {
    const found = await explain([{ ...REPEAT, kill: 0 }], by(KILL), traceOf([record('02', 'delivered')]));

    expect(found).toMatchObject({ confirmed: 0, unexplained: [expect.stringContaining('delivered')] });
  });
});

describe('a repeat of the destination function', () => {
  const repeat = { ...REPEAT, destination: 'function', againSeconds: SECOND + 3 };
  const withHang = (second: number) => ({ kills: [], hangsAt: [(SECOND + second) * 1000] });

  test('is explained when another event had the function compute for ever between the two', async () => {
    const delivered = traceOf([record('03', 'delivered')]);

    const [neighbour, later, webhook] = await Promise.all([
      explain([repeat], withHang(1), delivered),
      explain([repeat], withHang(9), delivered),
      explain([{ ...repeat, destination: 'mixed' }], withHang(1), delivered),
    ]);

    expect(neighbour).toMatchObject({ neighbours: 1, unexplained: [] });
    expect([later, webhook].map(({ unexplained }) => unexplained.length)).toEqual([1, 1]);
  });

  test('is explained so too when the call had no time left to run it again', async () => {
    const late = { ...repeat, againSeconds: SECOND + 8 };
    const postponed = traceOf([record('05', 'postpone'), record('08', 'delivered')]);
    const failed = traceOf([record('05', 'retry', 'http_500'), record('08', 'delivered')]);

    const found = await Promise.all([
      explain([late], withHang(4), postponed),
      explain([late], withHang(20), postponed),
      explain([late], withHang(4), failed),
    ]);

    expect(found.map(({ neighbours }) => neighbours)).toEqual([1, 0, 0]);
  });

  test('is not explained so when it had been recorded as delivered', async () => {
    const found = await explain([repeat], withHang(2), traceOf([record('01', 'delivered')]));

    expect(found).toMatchObject({ neighbours: 0, unexplained: [expect.stringContaining('function took m1')] });
  });

  test('is explained by the end of what ran it, if that was recorded', async () => {
    const trace = traceOf([record('02', 'retry', 'function_crashed'), record('03', 'delivered')]);

    expect(await explain([repeat], by(), trace)).toMatchObject({ recordedAsFailed: { function_crashed: 1 } });
  });
});

describe('two attempts at once after a kill', () => {
  const twin = { ...REPEAT, takenSeconds: SECOND + 6, againSeconds: SECOND + 7 };

  test.each([
    ['are of a retry that had been decided just before it', traceOf([record('02', 'retry', 'http_500')]), 1],
    [
      'are of a retry of which one copy was recorded while the other was at work',
      traceOf([record('02', 'retry', 'http_500'), record('06', 'delivered')]),
      1,
    ],
    ['are of a pack that had been waiting for a place in the line', traceOf([record('06', 'delivered')]), 1],
    ['are of a batch that was recovered', traceOf([], { batchState: 'recovered', countedAt: null }), 1],
    [
      'are not explained when the event was fanned out after it',
      traceOf([record('05', 'retry', 'http_500')], { countedAt: '2026-11-22T10:00:05.000Z' }),
      0,
    ],
    ['are not explained when the event had been delivered before it', traceOf([record('02', 'delivered')]), 0],
  ])('%s', async (_, trace, twins) => {
    const found = await explain([twin], by(KILL), trace);

    expect(found.twins).toBe(twins);
    expect(found.unexplained).toHaveLength(1 - twins);
  });

  test('explain that an event is tried again which only the copy without a record delivered', async () => {
    const late = { ...REPEAT, previousSeconds: SECOND + 6, takenSeconds: SECOND + 6, againSeconds: SECOND + 26 };
    const trace = traceOf([
      record('02', 'retry', 'http_500'),
      record('06', 'retry', 'http_503'),
      record('26', 'delivered'),
    ]);

    const explained = await explain([late], by(KILL), trace);
    const single = await explain([{ ...late, previousSeconds: SECOND + 1 }], by(KILL), trace);

    expect(explained).toMatchObject({ twins: 1, neighbours: 0, unexplained: [] });
    expect(single).toMatchObject({ twins: 0, neighbours: 0, unexplained: [expect.stringContaining('mixed took m1')] });
  });

  test('explain that an event is sent again which one copy delivered while the other was held', async () => {
    const later = { ...REPEAT, takenSeconds: SECOND + 6, againSeconds: SECOND + 90 };
    const sentOn = record('02', 'retry', 'http_500');

    const explained = await explain([later], by(KILL), traceOf([sentOn, record('05', 'hold', 'destination_down')]));
    const single = await explain([later], by(KILL), traceOf([sentOn]));

    expect(explained).toMatchObject({ twins: 1, neighbours: 0, unexplained: [] });
    expect(single).toMatchObject({ twins: 0, neighbours: 0, unexplained: [expect.stringContaining('mixed took m1')] });
  });

  test('are not explained without a kill', async () => {
    const found = await explain(
      [twin],
      by(),
      traceOf([record('02', 'retry', 'http_500')], { batchState: 'recovered' }),
    );

    expect(found).toMatchObject({ twins: 0, neighbours: 0, unexplained: [expect.stringContaining('mixed took m1')] });
  });
});
