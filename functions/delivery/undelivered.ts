import { historyAfter } from '../../domain/delivery/attempt-history.ts';
import { undeliveredKey } from '../../domain/pipeline/archive-key.ts';
import { numbered } from '../../domain/pipeline/stored-formats.ts';
import { type UndeliveredItem, type UndeliveredOutcome } from '../../domain/delivery/undelivered.ts';
import type { Decision, DecisionGroup } from '../../domain/delivery/delivery-decision.ts';
import { undeliveredItemKey } from '../../domain/tables/table-keys.ts';
import { withShortId } from '../shared/packs/pack-ids.ts';
import type { DeliveryPack } from './deliver.ts';

/** What a pack's decision leaves undelivered: the lines of one object, and the index item that is found by people. */
export function undeliveredOf(
  { header, lines }: DeliveryPack,
  { groups, decidedAt }: Decision,
): { lines: readonly string[]; item: UndeliveredItem } | undefined {
  const ended = groups.filter(isEnded);
  if (ended.length === 0) return undefined;
  const { sourceId, destinationId, retry } = header;
  const of = header.subscriptionId === undefined ? {} : { subscriptionId: header.subscriptionId };
  const records = ended.flatMap((group) =>
    group.positions.map((position) => {
      const messageId = header.events[position]?.id;
      const { reason } = group;
      const end = { outcome: outcomeOf(group), reason, attempts: retry + 1, endedAt: decidedAt };
      const record = {
        destinationId,
        ...of,
        sourceId,
        messageId,
        ...end,
        history: historyAfter(header, group.attempt),
      };
      return `${JSON.stringify(numbered('undelivered-line', record)).slice(0, -1)},"event":${lines[position]}}`;
    }),
  );
  const item: UndeliveredItem = {
    destinationId,
    ...of,
    itemKey: undeliveredItemKey(decidedAt, withShortId(header)),
    objectKey: undeliveredKey(withShortId(header), decidedAt),
    endedAt: decidedAt,
    ...(header.replay === undefined ? {} : { replay: header.replay }),
    groups: ended.map((group) => ({
      outcome: outcomeOf(group),
      reason: group.reason,
      count: group.positions.length,
    })),
    resolutions: [],
  };
  return { lines: records, item };
}

type EndedGroup = Extract<DecisionGroup, { kind: 'dead-letter' | 'discard' }>;

function isEnded(group: DecisionGroup): group is EndedGroup {
  return group.kind === 'dead-letter' || group.kind === 'discard';
}

function outcomeOf({ kind }: EndedGroup): UndeliveredOutcome {
  return kind === 'discard' ? 'discarded' : 'dead-lettered';
}
