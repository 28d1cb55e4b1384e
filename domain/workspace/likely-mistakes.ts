// What is allowed and most likely a mistake: a setting or a field of an event by a name that is nearly a known one.
// Nothing is refused for it. The API and the command say so when a destination is written or planned.

import { KINDS } from '../../destinations/kinds.ts';
import type { Destination } from './destination.ts';
import { compileFql } from '../fql/compile.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Workspace } from './workspace.ts';

/** Where it is, and what is odd about it, as a sentence that begins with the place. */
export type Warning = { readonly path: string; readonly message: string };

/** Fields that the Spec, SDKs or ingest give an event. */
const EVENT_FIELDS = [
  ...['type', 'event', 'name', 'category', 'userId', 'anonymousId', 'groupId', 'previousId', 'messageId'],
  ...['properties', 'traits', 'context', 'integrations', 'channel', 'projectId', 'version', '_metadata'],
  ...['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt'],
] as const;

/** Common fields of the Spec. A context may have others, so that only a near miss is worth a word. */
const CONTEXT_FIELDS = [
  ...['active', 'app', 'campaign', 'channel', 'consent', 'device', 'groupId', 'ip', 'library', 'locale', 'network'],
  ...['os', 'page', 'referrer', 'screen', 'timezone', 'traits', 'userAgent', 'userAgentData'],
] as const;

/** What is odd about a destination; `settings` of a component fit its schema and are not looked at. */
export function likelyMistakes(
  destination: Pick<Destination, 'kind' | 'settings' | 'filter' | 'componentId'>,
): Warning[] {
  const { filter, componentId } = destination;
  return [...(componentId === undefined ? oddSettings(destination) : []), ...oddFields(filter)];
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

function oddFields(filter: string | undefined): Warning[] {
  const compiled = filter === undefined ? undefined : compileFql(filter);
  if (compiled?.ok !== true) return [];
  return compiled.paths.flatMap((path) => {
    const message = oddField(path.split('.'), path);
    return message === undefined ? [] : [{ path: 'filter', message }];
  });
}

function oddField([first = '', second]: readonly string[], path: string): string | undefined {
  if (!isKnown(EVENT_FIELDS, first)) {
    return `reads "${path}", which is no field of the Spec.${didYouMean(first, EVENT_FIELDS)}`;
  }
  if (first !== 'context' || second === undefined || isKnown(CONTEXT_FIELDS, second)) return undefined;
  const hint = didYouMean(second, CONTEXT_FIELDS);
  return hint === '' ? undefined : `reads "${path}", which SDKs do not send.${hint}`;
}

function isKnown(known: readonly string[], name: string): boolean {
  return known.includes(name);
}
