import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addCounts,
  countByReason,
  summariseDestination,
  summariseSource,
  withFewCounters,
  type Counts,
} from '../../../domain/ledger/ledger.ts';
import { destinationLedgerKey, sourceLedgerKey } from '../../../domain/tables/table-keys.ts';

test('the keys of sources, destinations and of events without a source differ', () => {
  const keys = [sourceLedgerKey('web'), destinationLedgerKey('web'), sourceLedgerKey('')];

  expect(keys).toEqual(['source#web', 'destination#web', 'unattributed']);
});

describe('the summary of a source', () => {
  test('shows what it accepted, had twice, and refused by reason', () => {
    const counts = { accepted: 10, duplicates: 3, 'rejected:bad_request': 2, 'rejected:event_too_large': 1 };

    const summary = summariseSource('web', counts);

    expect(summary).toEqual({
      id: 'web',
      accepted: 10,
      duplicates: 3,
      rejected: { bad_request: 2, event_too_large: 1 },
      warned: {},
    });
  });

  test('has zeros where nothing was counted yet', () => {
    const summary = summariseSource('web', {});

    expect(summary).toEqual({ id: 'web', accepted: 0, duplicates: 0, rejected: {}, warned: {} });
  });
});

describe('the summary of a destination', () => {
  test('counts as waiting what has not ended', () => {
    const counts = {
      matched: 100,
      delivered: 60,
      attempts: 90,
      held: 5,
      'filtered:filter': 7,
      'discarded:http_400': 10,
      'discarded:http_404': 1,
      'deadLettered:http_503': 4,
    };

    const summary = summariseDestination('crm', 'web', counts);

    expect(summary).toMatchObject({
      id: 'crm',
      source: 'web',
      matched: 100,
      filtered: { filter: 7 },
      delivered: 60,
      attempts: 90,
      waiting: 20,
      held: 5,
      discarded: { http_400: 10, http_404: 1 },
      deadLettered: { http_503: 4 },
    });
  });

  test('has zeros where nothing was counted yet', () => {
    const summary = summariseDestination('crm', 'web', {});

    expect(summary).toMatchObject({ matched: 0, filtered: {}, delivered: 0, attempts: 0, waiting: 0, held: 0 });
  });

  test('has no reasons of events that were all redriven, and counts them as waiting', () => {
    const summary = summariseDestination('crm', 'web', { matched: 9, 'deadLettered:http_503': 0, redriven: 3 });

    expect(summary).toMatchObject({ deadLettered: {}, redriven: 3, waiting: 9 });
  });

  test('closes: what matched is delivered, discarded, dead-lettered, held or waiting', () => {
    const many = fc.nat(1_000);
    const some = fc.integer({ min: 1, max: 1_000 });
    const reason = fc.constantFrom('http_400', 'http_503', 'timeout', 'a:b');
    const ends = fc.record({ delivered: many, held: many, waiting: many });
    const reasons = fc.dictionary(reason, some);
    const law = fc.property(ends, reasons, reasons, ({ delivered, held, waiting }, discarded, deadLettered) => {
      const total = [...Object.values(discarded), ...Object.values(deadLettered)].reduce(
        (sum, count) => sum + count,
        0,
      );
      const counts: Counts = {
        matched: delivered + held + waiting + total,
        delivered,
        held,
        ...Object.fromEntries(Object.entries(discarded).map(([name, count]) => [`discarded:${name}`, count])),
        ...Object.fromEntries(Object.entries(deadLettered).map(([name, count]) => [`deadLettered:${name}`, count])),
      };

      const summary = summariseDestination('crm', 'web', counts);

      expect(summary).toMatchObject({ waiting, delivered, held });
      expect(summary.discarded).toEqual(discarded);
      expect(summary.deadLettered).toEqual(deadLettered);
    });

    fc.assert(law, { numRuns: 200 });
  });
});

describe('counts', () => {
  test('are added name by name', () => {
    const sum = addCounts({ accepted: 1, duplicates: 2 }, { accepted: 3, 'rejected:x': 4 });

    expect(sum).toEqual({ accepted: 4, duplicates: 2, 'rejected:x': 4 });
  });

  test('are not changed by adding to them', () => {
    const left = { accepted: 1 };

    addCounts(left, { accepted: 3 });

    expect(left).toEqual({ accepted: 1 });
  });

  test('by reason say how often each occurs', () => {
    const counts = countByReason('filtered', ['filter', 'disabled', 'filter']);

    expect(counts).toEqual({ 'filtered:filter': 2, 'filtered:disabled': 1 });
  });
});

describe('too many counters', () => {
  test('are counted together, the least of each name first, and the sums stay', () => {
    const counts = {
      matched: 9,
      'latency:3': 1,
      'discarded:a': 5,
      'discarded:b': 1,
      'discarded:c': 2,
      'rejected:d': 4,
    };

    const few = withFewCounters(counts, 6 - 1);

    expect(few).toEqual({ matched: 9, 'latency:3': 1, 'discarded:a': 5, 'discarded:other': 3, 'rejected:other': 4 });
  });

  test('of live events and of replays are counted apart', () => {
    const few = withFewCounters({ 'discarded:a': 1, 'discarded:b': 1, 'replay.discarded:a': 1 }, 2);

    expect(few).toEqual({ 'discarded:other': 2, 'replay.discarded:other': 1 });
  });

  test('are left as they are when they are not too many', () => {
    const counts = { matched: 9, 'discarded:a': 5 };

    expect(withFewCounters(counts, 2)).toBe(counts);
  });
});
