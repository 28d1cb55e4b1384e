import { createHash } from 'node:crypto';
import { SHARED_LANE } from '../../shared/packs/lane-queue.ts';

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
