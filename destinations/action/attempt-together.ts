import type { DeliveredEvent, EventResult } from '../runtime.ts';
import type { Ended } from './engine/ended.ts';
import type { MappedEvent } from './engine/engine.ts';

/** So many calls more may find out which event of a batch is refused; those that they do not reach come again. */
const MAX_HALVES = 16;
/** Less than this is no chance for an answer. */
const SHORTEST_CALL_MS = 500;
/** A whole batch refused by these may be so for one of its events. */
const FOR_ONE_EVENT: ReadonlySet<number> = new Set([400, 413, 422]);

type Mapped = MappedEvent | Extract<Ended, { kind: 'invalid' }>;

type Deps = {
  readonly map: (event: DeliveredEvent) => Mapped;
  /** Payload fields that all events of a call have in common. */
  readonly keys: readonly string[];
  /** What became of each; where the action has thrown, the same for all of them. */
  readonly run: (events: readonly MappedEvent[]) => Promise<readonly Ended[]>;
  readonly judge: (ended: Ended) => EventResult;
  readonly leftMs: () => number;
};

/**
 * Gives events to an action together: those whose payloads have the same keys in one call each, one call after the other.
 * Events that cannot be mapped keep no others away.
 */
export async function attemptTogether(deps: Deps, events: readonly DeliveredEvent[]): Promise<EventResult[]> {
  const mapped = events.map(deps.map);
  const results = mapped.map((each) => ('kind' in each ? deps.judge(each) : undefined));
  const places = [...mapped.keys()].filter((place) => results[place] === undefined);
  const halves = { left: MAX_HALVES };
  const payloadOf = (place: number): Readonly<Record<string, unknown>> => {
    const found = mapped[place];
    return found === undefined || 'kind' in found ? {} : found.payload;
  };
  const groups = Map.groupBy(places, (place) => JSON.stringify(deps.keys.map((key) => payloadOf(place)[key] ?? null)));
  for (const group of groups.values()) {
    const passed = group.flatMap((place) => {
      const found = mapped[place];
      return found === undefined || 'kind' in found ? [] : [found];
    });
    const made = await attemptGroup(deps, passed, halves);
    for (const [index, place] of group.entries()) results[place] = made[index];
  }
  return results.map((result) => result ?? deps.judge({ kind: 'nothing' }));
}

async function attemptGroup(
  deps: Deps,
  events: readonly MappedEvent[],
  halves: { left: number },
): Promise<EventResult[]> {
  if (deps.leftMs() < SHORTEST_CALL_MS)
    return events.map(() => ({ ...deps.judge({ kind: 'nothing' }), isNoAttempt: true }));
  // What an action is given may be changed by its code, and half of it is perhaps given again.
  const given = events.length > 1 ? structuredClone(events) : events;
  const ended = await deps.run(given);
  const results = events.map((_, index) => deps.judge(ended[index] ?? { kind: 'nothing' }));
  if (!isRefusedAsWhole(ended)) return results;
  if (halves.left < 2) return results.map(asRetry);
  halves.left -= 2;
  const middle = Math.ceil(events.length / 2);
  const first = await attemptGroup(deps, events.slice(0, middle), halves);
  return [...first, ...(await attemptGroup(deps, events.slice(middle), halves))];
}

/** NOTE: what was thrown is one value for all events; what was said of each event is one for each. */
function isRefusedAsWhole(ended: readonly Ended[]): boolean {
  const [first] = ended;
  if (first === undefined || ended.length === 1 || ended.some((each) => each !== first)) return false;
  return (first.kind === 'answer' || first.kind === 'refused') && FOR_ONE_EVENT.has(first.status);
}

function asRetry(result: EventResult): EventResult {
  const { outcome } = result;
  if (outcome.kind !== 'discard') return result;
  return { ...result, outcome: { kind: 'retry', class: 'payload', reason: outcome.reason } };
}
