import { attemptHalved, createHalves } from '../halves.ts';
import type { DeliveredEvent, EventResult } from '../runtime.ts';
import type { Ended } from './engine/ended.ts';
import type { MappedEvent } from './engine/engine.ts';

/** Less than this is no chance for an answer. */
const SHORTEST_CALL_MS = 500;
/** A whole batch refused by these may be so for one of its events. */
const FOR_ONE_EVENT: ReadonlySet<number> = new Set([400, 413, 422]);

export type Mapped = MappedEvent | Extract<Ended, { kind: 'invalid' }>;

/** How an action is given events, and what is made of how it ended. */
export type Together = {
  readonly map: (event: DeliveredEvent) => Mapped;
  /** Payload fields that all events of a call have in common. */
  readonly keys: readonly string[];
  /** What became of each; where the action has thrown, the same for all of them. */
  readonly run: (events: readonly MappedEvent[], timeoutMs: number) => Promise<readonly Ended[]>;
  readonly judge: (ended: Ended) => EventResult;
  readonly leftMs: () => number;
};

/**
 * Gives events to an action together: those whose payloads have the same keys in one call each, one call after the other.
 * Events that cannot be mapped keep no others away.
 */
export async function attemptTogether(deps: Together, events: readonly DeliveredEvent[]): Promise<EventResult[]> {
  const mapped = events.map(deps.map);
  const results = mapped.map((each) => ('kind' in each ? deps.judge(each) : undefined));
  const passed = mapped.flatMap((each, place) => ('kind' in each ? [] : [{ place, each }]));
  const groups = Map.groupBy(passed, ({ each }) => JSON.stringify(deps.keys.map((key) => each.payload[key] ?? null)));
  const halving = { attempt: (some: readonly MappedEvent[]) => attemptGroup(deps, some), halves: createHalves() };
  for (const group of groups.values()) {
    const made = await attemptHalved(
      halving,
      group.map(({ each }) => each),
    );
    for (const [index, { place }] of group.entries()) results[place] = made[index];
  }
  return results.map((result) => result ?? deps.judge({ kind: 'nothing' }));
}

async function attemptGroup(
  { run, judge, leftMs }: Together,
  events: readonly MappedEvent[],
): Promise<{ readonly results: readonly EventResult[]; readonly isRefusedAsWhole: boolean }> {
  const timeoutMs = leftMs();
  if (timeoutMs < SHORTEST_CALL_MS) {
    return {
      results: events.map(() => ({ ...judge({ kind: 'nothing' }), isNoAttempt: true })),
      isRefusedAsWhole: false,
    };
  }
  // What an action is given may be changed by its code, and half of it is perhaps given again.
  const ended = await run(events.length > 1 ? structuredClone(events) : events, timeoutMs);
  const results = events.map((_, index) => judge(ended[index] ?? { kind: 'nothing' }));
  return { results, isRefusedAsWhole: isRefusedAsWhole(ended) };
}

/** NOTE: what was thrown is one value for all events; what was said of each event is one for each. */
function isRefusedAsWhole(ended: readonly Ended[]): boolean {
  const [first] = ended;
  if (first === undefined || ended.length === 1 || ended.some((each) => each !== first)) return false;
  return (first.kind === 'answer' || first.kind === 'refused') && FOR_ONE_EVENT.has(first.status);
}
