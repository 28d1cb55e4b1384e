import type { Decision, DecisionGroup } from '../../../domain/delivery/delivery-decision.ts';
import { runsAt, type FunctionNote } from '../../../domain/delivery/function-note.ts';
import type { AttemptNote, DeliveryPackHeader, Pack } from '../../../domain/pipeline/messages.ts';
import type { Resolution } from '../../../domain/delivery/undelivered.ts';
import { encodeGroup } from '../../shared/packs/child-packs.ts';
import { decodePack } from '../../shared/packs/pack-codec.ts';

/** One record of what was decided about an event. Times are ISO 8601. */
export type AttemptTrace = {
  readonly packId: string;
  /** 0 for the first attempt, 1 for the first retry. */
  readonly retry: number;
  readonly decidedAt: string;
  readonly result: 'delivered' | DecisionGroup['kind'];
  readonly reason?: string;
  readonly nextAttemptAt?: string;
  /** What the destination said to one of the events that met the same. */
  readonly example?: AttemptNote;
  /** The functions that the event went through, in their order; absent where none ran. */
  readonly functions?: readonly FunctionNote[];
};

/** How it ended, or where the event is by now. */
export type DeliveryEnd =
  | { readonly state: 'filtered'; readonly reason: string }
  | { readonly state: 'delivered'; readonly at: string }
  | { readonly state: 'filtered_by_function'; readonly at: string; readonly reason: string }
  /** `redriven`: somebody has sent it round again since, as a new delivery with records of its own. */
  | { readonly state: 'discarded' | 'dead_lettered' | 'redriven'; readonly at: string; readonly reason: string }
  | { readonly state: 'held'; readonly since: string; readonly reason: string }
  | { readonly state: 'waiting'; readonly until: string; readonly reason: string | null }
  | { readonly state: 'not_attempted' | 'unknown'; readonly detail: string };

/** Where the records are. */
export type PackRecords = {
  readonly decision: (pack: { packId: string; retry: number }) => Promise<Decision | undefined>;
  /** What people have done since about a line of the object with what a pack left undelivered. */
  readonly resolution: (header: DeliveryPackHeader, endedAt: string, line: number) => Promise<Resolution | undefined>;
};

/** Nobody reads more, and each step is a request; only probes of a destination that is down for weeks come this far. */
const MAX_STEPS = 200;

/** What the last record that was read says is long past. */
const CUT_OFF: DeliveryEnd = {
  state: 'unknown',
  detail: `The first ${MAX_STEPS} records about the event are here, and there are more.`,
};

/**
 * Walks the records of decisions from the first pack of an event to the last: each names what happened to which
 * positions, and what it sent on is made again to know the id of the next. Undefined without a first record.
 */
export async function followPack(
  records: PackRecords,
  first: Pack<DeliveryPackHeader>,
  messageId: string,
): Promise<{ attempts: AttemptTrace[]; end: DeliveryEnd } | undefined> {
  const attempts: AttemptTrace[] = [];
  let end: DeliveryEnd | undefined;
  let pack: Pack<DeliveryPackHeader> | undefined = first;
  while (pack !== undefined && attempts.length < MAX_STEPS) {
    const { packId, retry, events } = pack.header;
    const decision = await records.decision({ packId, retry });
    if (decision === undefined) break;
    const position = events.findIndex(({ id }) => id === messageId);
    const index = decision.groups.findIndex(({ positions }) => positions.includes(position));
    const group = decision.groups[index];
    const functions = runsAt(decision.functions, position);
    const ran = functions.length === 0 ? {} : { functions };
    attempts.push({ packId, retry, decidedAt: decision.decidedAt, ...describe(group), ...ran });
    const line = lineOf(decision, index, position);
    const resolution = line === undefined ? undefined : await records.resolution(pack.header, decision.decidedAt, line);
    end = resolution === undefined ? endOf(group, decision.decidedAt) : endOfResolved(group, resolution);
    pack = encodeGroup(pack, decision, index)
      .map(decodePack)
      .find((child): child is Pack<DeliveryPackHeader> => isNext(child, messageId));
  }
  if (end === undefined) return undefined;
  return { attempts, end: pack === undefined || attempts.length < MAX_STEPS ? end : CUT_OFF };
}

function isNext({ header }: Pack, messageId: string): boolean {
  return header.kind === 'delivery' && header.events.some(({ id }) => id === messageId);
}

function describe(
  group: DecisionGroup | undefined,
): Pick<AttemptTrace, 'result' | 'reason' | 'nextAttemptAt' | 'example'> {
  if (group === undefined) return { result: 'delivered' };
  return {
    result: group.kind,
    ...('reason' in group ? { reason: group.reason } : {}),
    ...(group.attempt === undefined ? {} : { example: group.attempt }),
    ...('notBefore' in group ? { nextAttemptAt: new Date(group.notBefore).toISOString() } : {}),
  };
}

/** Delivery writes what ended undelivered in the order of groups and positions. Undefined for what has not. */
function lineOf({ groups }: Decision, index: number, position: number): number | undefined {
  const group = groups[index];
  if (group === undefined || !isUndelivered(group)) return undefined;
  const before = groups.slice(0, index).filter(isUndelivered);
  return before.reduce((sum, { positions }) => sum + positions.length, 0) + group.positions.indexOf(position);
}

function isUndelivered({ kind }: DecisionGroup): boolean {
  return kind === 'discard' || kind === 'dead-letter';
}

function endOfResolved(group: DecisionGroup | undefined, { as, at }: Resolution): DeliveryEnd {
  const reason = group !== undefined && 'reason' in group ? group.reason : '';
  return as === 'redriven' ? { state: 'redriven', at, reason } : { state: 'discarded', at, reason: 'operator' };
}

/** Where the event is when nothing was decided after this. */
function endOf(group: DecisionGroup | undefined, decidedAt: string): DeliveryEnd {
  switch (group?.kind) {
    case undefined:
      return { state: 'delivered', at: decidedAt };
    case 'filter':
      return { state: 'filtered_by_function', at: decidedAt, reason: group.reason };
    case 'discard':
      return { state: 'discarded', at: decidedAt, reason: group.reason };
    case 'dead-letter':
      return { state: 'dead_lettered', at: decidedAt, reason: group.reason };
    case 'hold':
      return { state: 'held', since: decidedAt, reason: group.reason };
    case 'postpone':
      return { state: 'waiting', until: decidedAt, reason: null };
    case 'retry':
    case 'probe':
      return { state: 'waiting', until: new Date(group.notBefore).toISOString(), reason: group.reason };
  }
}
