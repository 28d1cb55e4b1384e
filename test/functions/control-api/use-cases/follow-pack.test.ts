import { expect, test } from 'vitest';
import type { Decision } from '../../../../domain/delivery/delivery-decision.ts';
import type { DeliveryPackHeader, Pack } from '../../../../domain/pipeline/messages.ts';
import { followPack } from '../../../../functions/control-api/use-cases/follow-pack.ts';
import { childPackId } from '../../../../functions/shared/packs/child-packs.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const probe = { breakerId: 'b', number: 1 };
const ASKS: Decision = {
  decidedAt: NOW,
  groups: [{ kind: 'probe', positions: [0], reason: 'http_503', retry: 0, notBefore: Date.parse(NOW), probe }],
};
const DELIVERED: Decision = { decidedAt: NOW, groups: [] };

function aPack(packId: string): Pack<DeliveryPackHeader> {
  const events = [{ id: 'm1', type: 'track', receivedAt: NOW }];
  return {
    header: { kind: 'delivery', packId, sourceId: 'web', destinationId: 'crm', retry: 0, events },
    lines: ['{}'],
  };
}

/** What delivery records about an event that asked `probes` times and was delivered then. */
function recordsOf(first: string, probes: number): Map<string, Decision> {
  const records = new Map<string, Decision>();
  let packId = first;
  for (let step = 0; step < probes; step += 1) {
    records.set(packId, ASKS);
    packId = childPackId(aPack(packId), 0, 0);
  }
  return records.set(packId, DELIVERED);
}

const follow = (first: string, records: ReadonlyMap<string, Decision>) =>
  followPack(
    { decision: async ({ packId }) => records.get(packId), resolution: async () => undefined },
    aPack(first),
    'm1',
  );

test('an event is followed over ids that are digests', async () => {
  const first = 'p'.repeat(500);

  const followed = await follow(first, recordsOf(first, 150));

  expect(followed?.attempts).toHaveLength(151);
  expect(followed?.end).toEqual({ state: 'delivered', at: NOW });
});

test('an event that code of the customer dropped ends there', async () => {
  const dropped: Decision = {
    decidedAt: NOW,
    groups: [{ kind: 'filter', positions: [0], reason: 'function_dropped' }],
  };

  const followed = await follow('p', new Map([['p', dropped]]));

  expect(followed?.attempts).toMatchObject([{ result: 'filter', reason: 'function_dropped' }]);
  expect(followed?.end).toEqual({ state: 'filtered_by_function', at: NOW, reason: 'function_dropped' });
});

test('where more is recorded than is read, nothing is said about the end', async () => {
  const followed = await follow('p', recordsOf('p', 300));

  expect(followed?.attempts).toHaveLength(200);
  expect(followed?.end).toMatchObject({ state: 'unknown' });
});
