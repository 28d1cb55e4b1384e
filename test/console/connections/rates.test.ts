import { describe, expect, test } from 'vitest';
import { lookOf, ratesOf, remember, type Look } from '../../../console/src/routes/connections/rates.ts';
import { aDestinationOverview, aSourceOverview } from '../../support/console/an-overview.ts';

const look = (atMs: number, accepted: number, delivered = 0): Look => ({
  ...{ atMs, accepted: new Map([['web', accepted]]), delivered: new Map([['crm', delivered]]) },
});

describe('a rate', () => {
  test('is what was counted between the oldest and the newest look', () => {
    const { accepted, delivered } = ratesOf([look(0, 100, 10), look(2000, 999, 999), look(10_000, 150, 20)]);

    expect([accepted.get('web'), delivered.get('crm')]).toEqual([5, 1]);
  });

  test('is unknown after one look, and of what was not counted before', () => {
    const newer: Look = { ...look(1000, 5), accepted: new Map([['new', 5]]) };

    expect(ratesOf([]).accepted.size).toBe(0);
    expect(ratesOf([look(0, 5)]).accepted.size).toBe(0);
    expect(ratesOf([look(0, 5), newer]).accepted.has('new')).toBe(false);
  });

  test('is never below nothing, when a counter has begun anew', () => {
    expect(ratesOf([look(0, 100), look(1000, 3)]).accepted.get('web')).toBe(0);
  });
});

describe('looks', () => {
  test('are kept for half a minute, and the same one once', () => {
    const looks = [look(0, 1), look(10_000, 2)];

    expect(remember(looks, look(10_000, 2))).toBe(looks);
    expect(remember(looks, look(30_000, 3)).map(({ atMs }) => atMs)).toEqual([0, 10_000, 30_000]);
    expect(remember(looks, look(30_001, 3)).map(({ atMs }) => atMs)).toEqual([10_000, 30_001]);
  });

  test('begin anew after a pause, and when the clock was set back', () => {
    expect(remember([look(0, 1)], look(60_001, 9)).map(({ atMs }) => atMs)).toEqual([60_001]);
    expect(remember([look(5000, 1)], look(4000, 9)).map(({ atMs }) => atMs)).toEqual([4000]);
  });

  test('are totals by id at the time of the answer', () => {
    const taken = lookOf({
      generatedAt: '1970-01-01T00:00:02.000Z',
      sources: [aSourceOverview('web', 7)],
      destinations: [aDestinationOverview('crm', 'web', { matched: 5, delivered: 4 })],
    });

    expect([taken.atMs, taken.accepted.get('web'), taken.delivered.get('crm')]).toEqual([2000, 7, 4]);
  });
});
