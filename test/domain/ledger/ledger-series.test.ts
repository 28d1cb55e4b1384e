import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodExpiry, periodStart, seriesKey, seriesPeriods } from '../../../domain/ledger/ledger-series.ts';

const NOW = Date.parse('2026-11-22T10:05:30.123Z');
const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const times = (result: ReturnType<typeof seriesPeriods>): string[] | string =>
  result.ok ? result.startsMs.map((startMs) => new Date(startMs).toISOString().slice(11, 16)) : result.problem;

describe('a period', () => {
  test('has a key that says whose it is, on which shard, and when it begins', () => {
    const keys = (['minute', 'hour'] as const).map((step) =>
      seriesKey(step, { owner: 'destination#crm', shard: 3, startMs: periodStart(step, NOW) }),
    );

    expect(keys).toEqual(['minute#destination#crm#3#2026-11-22T10:05', 'hour#destination#crm#3#2026-11-22T10']);
  });

  test('is kept for as long as it can be asked for, and an hour', () => {
    const minute = periodExpiry('minute', at('10:05:00.000'));
    const hour = periodExpiry('hour', at('10:00:00.000'));

    expect(minute).toBe(Date.parse('2026-11-23T11:06:00Z') / 1000);
    expect(hour).toBe(Date.parse('2026-12-27T12:00:00Z') / 1000);
  });
});

describe('the periods of a series', () => {
  test('end with the one that is going on, and are 60 minutes or 24 hours, when nothing is said', () => {
    const minutes = times(seriesPeriods({ step: 'minute' }, NOW));
    const hours = times(seriesPeriods({ step: 'hour' }, NOW));

    expect(minutes).toHaveLength(60);
    expect([minutes[0], minutes.at(-1)]).toEqual(['09:06', '10:05']);
    expect(hours).toHaveLength(24);
    expect([hours[0], hours.at(-1)]).toEqual(['11:00', '10:00']);
  });

  test('begin with the one that the beginning lies in and stop before the end', () => {
    const found = seriesPeriods({ step: 'minute', fromMs: at('09:00:30.000'), toMs: at('09:03:00.000') }, NOW);

    expect(times(found)).toEqual(['09:00', '09:01', '09:02']);
  });

  test.each([
    ['empty', { fromMs: at('09:00:00.000'), toMs: at('09:00:00.000') }],
    ['too_old', { fromMs: NOW - 25 * 3_600_000, toMs: NOW }],
    ['too_long', { fromMs: NOW - 13 * 3_600_000, toMs: NOW }],
  ])('are refused as %s', (problem, range) => {
    const found = seriesPeriods({ step: 'minute', ...range }, NOW);

    expect(found).toEqual({ ok: false, problem });
  });

  test('reach back over everything that is kept', () => {
    const from24Hours = seriesPeriods(
      { step: 'minute', fromMs: NOW - 24 * 3_600_000, toMs: NOW - 20 * 3_600_000 },
      NOW,
    );
    const from31Days = seriesPeriods({ step: 'hour', fromMs: NOW - 31 * 86_400_000 }, NOW);

    expect(times(from24Hours)).toHaveLength(241);
    expect(times(from31Days)).toHaveLength(745);
  });

  test('follow each other without a gap, whatever is asked for', () => {
    const offset = fc.integer({ min: 0, max: 12 * 3_600_000 });
    const law = fc.property(offset, offset, (left, right) => {
      const [fromMs, toMs] = [NOW - Math.max(left, right) - 1, NOW - Math.min(left, right)];

      const found = seriesPeriods({ step: 'minute', fromMs, toMs }, NOW);

      const startsMs = found.ok ? found.startsMs : [];
      expect(startsMs[0]).toBeLessThanOrEqual(fromMs);
      expect((startsMs.at(-1) ?? 0) + 60_000).toBeGreaterThanOrEqual(toMs);
      expect(startsMs.slice(1).every((startMs, index) => startMs - (startsMs[index] ?? 0) === 60_000)).toBe(true);
    });

    fc.assert(law, { numRuns: 200 });
  });
});
