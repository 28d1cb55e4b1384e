import { historyAfter } from '../../../domain/delivery/attempt-history.ts';
import type { Decision, DecisionGroup } from '../../../domain/delivery/delivery-decision.ts';
import type { DeadLetterPackHeader, DeliveryPackHeader, Pack } from '../../../domain/pipeline/messages.ts';
import { encodePacks } from './pack-codec.ts';
import { shortPackId } from './pack-ids.ts';

type DeliveryPack = Pack<DeliveryPackHeader>;

/**
 * The events of a group as packs of their own, whose ids follow from that of the pack they come from. Delivery sends
 * them; who knows a pack and what was decided about it can make them again and find what was decided next.
 */
export function encodeGroup(pack: DeliveryPack, decision: Decision, index: number): string[] {
  const group = decision.groups[index];
  if (group === undefined || group.kind === 'filter') return [];
  const events = group.positions.flatMap((position) => pack.header.events[position] ?? []);
  const lines = group.positions.flatMap((position) => pack.lines[position] ?? []);
  return encodePacks(events, lines, (part, number) => ({
    ...groupHeader(pack.header, group, decision),
    packId: childPackId(pack, index, number),
    events: part,
  }));
}

/** Where the `number`-th pack of a group of a decision comes from, and so what it is called. */
export function childPackId({ header }: DeliveryPack, groupIndex: number, number: number): string {
  return shortPackId(`${header.packId}.${groupIndex}${number === 0 ? '' : `-${number}`}`);
}

/** What is filtered goes nowhere. */
type SentGroup = Exclude<DecisionGroup, { kind: 'filter' }>;

function groupHeader(
  header: DeliveryPackHeader,
  group: SentGroup,
  decision: Decision,
): DeliveryPackHeader | DeadLetterPackHeader {
  // What held for this attempt does not hold for the next.
  const { notBefore: _past, slot: _used, probe: _asked, held: _released, ...lasting } = header;
  const history = historyAfter(header, group.attempt);
  const rest = history.length === 0 ? lasting : { ...lasting, history };
  switch (group.kind) {
    case 'retry':
      return { ...rest, retry: header.retry + 1, notBefore: group.notBefore, lastReason: group.reason };
    case 'hold':
      return { ...rest, retry: group.retry, held: true, lastReason: group.reason };
    case 'probe':
      return { ...rest, retry: group.retry, notBefore: group.notBefore, probe: group.probe, lastReason: group.reason };
    case 'postpone':
      return {
        ...rest,
        ...(header.probe === undefined ? {} : { probe: header.probe }),
        ...(group.notBefore === undefined ? {} : { notBefore: group.notBefore }),
        ...(group.slot === undefined ? {} : { slot: group.slot }),
      };
    case 'dead-letter':
    case 'discard':
      return { ...rest, kind: 'dead-letter', reason: group.reason, deadLetteredAt: decision.decidedAt };
  }
}
