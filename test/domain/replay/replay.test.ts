import { describe, expect, test } from 'vitest';
import { firstPart, jobProgress, type JobRange } from '../../../domain/replay/archive-job.ts';
import { archivePositionMs } from '../../../domain/pipeline/archive-key.ts';
import { replayCost } from '../../../domain/replay/replay-cost.ts';
import { replayRanges, type ReplaySpec } from '../../../domain/replay/replay.ts';

const createdAt = '2026-11-22T12:00:00.000Z';

function aSpec(overrides: Partial<ReplaySpec> = {}): ReplaySpec {
  return {
    ...{ sources: ['web'], destination: 'crm', from: '2026-11-22T01:30:00.000Z', to: '2026-11-22T03:10:00.000Z' },
    ...{ onlyUndelivered: false, ratePerSecond: 500, dryRun: false },
    ...overrides,
  };
}

const hour = (source: string, text: string): string => `archive/source=${source}/date=2026-11-22/hour=${text}/`;
const ofArchive = (ranges: readonly JobRange[]) => ranges.filter((range) => range.kind === 'archive');

describe('the parts of a replay', () => {
  test('are the hours of the range when these are few, also the hours that it only begins or ends in', () => {
    const ranges = replayRanges(aSpec(), createdAt);

    expect(ranges).toEqual([
      { kind: 'archive', sourceId: 'web', after: hour('web', '01'), until: hour('web', '02') },
      { kind: 'archive', sourceId: 'web', after: hour('web', '02'), until: hour('web', '03') },
      { kind: 'archive', sourceId: 'web', after: hour('web', '03'), until: hour('web', '04') },
    ]);
  });

  test.each([
    [{ ratePerSecond: 500 }, 8],
    [{ ratePerSecond: 120 }, 2],
    [{ ratePerSecond: 1 }, 1],
    [{ ratePerSecond: 1, dryRun: true }, 8],
    [{ sources: ['web', 'app', 'ios'] }, 6],
    [{ sources: Array.from({ length: 12 }, (_, index) => `s${index}`) }, 12],
  ])('of %j over three years are %i, one after the other and without a gap', (overrides, count) => {
    const ranges = ofArchive(replayRanges(aSpec({ from: '2023-11-22T00:00:00.000Z', ...overrides }), createdAt));

    expect(ranges).toHaveLength(count);
    for (const [source, parts] of Map.groupBy(ranges, ({ sourceId }) => sourceId)) {
      expect(parts[0]?.after).toBe(`archive/source=${source}/date=2023-11-22/hour=00/`);
      expect(parts.at(-1)?.until).toBe(hour(source, '04'));
      expect(parts.slice(1).map(({ after }) => after)).toEqual(parts.slice(0, -1).map(({ until }) => until));
    }
  });

  test('have the list of what ended undelivered beside them when only that is wanted', () => {
    const ranges = replayRanges(aSpec({ onlyUndelivered: true }), createdAt);

    expect(ranges.at(-1)).toEqual({ kind: 'undelivered', from: '2026-11-22T01:30:00.000Z', until: `${createdAt}~` });
  });
});

describe('the progress of a replay', () => {
  test('is the share of the time that its parts have been through', () => {
    const range = { kind: 'archive', sourceId: 'web', after: hour('web', '00'), until: hour('web', '04') } as const;
    const half = { after: hour('web', '00'), key: `${hour('web', '01')}2026112201-8000abcd.ndjson.zst`, offset: 250 };
    const parts = [
      firstPart(range, 0, createdAt),
      { ...firstPart(range, 1, createdAt), cursor: half },
      { ...firstPart(range, 2, createdAt), isDone: true },
    ];

    expect(parts.map((part) => jobProgress([part]))).toEqual([0, 0.375, 1]);
    expect(jobProgress(parts)).toBeCloseTo(0.4583, 3);
  });

  test('is read from keys, whose random part says where in the hour they sort', () => {
    const key = `${hour('web', '01')}2026112201-4000dead.ndjson.zst`;

    expect(archivePositionMs(key)).toBe(Date.parse('2026-11-22T01:15:00.000Z'));
    expect(archivePositionMs(hour('web', '01'))).toBe(Date.parse('2026-11-22T01:00:00.000Z'));
  });
});

describe('the cost of a replay', () => {
  test('of a million events of 2 KB of last week is about a dollar, most of it claims and data out', () => {
    const cost = replayCost({
      ...{ read: 1_000_000, sent: 1_000_000, bytes: 2_000_000_000, packs: 10_000, lists: 10 },
      ...{ 'objects:standard': 1_000, 'objectBytes:standard': 300_000_000 },
    });

    expect(cost.dollars).toBeGreaterThan(0.9);
    expect(cost.dollars).toBeLessThan(1.3);
    expect(cost.database).toBeCloseTo(0.6625, 4);
    expect(cost.dataOut).toBeCloseTo(0.2515, 4);
    expect(cost.queues).toBeCloseTo(0.015, 4);
  });

  test('is higher where the archive lies cheaply', () => {
    const read = (tier: string) =>
      replayCost({ [`objects:${tier}`]: 100_000, [`objectBytes:${tier}`]: 1024 ** 4 }).storage;

    expect(['standard', 'infrequent', 'instant'].map(read)).toEqual([0.04, 10.34, 31.72]);
  });
});
