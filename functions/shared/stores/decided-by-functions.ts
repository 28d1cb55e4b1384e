import { checkAction } from '../../../domain/catalog/check-action.ts';
import type { FunctionType } from '../../../domain/functions/function-call.ts';
import {
  decidedBy,
  decideInserts,
  problemsOfInserts,
  problemsOfSettings,
  type FunctionSettings,
} from '../../../domain/workspace/function.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { insertsOf } from '../../../domain/workspace/insert.ts';
import type { Source, Workspace } from '../../../domain/workspace/workspace.ts';
import { describeFunctions, type FunctionStore } from './apply-functions.ts';

// What functions say of those that name them: which of their settings are secret.

/** A source or a destination names a function or an action that there is not, that is for something else, or that asks for more. */
export class MissingFunctionError extends Error {
  override readonly name = 'MissingFunctionError';
}

/** A file, and which functions stay as they are whatever it says. */
export type WantedWorkspace = Workspace & { readonly keptFunctions?: ReadonlySet<string> | undefined };

export const wantedFunctions = ({ functions: wanted, keptFunctions: kept }: WantedWorkspace) => ({ wanted, kept });

type Named = readonly [FunctionType, string];
type SettingsOf = (id: string) => FunctionSettings;

/** The file with what functions say of the settings of their sources and destinations. */
export async function withDecided<T extends WantedWorkspace>(store: FunctionStore, written: T): Promise<T> {
  const file = await withCatalog(store, written);
  const isAny =
    file.sources.some(({ function: name }) => name !== undefined) ||
    file.destinations.some(({ function: id, insert }) => id !== undefined || insert !== undefined);
  if (!isAny) return file;
  const functions = await describeFunctions(store, file.workspace, wantedFunctions(file));
  const settingsOf: SettingsOf = (id) => functions.get(id)?.settings ?? {};
  const requireFunctions = (owner: string, named: readonly Named[]): void => {
    for (const [type, name] of named) {
      const found = functions.get(name)?.type;
      if (found === type) continue;
      const why = found === undefined ? 'which there is not' : `which is of the type ${found}`;
      throw new MissingFunctionError(`The ${owner} names the function "${name}", ${why}.`);
    }
  };
  const destinations = file.destinations.map((destination) => {
    const { id, function: name, insert } = destination;
    const own: Named[] = name === undefined ? [] : [['destination', name]];
    const inserts = insertsOf(destination).map((each): Named => ['insert', each.function]);
    requireFunctions(`destination "${id}"`, [...own, ...inserts]);
    requireSettings(destination, settingsOf);
    return {
      ...destination,
      ...(name === undefined ? {} : decidedBy(settingsOf(name))),
      ...(insert === undefined ? {} : { insert: decideInserts(insert, settingsOf) }),
    };
  });
  const sources = file.sources.map((source): Source => {
    const { id, function: name, settings = {} } = source;
    if (name === undefined) return source;
    requireFunctions(`source "${id}"`, [['source', name]]);
    const [first] = problemsOfSettings(settingsOf(name), settings);
    if (first === undefined) return { ...source, ...decidedBy(settingsOf(name)) };
    throw new MissingFunctionError(
      `The source "${id}" does not fit its function: settings.${first.name} ${first.message}.`,
    );
  });
  return { ...file, sources, destinations };
}

/** The file with what the catalog of actions says of the settings of its destinations. */
async function withCatalog<T extends WantedWorkspace>({ actions }: FunctionStore, file: T): Promise<T> {
  if (actions === undefined) return file;
  const decide = async (destination: Destination): Promise<Destination> => {
    if (destination.action === undefined) return destination;
    const { problems, secretSettings } = await checkAction(actions, destination);
    const [first] = problems;
    if (first === undefined) return { ...destination, secretSettings: [...secretSettings] };
    throw new MissingFunctionError(
      `The destination "${destination.id}" is not as its catalog wants it: ${first.path} ${first.message}`,
    );
  };
  return { ...file, destinations: await Promise.all(file.destinations.map(decide)) };
}

/** Throws when a destination does not give a function what it asks for. */
function requireSettings(destination: Destination, settingsOf: SettingsOf): void {
  const { id, function: name } = destination;
  const own = name === undefined ? [] : problemsOfSettings(settingsOf(name), destination.settings);
  const [first] = [
    ...own.map((problem) => ({ ...problem, name: `settings.${problem.name}` })),
    ...problemsOfInserts(destination, settingsOf),
  ];
  if (first === undefined) return;
  throw new MissingFunctionError(`The destination "${id}" does not fit its function: ${first.name} ${first.message}.`);
}
