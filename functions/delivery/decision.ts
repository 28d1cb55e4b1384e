import { FUNCTION_PROBE_MS, probeDelayMs, type BreakerPolicy } from '../../domain/delivery/circuit-breaker.ts';
import type { DeliveryOutcome } from '../../domain/delivery/delivery-outcome.ts';
import type { BreakerChange, Decision, DecisionGroup } from '../../domain/delivery/delivery-decision.ts';
import { recordRuns, type FunctionNote } from '../../domain/delivery/function-note.ts';
import { OTHER_REASON } from '../../domain/ledger/ledger.ts';
import type { AttemptNote, DeliveryPackHeader } from '../../domain/pipeline/messages.ts';
import type { Slot } from '../../domain/pipeline/messages.ts';
import { COPY_DELAY_MS } from '../../domain/pipeline/time-budget.ts';
import { nextRetryDelayMs, type RetryPolicy } from '../../domain/delivery/retry-schedule.ts';

/**
 * How the attempt of one event ended. Without an attempt: `postpone` when there was no time for one or the destination
 * gets it later, `hold` when the destination is down, switched off, or gets far less than there is.
 */
export type EventOutcome = {
  readonly outcome:
    | DeliveryOutcome
    | { readonly kind: 'postpone'; readonly notBefore?: number; readonly slot?: Slot }
    | { readonly kind: 'hold'; readonly reason: string };
  readonly isAttempted: boolean;
  /** From ingest to the end of the attempt. */
  readonly latencyMs?: number;
  /** What the attempt met, for the history of the event. */
  readonly note?: AttemptNote;
  /** The functions that it went through, for its trace. */
  readonly functions?: readonly FunctionNote[];
};

/** What deciding needs to know beside the outcomes. */
export type Circumstances = {
  readonly header: Pick<DeliveryPackHeader, 'packId' | 'retry' | 'probe'>;
  readonly policy: RetryPolicy;
  readonly breakerPolicy: BreakerPolicy;
  /**
   * `opening`: enough attempts failed just now, and this decision is to open the breaker. `open`: somebody else's has.
   */
  readonly breaker: 'closed' | 'opening' | 'open';
  /** Why the destination is to be switched off, if not for one of the outcomes. */
  readonly switchOff?: string | undefined;
  readonly now: Date;
  readonly random: number;
};

/**
 * Decides about every event that was not delivered. Events that failed for the same reason stay together; one jitter for
 * the whole pack keeps them in one message.
 */
export function decide(outcomes: readonly EventOutcome[], circumstances: Circumstances): Decision {
  const grouped = new Map<string, { group: DecisionGroup; readonly positions: number[] }>();
  let isProbeChosen = false;
  for (const [position, { outcome, note }] of outcomes.entries()) {
    const probe: DecisionGroup | undefined =
      !isProbeChosen && (outcome.kind === 'retry' || outcome.kind === 'hold') && wantsProbe(circumstances)
        ? probeGroup(outcome, circumstances)
        : undefined;
    isProbeChosen ||= probe !== undefined;
    const group = probe ?? groupOf(outcome, circumstances);
    if (group === undefined) continue;
    const own = JSON.stringify(group);
    const hasRoom = grouped.has(own) || grouped.size < MAX_GROUPS || group.kind === 'probe';
    const key = hasRoom ? own : restKey(group);
    const known = grouped.get(key);
    if (known === undefined) {
      const begun = hasRoom ? group : withoutReason(group);
      grouped.set(key, { group: withNote(begun, note, grouped.size), positions: [position] });
      continue;
    }
    known.positions.push(position);
    if (!hasRoom) known.group = atTheLatest(known.group, group);
  }
  const gone = outcomes.find(({ outcome }) => outcome.kind === 'discard' && outcome.switchOff)?.outcome;
  const switchOff = gone !== undefined && 'reason' in gone ? gone.reason : circumstances.switchOff;
  const breaker = breakerChange(outcomes, circumstances);
  const functions = recordRuns(outcomes.map((outcome) => outcome.functions ?? []));
  return {
    decidedAt: circumstances.now.toISOString(),
    groups: [...grouped.values()].map(({ group, positions }) => ({ ...group, positions })),
    ...(switchOff === undefined ? {} : { switchOff }),
    ...(functions === undefined ? {} : { functions }),
    ...(breaker === undefined ? {} : { breaker }),
  };
}

/**
 * A decision that somebody has recorded before, and most likely carried out as well: what it sends on is a copy, and comes
 * when the first must have been recorded.
 */
export function asCopy(decision: Decision, now: Date): Decision {
  const groups = decision.groups.map((group): DecisionGroup => {
    switch (group.kind) {
      case 'retry':
      case 'postpone':
      case 'probe':
        return { ...group, notBefore: Math.max(group.notBefore ?? 0, now.getTime()) + COPY_DELAY_MS };
      case 'hold':
      case 'dead-letter':
      case 'discard':
      case 'filter':
        return group;
    }
  });
  return { ...decision, groups };
}

/**
 * A destination may answer every event of a pack in another way, or ask for another wait. So many groups are kept apart;
 * what comes after them is one group of each kind, which waits as long as the most patient event of it.
 */
