// What is allowed and most likely a mistake: a setting or a field of an event by a name that is nearly a known one.
// Nothing is refused for it. The API and the command say so when a destination is written or planned.

import { KINDS } from '../../destinations/kinds.ts';
import type { Destination } from './destination.ts';
import { compileFql } from '../fql/compile.ts';
import { oddFields } from '../fql/odd-fields.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Workspace } from './workspace.ts';

/** Where it is, and what is odd about it, as a sentence that begins with the place. */
export type Warning = { readonly path: string; readonly message: string };

/** What is odd about a destination; `settings` of a component fit its schema and are not looked at. */
export function likelyMistakes(
  destination: Pick<Destination, 'kind' | 'settings' | 'filter' | 'subscriptions' | 'componentId'>,
): Warning[] {
  const { filter, subscriptions = [], componentId } = destination;
  return [
    ...(componentId === undefined ? oddSettings(destination) : []),
    ...oddFilter('filter', filter),
    ...subscriptions.flatMap(({ trigger }, index) => oddFilter(`subscriptions[${index}].trigger`, trigger)),
  ];
}

/** The same for all destinations of a workspace, with the paths of its file. */
export function mistakesInWorkspace({ destinations }: Pick<Workspace, 'destinations'>): Warning[] {
  return destinations.flatMap((destination, index) =>
    likelyMistakes(destination).map(({ path, message }) => ({ path: `destinations[${index}].${path}`, message })),
  );
}

function oddSettings({ kind, settings }: Pick<Destination, 'kind' | 'settings'>): Warning[] {
  const { known, fateOfOthers } = KINDS[kind];
  return Object.keys(settings).flatMap((name) => {
    const hint = isKnown(known, name) ? '' : didYouMean(name, known);
    const message = `is no setting of Penstock, and ${fateOfOthers}.${hint}`;
    return hint === '' ? [] : [{ path: `settings.${name}`, message }];
  });
}

function oddFilter(path: string, filter: string | undefined): Warning[] {
  const compiled = filter === undefined ? undefined : compileFql(filter);
  if (compiled?.ok !== true) return [];
  return oddFields(compiled.fields).map(({ path: field, why, meant }) => {
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return { path, message: `reads "${field}", ${why}.${hint}` };
  });
}

function isKnown(known: readonly string[], name: string): boolean {
  return known.includes(name);
}
