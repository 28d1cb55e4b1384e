// Which functions of a workspace stay as they are when its file is loaded again: those of which the file says what it said
// before, whatever was deployed since over the API, and those that no file has ever named.

import { isSame } from '../base/differences.ts';
import type { FunctionInput } from './function.ts';

/** A function as a file has said it, with the hash of its code in the place of the code. */
export type LoadedFunction = Omit<FunctionInput, 'code'> & { readonly hash: string };

type Merged = {
  readonly file: readonly LoadedFunction[];
  /** What the file said when it was loaded the last time. */
  readonly before: readonly LoadedFunction[];
  /** The ids of those that there are. */
  readonly stored: readonly string[];
};

/** Ids of those that the file is not to change, or to delete. */
export function keptFunctions({ file, before, stored }: Merged): ReadonlySet<string> {
  const ofBefore = new Map(before.map((each) => [each.id, each]));
  const ofFile = new Set(file.map(({ id }) => id));
  const unchanged = file.filter((each) => isSame(each, ofBefore.get(each.id)));
  const others = stored.filter((id) => !ofFile.has(id) && !ofBefore.has(id));
  return new Set([...unchanged.map(({ id }) => id), ...others]);
}
