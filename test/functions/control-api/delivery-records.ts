import type { Decision, DecisionGroup } from '../../../domain/delivery/delivery-decision.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import { type DeliveryPackHeader, type Pack } from '../../../domain/pipeline/messages.ts';
import { attemptKey } from '../../../domain/tables/table-keys.ts';
import { encodeGroup } from '../../../functions/shared/packs/child-packs.ts';
import { encodeLanePacks } from '../../../functions/shared/packs/lane-packs.ts';
import { decodePack } from '../../../functions/shared/packs/pack-codec.ts';

/** What is decided about one event at its n-th decision (from 0); undefined when it is delivered. */
export type Fate = (messageId: string, nth: number) => DecisionGroup | undefined;

type Published = { readonly events: readonly EventRoute[]; readonly lines: readonly string[] };

/**
 * The records that delivery would leave behind about a batch, by their keys: every pack is decided about as `fate` says,
 * one second after the other, and what comes of it is decided about next. `until`: how often an event is decided about.
 */
export function deliveryRecords(
  batch: { readonly id: string; readonly sourceId: string } & Published,
  { destinationId, fate, until = 10 }: { destinationId: string; fate: Fate; until?: number },
): Map<string, Decision> {
  const records = new Map<string, Decision>();
  let packs = encodeLanePacks(batch, { id: destinationId }, batch).map(decodePack);
  for (let nth = 0; nth < until && packs.length > 0; nth += 1) {
    packs = packs.filter(isDelivery).flatMap((pack) => {
      const decision = decideAll(pack, fate, nth);
      records.set(attemptKey(pack.header), decision);
      return decision.groups.flatMap((_, index) => encodeGroup(pack, decision, index).map(decodePack));
    });
  }
  return records;
}

function isDelivery(pack: Pack): pack is Pack<DeliveryPackHeader> {
  return pack.header.kind === 'delivery';
}

function decideAll({ header }: Pack<DeliveryPackHeader>, fate: Fate, nth: number): Decision {
  const grouped = new Map<string, { group: DecisionGroup; positions: number[] }>();
  for (const [position, { id }] of header.events.entries()) {
    const group = fate(id, nth);
    if (group === undefined) continue;
    const key = JSON.stringify(group);
    const known = grouped.get(key) ?? { group, positions: [] };
    grouped.set(key, { ...known, positions: [...known.positions, position] });
  }
  return {
    decidedAt: `2026-11-22T10:00:0${nth}.000Z`,
    groups: [...grouped.values()].map(({ group, positions }) => ({ ...group, positions })),
  };
}
