import { KEY_CLASSES, type KeyClass } from '../../../domain/events/write-keys.ts';
import { claimKey } from '../../../domain/tables/table-keys.ts';
import { batchGet, type Table } from '../../shared/dynamo/batch-get.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { toHeld } from '../../shared/packs/claims.ts';

/** An event that a source has taken lately. Times are ISO 8601. */
export type FoundEvent = {
  readonly sourceId: string;
  readonly messageId: string;
  readonly keyClass: KeyClass;
  readonly claimedAt: string;
  readonly expiresAt: string;
};

/** Which sources have taken an event with this `messageId`, newest first: one read of each claim that there can be. */
export function createFindEvents(
  deps: Table & { readonly dedupeWindowHours: number; readonly config: () => Promise<Config> },
): (messageId: string) => Promise<readonly FoundEvent[]> {
  return async (messageId) => {
    const { sources } = await deps.config();
    const asked = [...sources.keys()].flatMap((sourceId) =>
      KEY_CLASSES.map((keyClass) => ({ sourceId, keyClass, key: claimKey(sourceId, messageId, keyClass) })),
    );
    const { items, unread } = await batchGet(
      deps,
      asked.map(({ key }) => ({ pk: { S: key } })),
    );
    if (unread.length > 0) throw new Error('The dedupe table has no capacity to be read.');
    const held = new Map(items.map((item) => [item['pk']?.S, toHeld(item)]));
    const found = asked.flatMap(({ sourceId, keyClass, key }): FoundEvent[] => {
      const claim = held.get(key);
      if (claim === undefined) return [];
      const claimedAt = isoTime(claim.expiresAt - deps.dedupeWindowHours * 3600);
      return [{ sourceId, messageId, keyClass, claimedAt, expiresAt: isoTime(claim.expiresAt) }];
    });
    return found.toSorted((one, other) => (one.claimedAt < other.claimedAt ? 1 : -1));
  };
}

function isoTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
