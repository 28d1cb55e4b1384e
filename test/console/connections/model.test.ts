import { describe, expect, test } from 'vitest';
import { nodesOf, stateOf, sumsOf } from '../../../console/src/routes/connections/model.ts';
import type { HourSeries } from '../../../console/src/routes/shared/hour.ts';
import { aDestination, aDestinationOverview, aSource, aSourceOverview } from '../../support/console/an-overview.ts';

const AT = '2026-11-02T10:00:00.000Z';
const NO_RATES = { accepted: new Map<string, number>(), delivered: new Map<string, number>() };
const LOSING = { lost: 12, since: AT, reason: 'http_400' };

describe('the worst that is true of a destination', () => {
  test.each([
    ['switched off, with what waited', { enabled: false, held: 3 }, undefined, { state: 'held' }],
    ['switched off', { enabled: false }, undefined, { state: 'off', says: 'Off' }],
    ['down, before that it loses what it gets', { down: { since: AT, reason: 'http_503' } }, LOSING, { since: AT }],
    ['losing, before that it is throttled', { throttled: { perSecond: 6, since: AT } }, LOSING, { state: 'failed' }],
    ['throttled', { throttled: { perSecond: 6, since: AT } }, undefined, { says: 'Throttled to 6/s' }],
    ['noticed', { notice: 'A setting is missing.' }, undefined, { state: 'failed', says: 'A setting is missing.' }],
    ['new', { matched: 0 }, undefined, { state: 'off', says: 'Nothing has arrived yet' }],
    ['well', {}, undefined, { state: 'ok', says: 'Delivering' }],
  ])('%s', (...[, fields, losing, expected]) => {
    expect(stateOf(aDestinationOverview('crm', 'web', fields), losing)).toMatchObject(expected);
  });
});

describe('sources and their destinations', () => {
  const known = {
    overview: {
      generatedAt: AT,
      sources: [aSourceOverview('web', 10), aSourceOverview('app', 0)],
      destinations: [
        aDestinationOverview('b', 'web', { discarded: { http_400: 2 }, deadLettered: { http_503: 3 } }),
        aDestinationOverview('a', 'web'),
      ],
    },
    sources: [aSource('web', 'Website'), { ...aSource('app', 'App'), enabled: false }],
    destinations: [aDestination('b', 'Billing', 'web')],
    rates: NO_RATES,
    series: undefined,
  };

  test('stand by their names, and by their ids where the lists do not have them', () => {
    const nodes = nodesOf(known);

    expect(nodes.map(({ name, isEnabled, hasSent }) => ({ name, isEnabled, hasSent }))).toEqual([
      { name: 'App', isEnabled: false, hasSent: false },
      { name: 'Website', isEnabled: true, hasSent: true },
    ]);
    expect(nodes[1]?.destinations.map(({ name, undelivered }) => ({ name, undelivered }))).toEqual([
      { name: 'a', undelivered: 0 },
      { name: 'Billing', undelivered: 5 },
    ]);
  });

  test('have the rate of the last whole minute as long as none was measured, and none without either', () => {
    const series: HourSeries = {
      ...{ startMs: Date.parse(AT), points: 3 },
      sources: new Map([['web', { accepted: [0, 120, 1], rejected: [0, 40, 0] }]]),
      destinations: new Map(),
    };

    const measured = nodesOf({ ...known, series, rates: { ...NO_RATES, accepted: new Map([['web', 7]]) } })[1];
    const unmeasured = nodesOf({ ...known, series })[1];

    expect([measured?.perSecond, unmeasured?.perSecond, nodesOf(known)[1]?.perSecond]).toEqual([7, 2, undefined]);
    expect(unmeasured?.refused).toBeCloseTo(40 / 161);
    expect(nodesOf(known)[1]?.refused).toBeUndefined();
  });
});

test('sums are of all sources and all destinations, and what is unique is what is no duplicate', () => {
  const sums = sumsOf({
    generatedAt: AT,
    sources: [aSourceOverview('a', 10, { duplicates: 2 }), aSourceOverview('b', 5, { duplicates: 1 })],
    destinations: [
      aDestinationOverview('x', 'a', { matched: 8, delivered: 3, waiting: 1, held: 1, discarded: { a: 1, b: 2 } }),
      aDestinationOverview('y', 'b', { matched: 4, delivered: 3, deadLettered: { c: 1 } }),
    ],
  });

  expect(sums).toEqual({
    ...{ accepted: 15, duplicates: 3, unique: 12, matched: 12, delivered: 6, waiting: 1, held: 1 },
    ...{ discarded: 3, deadLettered: 1, filteredByFunction: 0 },
  });
});