const MAX_GROUPS = 48;

function restKey(group: DecisionGroup): string {
  return `rest ${group.kind} ${group.kind === 'hold' ? group.retry : ''}`;
}

function withoutReason(group: DecisionGroup): DecisionGroup {
  return 'reason' in group ? { ...group, reason: OTHER_REASON } : group;
}

function atTheLatest(known: DecisionGroup, group: DecisionGroup): DecisionGroup {
  if (known.kind === 'retry' && group.kind === 'retry') {
    return { ...known, notBefore: Math.max(known.notBefore, group.notBefore) };
  }
  const isLater =
    known.kind === 'postpone' && group.kind === 'postpone' && (group.notBefore ?? 0) > (known.notBefore ?? 0);
  return isLater ? group : known;
}

/**
 * Answers of this many groups are kept. A decision is one item of DynamoDB, which takes 400 KB.
 */
const MAX_ANSWERS = 16;

function withNote(group: DecisionGroup, note: AttemptNote | undefined, groupsBefore: number): DecisionGroup {
  if (note === undefined) return group;
  const { answer: _tooMuch, sent: _too, ...brief } = note;
  return { ...group, attempt: groupsBefore < MAX_ANSWERS ? note : brief };
}

/** A breaker that opens needs an event that asks; one that asked in vain asks again. */
function wantsProbe({ breaker, header }: Circumstances): boolean {
  return breaker === 'opening' || (breaker === 'open' && header.probe !== undefined);
}

type Failing = { readonly kind: 'retry' | 'hold'; readonly reason: string; readonly retryAfterMs?: number };

function probeGroup(outcome: Failing, circumstances: Circumstances): DecisionGroup {
  const { header, breaker, breakerPolicy, now } = circumstances;
  const asked = breaker === 'opening' ? undefined : header.probe;
  const number = (asked?.number ?? 0) + 1;
  // To ask whether a function is deployed by now costs nobody anything.
  const isOfFunction = outcome.kind === 'hold' && 'class' in outcome;
  const waitMs = isOfFunction ? FUNCTION_PROBE_MS : probeDelayMs(breakerPolicy, number);
  const delayMs = Math.max(waitMs, outcome.retryAfterMs ?? 0);
  return {
    kind: 'probe',
    positions: [],
    reason: outcome.reason,
    retry: header.retry,
    notBefore: now.getTime() + delayMs,
    probe: { breakerId: asked?.breakerId ?? breakerIdOf(header), number },
  };
}

/** The pack and attempt that opened it: unique, and the same when the decision is made again. */
function breakerIdOf({ packId, retry }: Circumstances['header']): string {
  return `${packId}#${retry}`;
}

/** Outcomes after which an event asks no more. */
const ENDS: ReadonlySet<EventOutcome['outcome']['kind']> = new Set(['delivered', 'discard', 'filtered']);

function breakerChange(
  outcomes: readonly EventOutcome[],
  { breaker, header }: Circumstances,
): BreakerChange | undefined {
  const failure = outcomes.find(({ outcome }) => outcome.kind === 'retry' || outcome.kind === 'hold')?.outcome;
  if (breaker === 'opening' && failure !== undefined && 'reason' in failure) {
    return { kind: 'open', breakerId: breakerIdOf(header), reason: failure.reason };
  }
  const isAnswered = outcomes.some(({ outcome }) => ENDS.has(outcome.kind));
  const isOver = breaker === 'open' && header.probe !== undefined && isAnswered;
  return isOver ? { kind: 'close', breakerId: header.probe.breakerId } : undefined;
}

function groupOf(outcome: EventOutcome['outcome'], circumstances: Circumstances): DecisionGroup | undefined {
  const { header, breaker } = circumstances;
  switch (outcome.kind) {
    case 'delivered':
      return undefined;
    case 'postpone':
      if (breaker === 'closed' || header.probe !== undefined) return { ...outcome, positions: [] };
      return { kind: 'hold', positions: [], reason: 'destination_down', retry: header.retry };
    case 'hold':
      return { kind: 'hold', positions: [], reason: outcome.reason, retry: header.retry };
    case 'discard':
      return { kind: 'discard', positions: [], reason: outcome.reason };
    case 'filtered':
      return { kind: 'filter', positions: [], reason: outcome.reason };
    case 'retry':
      return groupOfFailure(outcome, circumstances);
  }
}

function groupOfFailure(
  outcome: { reason: string; retryAfterMs?: number },
  circumstances: Circumstances,
): DecisionGroup {
  const { header, policy, now, random, breaker } = circumstances;
  const { reason, retryAfterMs = 0 } = outcome;
  const delayMs = nextRetryDelayMs(policy, { retry: header.retry + 1, random, retryAfterMs });
  if (delayMs === undefined) return { kind: 'dead-letter', positions: [], reason };
  if (breaker !== 'closed') return { kind: 'hold', positions: [], reason, retry: header.retry + 1 };
  return { kind: 'retry', positions: [], reason, notBefore: now.getTime() + delayMs };
}
