import { describe, expect, test } from 'vitest';
import {
  addressOf,
  aloneBy,
  ledgerOwnersOf,
  subscriberOf,
  subscribersOf,
} from '../../../domain/workspace/subscription.ts';
import { aDestination } from '../../support/a-destination.ts';

const crm = aDestination();
const named = aDestination({
  subscriptions: [
    { id: 'orders', enabled: true, trigger: 'event = "Paid"', batch: { maxEvents: 10, maxWaitMs: 0 } },
    { id: 'all', enabled: true },
  ],
});

describe('a destination whose subscription nobody names', () => {
  test('is its own subscriber, by its own id', () => {
    expect(subscribersOf(crm)).toHaveLength(1);
    expect(subscribersOf(crm)[0]).toBe(crm);
    expect(subscriberOf(crm, undefined)).toBe(crm);
    expect(aloneBy(crm)).toBe(crm);
    expect(addressOf(crm)).toBe('crm');
    expect(ledgerOwnersOf(crm)).toEqual(['destination#crm']);
  });

  test('has none of another id', () => {
    expect(subscriberOf(crm, 'orders')).toBeUndefined();
  });
});

describe('a destination that names its subscriptions', () => {
  test('is one subscriber for each, the same as long as the configuration is', () => {
    expect(subscribersOf(named).map(addressOf)).toEqual(['crm.orders', 'crm.all']);
    expect(subscriberOf(named, 'orders')).toBe(subscribersOf(named)[0]);
    expect(ledgerOwnersOf(named)).toEqual(['destination#crm.orders', 'destination#crm.all']);
  });

  test('has its events go together as each of them says', () => {
    expect(subscribersOf(named).map(({ batch }) => batch?.maxEvents)).toEqual([10, undefined]);
  });

  test('gets nothing by one that has no name or is not there', () => {
    expect([subscriberOf(named, undefined), subscriberOf(named, 'gone')]).toEqual([undefined, undefined]);
  });
});
