import { describe, expect, test } from 'vitest';
import {
  summariseDestination,
  summariseSource,
  summariseSubscription,
  type Counts,
  type SubscriptionLedger,
} from '../../../domain/ledger/ledger.ts';
import { reconcile } from '../../../domain/ledger/reconcile.ts';

const SOURCE = { accepted: 110, duplicates: 10 };
const DESTINATION = {
  matched: 90,
  'filtered:filter': 10,
  delivered: 70,
  attempts: 95,
  held: 5,
  'discarded:http_400': 5,
};

/** The findings about one source and one destination with these counts. */
function findings(source: Counts, destination: Counts) {
  const { faults, notes } = reconcile({
    sources: [summariseSource('web', source)],
    destinations: [summariseDestination('crm', 'web', destination)],
  });
  return { faults: faults.map(({ owner, kind }) => `${owner} ${kind}`), notes: notes.map(({ kind }) => kind) };
}

test('a destination that names its subscriptions closes when each of them does', () => {
  const counts = { ...DESTINATION, attempts: 95 };
  const found = (...subscriptions: SubscriptionLedger[]) =>
    reconcile({
      sources: [summariseSource('web', SOURCE)],
      destinations: [{ ...summariseDestination('crm', 'web', counts), subscriptions }],
    });
  const [good, bad] = [
    summariseSubscription('all', counts),
    summariseSubscription('paid', { ...counts, delivered: 99 }),
  ];

  expect(found(good, { ...summariseSubscription('gone', {}), removed: true })).toEqual({ faults: [], notes: [] });
  expect(found(good, bad).faults.map(({ owner }) => owner)).toContain('destination:crm.paid');
  expect(found(summariseSubscription('new', {})).notes).toMatchObject([{ owner: 'destination:crm.new' }]);
});

describe('the ledger', () => {
  test('closes while events are on their way', () => {
    const found = findings(SOURCE, DESTINATION);

    expect(found).toEqual({ faults: [], notes: [] });
  });

  test.each<[string, Counts, Counts]>([
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, delivered: 81, attempts: 100 }],
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, held: -1 }],
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, 'discarded:http_400': -1 }],
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, 'filteredByFunction:function_dropped': -1 }],
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, 'filteredByFunction:function_dropped': 11 }],
    ['destination:crm fewer_attempts', SOURCE, { ...DESTINATION, attempts: 69 }],
    ['destination:crm more_than_unique', SOURCE, { ...DESTINATION, matched: 91 }],
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, 'replay.matched': 3, 'replay.delivered': 4 }],
    ['destination:crm negative_count', SOURCE, { ...DESTINATION, 'replay.filtered:filter': -1 }],
    ['destination:crm fewer_attempts', SOURCE, { ...DESTINATION, 'replay.matched': 3, 'replay.delivered': 3 }],
    ['source:web more_duplicates_than_accepted', { accepted: 1, duplicates: 2 }, { matched: -1, held: -1 }],
    ['source:web negative_count', { ...SOURCE, 'rejected:too_large': -1 }, DESTINATION],
  ])('does not close: %s', (fault, source, destination) => {
    const { faults } = findings(source, destination);

    expect(faults).toContain(fault);
  });

  test('may close when a destination had fewer events than its source, because it may have come later', () => {
    const found = findings(SOURCE, { ...DESTINATION, 'filtered:filter': 3 });

    expect(found).toEqual({ faults: [], notes: ['fewer_than_unique'] });
  });

  test('says both numbers that should be one', () => {
    const { faults } = reconcile({
      sources: [summariseSource('web', SOURCE)],
      destinations: [summariseDestination('crm', 'web', { ...DESTINATION, matched: 96 })],
    });

    expect(faults).toEqual([
      {
        owner: 'destination:crm',
        kind: 'more_than_unique',
        message: '106 events were matched or filtered, 100 unique events were accepted',
      },
    ]);
  });
});
