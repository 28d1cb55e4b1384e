import { notRun, resultOf, withNote } from '../../../destinations/function/runtime.ts';
import type { EventResult, Functions, RunAnswer } from '../../../destinations/runtime.ts';
import { changedFields } from '../../../domain/delivery/function-note.ts';
import { outcomeOfInsert } from '../../../domain/functions/function-outcome.ts';
import { insertsOf, type Insert } from '../../../domain/workspace/insert.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Inserted, InsertStep, StepsOf } from '../destinations/insert-steps.ts';
import { tenantOf } from './functions.ts';

type InsertDeps = { readonly functions: Functions | undefined; readonly now: () => Date };

/** There is nothing here that runs functions. */
const NOBODY: Functions = { run: () => Promise.resolve({ kind: 'unavailable' }) };

/**
 * The insert functions of a destination, in their order. Whatever keeps one from running, the event is not sent as it was:
 * it may be there to take something out.
 */
export function createInsertFunctions({ functions = NOBODY, now }: InsertDeps): StepsOf<Destination> {
  const gathering = new Map<string, Gathering>();

  const run = (workspace: string, { function: id, settings }: Insert, call: Asked): Promise<RunAnswer> => {
    // Events of destinations with other settings go to other machines, whatever else they have in common.
    const key = JSON.stringify([tenantOf({ workspace, id }), settings]);
    const open = gathering.get(key);
    if (open !== undefined) return add(open, call);
    const opened: Gathering = { events: [], timeoutMs: call.timeoutMs, answer: new Promise(setImmediate).then(ask) };
    function ask(): Promise<RunAnswer> {
      gathering.delete(key);
      const { events, timeoutMs } = opened;
      return functions.run({ workspace, id }, { work: 'events', type: 'insert', settings, events, timeoutMs });
    }
    gathering.set(key, opened);
    return add(opened, call);
  };

  const stepOf =
    (workspace: string, insert: Insert): InsertStep =>
    async ({ line }, { timeoutMs }): Promise<Inserted> => {
      const call: Asked = { line, timeoutMs, place: 0 };
      const { function: id } = insert;
      const answer = await run(workspace, insert, call);
      const { version } = answer;
      const ended = (result: EventResult): Inserted => ({ kind: 'ended', result: withNote(result, { id, version }) });
      if (answer.kind !== 'ran') return ended(notRun(answer));
      const ran = answer.results[call.place];
      if (ran === undefined) return ended(notRun({ kind: 'unavailable' }));
      const before = JSON.parse(line) as Readonly<Record<string, unknown>>;
      const made = outcomeOfInsert(ran, before, now());
      if (made.kind === 'ended') return ended(resultOf(made.result, ran));
      const note = { id, ...(version === undefined ? {} : { version }), result: 'passed' };
      return {
        kind: 'passed',
        line: JSON.stringify(made.event),
        note: { ...note, ...changedFields(before, made.event) },
      };
    };

  return (destination) => insertsOf(destination).map((insert) => stepOf(destination.workspace ?? '', insert));
}

/** Events that come to a function in the same moment are one call of the runner. */
type Gathering = { readonly events: string[]; timeoutMs: number; readonly answer: Promise<RunAnswer> };

type Asked = {
  readonly line: string;
  readonly timeoutMs: number;
  /** Which of the results is that of this event. */
  place: number;
};

function add(gathering: Gathering, asked: Asked): Promise<RunAnswer> {
  asked.place = gathering.events.push(asked.line) - 1;
  gathering.timeoutMs = Math.min(gathering.timeoutMs, asked.timeoutMs);
  return gathering.answer;
}
