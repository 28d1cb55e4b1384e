// Where objects of the archive lie as they grow old, which decides what reading them costs. lib/archive.ts makes the
// lifecycle rules of it, the estimate of a replay its price.

import { DAY_MS } from '../base/time-units.ts';

/** Replays are of last week, mostly; after a month an object is cheaper where reading costs. AWS allows 30 at least. */
export const DAYS_UNTIL_INFREQUENT_ACCESS = 30;
export const DAYS_UNTIL_INSTANT_RETRIEVAL = 90;

export type ArchiveTier = 'standard' | 'infrequent' | 'instant';

/** In which tier an object lies. */
export function archiveTier(ageMs: number): ArchiveTier {
  if (ageMs < DAYS_UNTIL_INFREQUENT_ACCESS * DAY_MS) return 'standard';
  return ageMs < DAYS_UNTIL_INSTANT_RETRIEVAL * DAY_MS ? 'infrequent' : 'instant';
}
