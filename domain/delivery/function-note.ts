// What is remembered of the functions that an event went through: which version ran, how it ended, and which fields are others
// by it. Delivery writes it into its decisions, and the trace of an event shows it.

import { differences } from '../base/differences.ts';

export type FunctionNote = {
  readonly id: string;
  /** Absent when nothing ran. */
  readonly version?: number;
  /** `passed`, `delivered`, or the reason that it ended for. */
  readonly result: string;
  /** Names of fields, not what was in them. Absent when nothing was changed. */
  readonly changed?: readonly string[];
};

const MOST_PATHS = 10;
const LONGEST_PATH = 100;

type Fields = Readonly<Record<string, unknown>>;

/** The fields of an event that a function has changed, as far as anybody reads them. */
export function changedFields(before: Fields, after: Fields): Pick<FunctionNote, 'changed'> {
  const paths = differences(before, after).map(({ path }) => path.slice(0, LONGEST_PATH));
  if (paths.length === 0) return {};
  const more = paths.length - MOST_PATHS;
  return { changed: more > 0 ? [...paths.slice(0, MOST_PATHS), `${more} more`] : paths };
}

/** What events of a pack have in common. Those that none of them names by its position are of the one without positions. */
export type FunctionRuns = { readonly runs: readonly FunctionNote[]; readonly positions?: readonly number[] };

/** Records are small: what differs more than this is remembered without its fields, and then as one. */
const MOST_GROUPS = 16;

/** What is recorded of the functions of a pack, in the order of its events; undefined where none ran. */
export function recordRuns(all: readonly (readonly FunctionNote[])[]): readonly FunctionRuns[] | undefined {
  if (all.every((runs) => runs.length === 0)) return undefined;
  const exact = groupRuns(all);
  const grouped = exact.length <= MOST_GROUPS ? exact : groupRuns(all.map(withoutFields));
  const [most, ...others] = grouped.toSorted((one, other) => other.positions.length - one.positions.length);
  return [...(most === undefined ? [] : [{ runs: most.runs }]), ...others.slice(0, MOST_GROUPS)];
}

function groupRuns(all: readonly (readonly FunctionNote[])[]) {
  const groups = new Map<string, { readonly runs: readonly FunctionNote[]; readonly positions: number[] }>();
  for (const [position, runs] of all.entries()) {
    const key = JSON.stringify(runs);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { runs, positions: [position] });
    else known.positions.push(position);
  }
  return [...groups.values()];
}

const withoutFields = (runs: readonly FunctionNote[]): FunctionNote[] => runs.map(({ changed: _, ...note }) => note);

/** What is recorded of one event of a pack. */
export function runsAt(recorded: readonly FunctionRuns[] | undefined, position: number): readonly FunctionNote[] {
  const named = recorded?.find(({ positions }) => positions?.includes(position) === true);
  return (named ?? recorded?.find(({ positions }) => positions === undefined))?.runs ?? [];
}
