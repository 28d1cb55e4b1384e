import type { DeliveredEvent, EventResult } from '../../../destinations/runtime.ts';
import type { FunctionNote } from '../../../domain/delivery/function-note.ts';
import { readShown, type Attempt, type AttemptTarget } from './attempt.ts';

// Steps that may change an event before its attempt, or keep it from it. Nothing that Penstock has so far is one: whoever
// makes a delivery function or the Event Tester passes them in, and without any nothing is looked at.

/** What a step makes of an event: another text, or how it ended, as a kind says it of an attempt. */
export type Inserted =
  | { readonly kind: 'passed'; readonly line: string; readonly note?: FunctionNote }
  | { readonly kind: 'ended'; readonly result: EventResult };

/** `timeoutMs`: what is left for this step, those after it and the attempt. */
export type InsertStep = (event: DeliveredEvent, context: { readonly timeoutMs: number }) => Promise<Inserted>;

/** The steps before the attempts of a destination, or of one of its subscriptions, in their order. */
export type StepsOf<Whom extends AttemptTarget = AttemptTarget> = (target: Whom) => readonly InsertStep[];

/** There was no time left for the attempt. */
const OUT_OF_TIME: EventResult = {
  outcome: { kind: 'retry', class: 'transient', reason: 'insert_timeout' },
  reason: 'insert_timeout',
  latencyMs: 0,
};

type Deps<Whom extends AttemptTarget> = {
  readonly attempt: Attempt<Whom>;
  readonly stepsOf?: StepsOf<Whom> | undefined;
  readonly now: () => Date;
};

/**
 * Attempts what the steps have made of the events. What ended before says so in its result, so that it says nothing about
 * the other side; steps and attempt share the time of one attempt.
 */
export function insertBefore<Whom extends AttemptTarget>(deps: Deps<Whom>): Attempt<Whom> {
  return createInserter(deps)(deps.attempt);
}

/** The same before any of several attempts: what the steps of neighbours have begun, all of them know. */
export function createInserter<Whom extends AttemptTarget>({
  stepsOf,
  now,
}: Omit<Deps<Whom>, 'attempt'>): (attempt: Attempt<Whom>) => Attempt<Whom> {
  if (stepsOf === undefined) return (attempt) => attempt;
  const begun = new WeakMap<Neighbours, ReadonlyMap<DeliveredEvent, Promise<Ran>>>();
  return (attempt) => async (target, events, timeoutMs) => {
    const steps = stepsOf(target);
    if (steps.length === 0) return attempt(target, events, timeoutMs);
    const endsAtMs = now().getTime() + timeoutMs;
    const leftMs = (): number => endsAtMs - now().getTime();
    const run = (event: DeliveredEvent): Promise<Ran> => runSteps(steps, event, leftMs);
    const inserted = await Promise.all(events.map((event) => beside(begun, event, run)));
    const passed = inserted.flatMap((each) => (each.kind === 'passed' ? [each.event] : []));
    const attempted =
      passed.length === 0
        ? ({ attempts: 0, requests: 0, results: [] } as const)
        : await attempt(target, passed, leftMs());
    let next = 0;
    const results = inserted.map((each, index): EventResult => {
      if (each.kind === 'ended') return { ...withNotes(each.result, each.notes), isBeforeAttempt: true };
      const result = attempted.results[next];
      next += 1;
      if (result === undefined) throw new Error(`the attempt says nothing about ${each.event.route.id}`);
      const noted = withNotes(result, each.notes);
      return each.event.line === events[index]?.line ? noted : { ...noted, sent: readShown(each.event.line, target) };
    });
    return { ...attempted, results };
  };
}

type Neighbours = readonly DeliveredEvent[];

/** What the steps make of an event. Those beside it begin with it, so that a function is called once for all of them. */
function beside(
  begun: WeakMap<Neighbours, ReadonlyMap<DeliveredEvent, Promise<Ran>>>,
  event: DeliveredEvent,
  run: (event: DeliveredEvent) => Promise<Ran>,
): Promise<Ran> {
  const { neighbours } = event;
  if (neighbours === undefined) return run(event);
  const all = begun.get(neighbours) ?? new Map(neighbours.map((each) => [each, run(each)]));
  begun.set(neighbours, all);
  // Whoever is never attempted hears of no failure.
  for (const each of all.values()) each.catch(() => undefined);
  return all.get(event) ?? run(event);
}

type Ran = { readonly notes: readonly FunctionNote[] } & (
  { readonly kind: 'passed'; readonly event: DeliveredEvent } | { readonly kind: 'ended'; readonly result: EventResult }
);

function withNotes(result: EventResult, notes: readonly FunctionNote[]): EventResult {
  return notes.length === 0 ? result : { ...result, functions: [...notes, ...(result.functions ?? [])] };
}

async function runSteps(steps: readonly InsertStep[], event: DeliveredEvent, leftMs: () => number): Promise<Ran> {
  let current = event;
  const notes: FunctionNote[] = [];
  for (const step of steps) {
    if (leftMs() <= 0) break;
    const made = await step(current, { timeoutMs: leftMs() });
    if (made.kind === 'ended') return { ...made, notes };
    if (made.note !== undefined) notes.push(made.note);
    current = { ...current, line: made.line };
  }
  return leftMs() <= 0 ? { kind: 'ended', result: OUT_OF_TIME, notes } : { kind: 'passed', event: current, notes };
}
