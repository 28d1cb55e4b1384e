// A function as the pages know it, in words.

import type { DataOf, ItemOf } from '../../../../client/api-client.ts';
import type { StateName } from '../../parts/state-name.ts';
import { namesIn } from '../shared/inserts.ts';

export type FunctionView = DataOf<'GET /functions/{functionId}'>['function'];
export type FunctionType = FunctionView['type'];
type Destination = ItemOf<'GET /destinations'>;

export const TYPE_NAMES: Readonly<Record<FunctionType, string>> = {
  destination: 'Destination function',
  insert: 'Insert function',
  source: 'Source function',
};

export const TYPE_TEXTS: Readonly<Record<FunctionType, string>> = {
  destination: 'Does with each event what it likes: it is a destination by itself.',
  insert: 'Changes events of a destination before they are sent, or keeps them from it.',
  source: 'Makes events of the requests that somebody sends to an address of its own.',
};

type Versions = Pick<FunctionView, 'deployedVersion' | 'latestVersion'>;

/** What runs, as one shape and one word. */
export function runsText({ deployedVersion, latestVersion }: Versions): {
  readonly state: StateName;
  readonly word: string;
} {
  if (deployedVersion === undefined) return { state: 'off', word: 'None is deployed' };
  if (deployedVersion === latestVersion) return { state: 'ok', word: `Version ${deployedVersion}` };
  return { state: 'ok', word: `Version ${deployedVersion} of ${latestVersion}` };
}

/** Whose events it gets, in the order of the list. */
export function usersOf<Used extends Pick<Destination, 'function' | 'insert'>>(
  functionId: string,
  destinations: readonly Used[],
): Used[] {
  return destinations.filter(({ function: id, insert }) => id === functionId || namesIn(insert).includes(functionId));
}
