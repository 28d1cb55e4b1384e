import type { Counts } from '../../../../domain/ledger/ledger.ts';
import type { Chunk, Effect, Verb } from '../../../../functions/shared/jobs/verb.ts';

/** What is counted: lines of one type of event, or of all. */
export type CountSpec = { readonly type?: string };

/** A second verb: it counts lines by type, and tells of each group of lines. */
export function createCountVerb(deps: {
  readonly tell: (place: string, types: readonly string[]) => Promise<void>;
}): Verb<CountSpec> {
  const typesOf = ({ job, events }: Chunk<CountSpec>): string[] =>
    events.map(({ event }) => event.type).filter((type) => job.spec.type === undefined || type === job.spec.type);
  const effectOf =
    (chunk: Chunk<CountSpec>): Effect =>
    () =>
      deps.tell(`${chunk.key}:${chunk.offset}`, typesOf(chunk));
  return {
    name: 'count',
    linesTogether: () => 2,
    again: async () => async (chunk) => effectOf(chunk),
    entry: () => new Map(),
    begin: async () => ({
      kind: 'work',
      work: {
        plan: async (chunk) => ({ counts: countEach(typesOf(chunk)), effect: effectOf(chunk) }),
        planOwn: async ({ cursor }) => ({ cursor, isDone: true, counts: {} }),
        isEnough: ({ read = 0 }) => read >= 3,
        paceMs: () => 0,
      },
    }),
  };
}

function countEach(types: readonly string[]): Counts {
  return Object.fromEntries([...Map.groupBy(types, (type) => type)].map(([type, of]) => [`type:${type}`, of.length]));
}
