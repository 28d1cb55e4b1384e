import { expect, test } from 'vitest';
import { normaliseEvent } from '../../../domain/events/event.ts';

const reception = {
  sourceId: 'web',
  receivedAt: new Date('2026-11-22T01:01:00.000Z'),
  envelope: {},
  allowDelete: false,
};
const traitsOf = (input: object): unknown => {
  const result = normaliseEvent({ userId: 'u', context: { traits: { plan: 'pro' } }, ...input }, reception, () => 'id');
  return result.ok ? result.event['traits'] : result.reason;
};

test.each([
  [{ type: 'identify' }, { plan: 'pro' }],
  [{ type: 'identify', traits: null }, { plan: 'pro' }],
  [{ type: 'identify', traits: { plan: 'free' } }, { plan: 'free' }],
  [{ type: 'track', event: 'E' }, undefined],
])('%j has its traits where partners read them', (input, traits) => {
  expect(traitsOf(input)).toEqual(traits);
});
