import { createHash } from 'node:crypto';
import { API_KEYS } from '../../domain/control-table-keys.ts';
import type { DocumentKey } from './document-store.ts';
import { SHARED_LANE } from './lane-queue.ts';

// Where apps, components, their versions and the catalog lie in the control table; docs/architecture.md lists it all.

export const appKey = (workspace: string, id: string): DocumentKey => ({
  pk: API_KEYS.appsOfWorkspace + workspace,
  sk: `app#${id}`,
});
export const componentKey = (workspace: string, id: string): DocumentKey => ({
  pk: API_KEYS.appsOfWorkspace + workspace,
  sk: `component#${id}`,
});
/** Padded, so that versions lie in their order. */
export const versionKey = (componentId: string, version: number): DocumentKey => ({
  pk: API_KEYS.componentVersions + componentId,
  sk: `version#${String(version).padStart(6, '0')}`,
});
/** The last run of the test suite against a version: a `ComponentTestResult`. */
export const componentTestKey = (componentId: string, version: number): DocumentKey => ({
  pk: `${API_KEYS.componentChecks}${componentId}#${version}`,
  sk: 'result',
});
/** What waits for a reviewer, of all workspaces. */
export const submissionKey = (componentId: string): DocumentKey => ({ pk: API_KEYS.submissions, sk: componentId });
export const catalogKey = (componentId: string): DocumentKey => ({ pk: API_KEYS.catalog, sk: componentId });
/** Lanes of published components, which the next deployment of a stage can have. */
export const laneKey = (lane: string): DocumentKey => ({ pk: API_KEYS.lanes, sk: lane });

/** A lane that a published component asks for. */
export type LaneWanted = { readonly name: string; readonly componentId: string; readonly wantedAt: string };

/** Short enough that no longer name made of an id can be the same. */
const SHORT_ID = /^[a-z][a-z0-9-]{0,13}$/;
const PREFIX_CHARACTERS = 12;
const HASH_CHARACTERS = 7;

/**
 * A lane for a component: its id, or as much of it as the 20 characters of a lane's name can hold. Each attempt gives
 * another one.
 */
export function laneOf(componentId: string, attempt = 0): string {
  if (attempt === 0 && SHORT_ID.test(componentId) && componentId !== SHARED_LANE) return componentId;
  // No id has a space.
  const hashed = attempt === 0 ? componentId : `${componentId} ${attempt}`;
  const hash = createHash('sha256').update(hashed).digest('hex').slice(0, HASH_CHARACTERS);
  const letters = componentId.replaceAll('_', '-').replace(/^[^a-z]/, 'c');
  return `${letters.slice(0, PREFIX_CHARACTERS).padEnd(PREFIX_CHARACTERS, '-')}-${hash}`;
}
