import { batchIdOf } from '../../domain/pipeline/archive-key.ts';
import type { Decision } from '../../domain/delivery/delivery-decision.ts';
import { addCounts, summariseDestination, summariseSource, type Counts } from '../../domain/ledger/ledger.ts';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import type { UndeliveredRecord } from '../../domain/delivery/undelivered.ts';
import { batchKey } from '../../domain/tables/table-keys.ts';
import { countsOfItem } from '../../functions/shared/ledger/ledger-counts.ts';
import { decompressLines } from '../../functions/shared/packs/pack-codec.ts';
import { CONTROL } from './functions.ts';
import { DESTINATIONS } from './workspace.ts';
import type { ModelWorld } from './world.ts';

/** One event for one destination. */
type Pair = { readonly destination: string; readonly eventId: string };

export const keyOf = ({ destination, eventId }: Pair): string => `${destination} ${eventId}`;

/** How the delivery of an event to a destination ended, by the records of what was decided. */
export type Ending = Pair & {
  readonly outcome: 'delivered' | 'discard' | 'dead-letter';
  readonly reason: string;
  /** ISO 8601. */
  readonly decidedAt: string;
  /** When it was recorded, in the order of all that happens. */
  readonly happenedAt: number;
};

/** An undelivered event that people have had resolved, by the records of that. */
export type Resolved = Pair & {
  readonly as: 'redriven' | 'discarded';
  readonly outcome: 'dead-lettered' | 'discarded';
  readonly itemKey: string;
  readonly position: number;
  readonly happenedAt: number;
};

type Archived = {
  readonly eventId: string;
  readonly happenedAt: number;
  readonly atMs: number;
  readonly destinations: readonly string[];
  /** Its batch was never committed, or not published to all of them before the event came again as a new one. */
  readonly isLost: boolean;
};

/** All that became of the events, by records that DynamoDB may have deleted since. */
export type History = {
  readonly endings: readonly Ending[];
  readonly resolved: readonly Resolved[];
  readonly archived: readonly Archived[];
};

export function historyOf(world: ModelWorld): History {
  return { endings: endingsOf(world), resolved: resolvedOf(world), archived: archivedOf(world) };
}

function endingsOf(world: ModelWorld): Ending[] {
  return world.created.flatMap(({ key, item, happenedAt }) => {
    const header = world.packs.get(key);
    if (header === undefined) return [];
    const decision = JSON.parse(item['decision']?.S ?? '') as Decision;
    const { decidedAt } = decision;
    return header.events.flatMap(({ id: eventId }, position): Ending[] => {
      const group = decision.groups.find(({ positions }) => positions.includes(position));
      const common = { destination: header.destinationId, eventId, decidedAt, happenedAt };
      if (group === undefined) return [{ ...common, outcome: 'delivered', reason: '' }];
      if (group.kind !== 'discard' && group.kind !== 'dead-letter') return [];
      return [{ ...common, outcome: group.kind, reason: group.reason }];
    });
  });
}

function resolvedOf(world: ModelWorld): Resolved[] {
  return world.created.flatMap(({ key, item, happenedAt }) => {
    const [, resolveId = '', index] = /^resolve#(.+)#(\d+)$/.exec(key) ?? [];
    const header = world.resolves.get(resolveId);
    const itemKey = header?.items[Number(index)]?.itemKey;
    if (header === undefined || itemKey === undefined) return [];
    const { as, destinationId: destination } = header;
    const objectKey = world.tables.item(CONTROL, `undelivered#${destination}|${itemKey}`)?.['objectKey']?.S ?? '';
    const lines = undeliveredLines(world, objectKey);
    const positions = JSON.parse(item['decision']?.S ?? '[]') as number[];
    return positions.map((position) => {
      const { messageId: eventId = 'nothing', outcome = 'discarded' } = lines[position] ?? {};
      return { destination, eventId, as, outcome, itemKey, position, happenedAt };
    });
  });
}

function archivedOf(world: ModelWorld): Archived[] {
  const keys = new Set(world.created.map(({ key }) => key));
  const lines = world.created.flatMap(({ key, happenedAt, atMs }) => {
    if (!key.startsWith('archive/')) return [];
    const batchId = batchIdOf(key);
    return linesOf<{ messageId: string; destinations: string[] }>(world, key).map(({ messageId, destinations }) => ({
      ...{ eventId: messageId, destinations, happenedAt, atMs },
      isCommitted: keys.has(batchKey(batchId)),
      isPublished: destinations.every((id) => world.published.has(`${batchId} ${id} ${messageId}`)),
    }));
  });
  const latest = new Map(lines.map(({ eventId, happenedAt }) => [eventId, happenedAt]));
  return lines.map(({ isCommitted, isPublished, ...line }) => {
    const isNewSince = (latest.get(line.eventId) ?? 0) > line.happenedAt;
    return { ...line, isLost: !isCommitted || (!isPublished && isNewSince) };
  });
}

export function undeliveredLines(world: ModelWorld, objectKey: string): UndeliveredRecord[] {
  return linesOf<UndeliveredRecord>(world, objectKey);
}

function linesOf<Line>(world: ModelWorld, objectKey: string): Line[] {
  const bytes = world.bucket.objects.get(objectKey);
  return bytes === undefined ? [] : decompressLines(bytes).map((line) => JSON.parse(line) as Line);
}

/** Sums that are not what they must be at any moment, whatever is under way. */
export function faultsNow(world: Pick<ModelWorld, 'tables'>): string[] {
  const counts = countsOf(world);
  const sources = [summariseSource('web', counts.get('source#web') ?? {})];
  const destinations = DESTINATIONS.map(({ id }) =>
    summariseDestination(id, 'web', counts.get(`destination#${id}`) ?? {}),
  );
  return reconcile({ sources, destinations }).faults.map(({ owner, message }) => `${owner}: ${message}`);
}

/** The counters of all owners. */
export function countsOf(world: Pick<ModelWorld, 'tables'>): Map<string, Counts> {
  const totals = new Map<string, Counts>();
  for (const item of world.tables.items(CONTROL).values()) {
    if (item['pk']?.S?.startsWith('ledger#') !== true) continue;
    const owner = item['sk']?.S ?? '';
    totals.set(owner, addCounts(totals.get(owner) ?? {}, countsOfItem(item)));
  }
  return totals;
}
