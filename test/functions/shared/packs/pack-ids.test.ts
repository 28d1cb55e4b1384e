import { expect, test } from 'vitest';
import { heldKey, undeliveredKey } from '../../../../domain/pipeline/archive-key.ts';
import {
  DYNAMODB_MAX_PARTITION_KEY_BYTES,
  DYNAMODB_MAX_SORT_KEY_BYTES,
  S3_MAX_KEY_BYTES,
} from '../../../../domain/base/aws-limits.ts';
import type { Decision } from '../../../../domain/delivery/delivery-decision.ts';
import { type DeliveryPackHeader, type Pack } from '../../../../domain/pipeline/messages.ts';
import { attemptKey, resolveKey, undeliveredItemKey } from '../../../../domain/tables/table-keys.ts';
import { childPackId, encodeGroup } from '../../../../functions/shared/packs/child-packs.ts';
import { encodeLanePacks } from '../../../../functions/shared/packs/lane-packs.ts';
import { decodePack } from '../../../../functions/shared/packs/pack-codec.ts';
import { MAX_PACK_ID_CHARACTERS, shortPackId } from '../../../../functions/shared/packs/pack-ids.ts';

const NOW = '2026-11-22T10:00:00.000Z';

function aPack(packId: string): Pack<DeliveryPackHeader> {
  const events = [{ id: 'm1', type: 'track', receivedAt: NOW }];
  return {
    header: { kind: 'delivery', packId, sourceId: 'web', destinationId: 'crm', retry: 0, events },
    lines: ['{}'],
  };
}

test('an id stays what it is until it would be too long', () => {
  expect(childPackId(aPack('2026112210-4f1c.crm.0-ab12'), 1, 0)).toBe('2026112210-4f1c.crm.0-ab12.1');
  expect(childPackId(aPack('p'), 0, 2)).toBe('p.0-2');
  expect(shortPackId('p'.repeat(MAX_PACK_ID_CHARACTERS))).toBe('p'.repeat(MAX_PACK_ID_CHARACTERS));
});

test('a pack for a subscription with a name says so, in a form that older releases refuse, and so do those after it', () => {
  const [{ header, lines }, destination] = [aPack('p'), { id: 'crm' }];
  const batch = { id: '2026112210-4f1c', sourceId: 'web' };
  const routed = { events: header.events, lines };
  const subscription = { id: 'orders', enabled: true };
  const retry: Decision = { decidedAt: NOW, groups: [{ kind: 'retry', positions: [0], reason: 'x', notBefore: 0 }] };

  const [plain = ''] = encodeLanePacks(batch, destination, routed);
  const [named = ''] = encodeLanePacks(batch, { ...destination, subscription }, routed);
  const sent = decodePack(named) as Pack<DeliveryPackHeader>;
  const [again = ''] = encodeGroup(sent, retry, 0);

  expect([plain, named, again].map((body) => body.slice(0, 10))).toEqual(['penstock1:', 'penstock2:', 'penstock2:']);
  expect(decodePack(plain).header).not.toHaveProperty('subscriptionId');
  expect(sent.header).toMatchObject({
    subscriptionId: 'orders',
    packId: expect.stringMatching(/^2026112210-4f1c\.crm\.orders\.0-/) as unknown,
  });
  expect(decodePack(again).header).toMatchObject({ subscriptionId: 'orders', retry: 1 });
});

test('ten thousand generations of packs have ids of their own, none too long, and the same each time', () => {
  const lineage = (): string[] => {
    const ids = ['2026112210-4f1c.crm.0-ab12'];
    for (let step = 0; step < 10_000; step += 1) ids.push(childPackId(aPack(ids.at(-1) ?? ''), 0, 0));
    return ids;
  };

  const ids = lineage();

  expect(new Set(ids).size).toBe(10_001);
  expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(MAX_PACK_ID_CHARACTERS);
  expect(lineage()).toEqual(ids);
});

test('packs of one decision have different ids where these are digests', () => {
  const long = aPack('p'.repeat(MAX_PACK_ID_CHARACTERS));

  const ids = [childPackId(long, 0, 0), childPackId(long, 1, 0), childPackId(long, 0, 1)];

  expect(new Set(ids).size).toBe(3);
});

test('a pack that was sent under a longer id has the keys of its copy that is made today', () => {
  const parent = aPack('p'.repeat(2_000));
  const asSentBefore = `${parent.header.packId}.0`;
  const decision: Decision = { decidedAt: NOW, groups: [{ kind: 'retry', positions: [0], reason: 'x', notBefore: 0 }] };

  const [copy] = encodeGroup(parent, decision, 0).map((body) => decodePack(body).header);

  expect(copy).toMatchObject({ packId: shortPackId(asSentBefore) });
});

test('every key with an id in it has room for the longest one', () => {
  const packId = 'p'.repeat(MAX_PACK_ID_CHARACTERS);
  const destinationId = 'd'.repeat(63);
  const pack = { packId, destinationId, retry: 1_000 };
  const itemKey = undeliveredItemKey(NOW, pack);
  const resolveId = `replay.${'r'.repeat(63)}.${itemKey}`;

  expect(attemptKey(pack).length).toBeLessThanOrEqual(DYNAMODB_MAX_PARTITION_KEY_BYTES);
  expect(resolveKey(resolveId, 1_000).length).toBeLessThanOrEqual(DYNAMODB_MAX_PARTITION_KEY_BYTES);
  expect(itemKey.length).toBeLessThanOrEqual(DYNAMODB_MAX_SORT_KEY_BYTES);
  expect(undeliveredKey(pack, NOW).length).toBeLessThanOrEqual(S3_MAX_KEY_BYTES);
  expect(heldKey(destinationId, packId, NOW).length).toBeLessThanOrEqual(S3_MAX_KEY_BYTES);
});
