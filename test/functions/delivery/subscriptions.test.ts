import { describe, expect, test } from 'vitest';
import { aPack, aWorld, destination } from './a-delivery.ts';

describe('a pack for a subscription', () => {
  test.each([
    ['deleted', [], 'subscription_deleted'],
    ['switched off', [{ id: 'orders', enabled: false }], 'subscription_disabled'],
  ])('is discarded when that is %s', async (_, subscriptions, reason) => {
    const { deliver, requests, decisions } = aWorld(undefined, { to: { ...destination, subscriptions } });

    await deliver(aPack(['a'], { subscriptionId: 'orders' }));

    expect(requests).toEqual([]);
    expect(decisions[0]?.groups).toEqual([{ kind: 'discard', positions: [0], reason }]);
  });

  test('is discarded when the destination names none any more', async () => {
    const { deliver, decisions } = aWorld(undefined);

    await deliver(aPack(['a'], { subscriptionId: 'orders' }));

    expect(decisions[0]?.groups).toMatchObject([{ kind: 'discard', reason: 'subscription_deleted' }]);
  });

  test('is attempted by that one, whose events go together as it says', async () => {
    const subscriptions = [
      { id: 'orders', enabled: true },
      { id: 'all', enabled: true, batch: { maxEvents: 10, maxWaitMs: 0 } },
    ];
    const { deliver, requests, asked } = aWorld([], { to: { ...destination, subscriptions } });

    await deliver(aPack(['a', 'b'], { subscriptionId: 'all' }));
    await deliver(aPack(['c', 'd'], { subscriptionId: 'orders' }));

    expect(asked.map(({ subscription }) => subscription?.id)).toEqual(['all', 'orders', 'orders']);
    expect(requests.map(({ body }) => JSON.parse(String(body)) as unknown)).toMatchObject([
      [{ messageId: 'a' }, { messageId: 'b' }],
      { messageId: 'c' },
      { messageId: 'd' },
    ]);
  });
});
