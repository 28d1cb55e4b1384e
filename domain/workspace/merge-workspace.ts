// What a workspace file that is loaded again changes: what the file itself says otherwise than it did when it was loaded
// before. What people have changed since, over the API, stays. One machine loads its file at every start.

import type { Destination } from './destination.ts';
import { isSame } from '../base/differences.ts';
import type { Source, Workspace } from './workspace.ts';

type Resources = Pick<Workspace, 'sources' | 'destinations'>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The workspace as it is to be: `stored`, with what differs between `before` and `file`. All three with secrets as people
 * wrote them. A file that was never loaded has nothing before it: it sets what it names, and deletes nothing.
 */
export function mergeWorkspace(file: Workspace, before: Resources, stored: Resources): Workspace {
  const sources = mergeAll(file.sources, before.sources, stored.sources);
  const destinations = mergeAll(file.destinations, before.destinations, stored.destinations);
  const ids = new Set(sources.map(({ id }) => id));
  // A destination that the file has just added needs its source, also if somebody has deleted that meanwhile.
  const missing = file.sources.filter(
    ({ id }) => !ids.has(id) && destinations.some((destination) => destination.source === id),
  );
  return { ...file, sources: [...sources, ...missing], destinations };
}

function mergeAll<T extends Source | Destination>(file: readonly T[], before: readonly T[], stored: readonly T[]): T[] {
  const ofFile = byId(file);
  const ofBefore = byId(before);
  const ofStored = byId(stored);
  const changed = file.filter((resource) => ofStored.has(resource.id) || !isSame(resource, ofBefore.get(resource.id)));
  const kept = stored.filter(({ id }) => !ofFile.has(id) && !ofBefore.has(id));
  return [...changed.map((resource) => merge(resource, ofBefore.get(resource.id), ofStored.get(resource.id))), ...kept];
}

function byId<T extends { readonly id: string }>(resources: readonly T[]): ReadonlyMap<string, T> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

/** Field by field: `settings.url` of the file may have changed, and the filter over the API. Lists are one thing. */
function merge<T>(file: T, before: T | undefined, stored: T | undefined): T {
  if (stored === undefined || isSame(file, stored)) return file;
  if (isSame(file, before)) return stored;
  if (!isFields(file) || !isFields(stored)) return file;
  const earlier: Fields = isFields(before) ? before : {};
  const names = [...new Set([...Object.keys(stored), ...Object.keys(file), ...Object.keys(earlier)])];
  const merged = names.map((name) => [name, mergeField(file[name], earlier[name], stored[name])] as const);
  // Fields of the same names and types as those it is made of.
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as T;
}

function mergeField(file: unknown, before: unknown, stored: unknown): unknown {
  if (file === undefined) return before === undefined || !isSame(before, stored) ? stored : undefined;
  return merge(file, before, stored);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
