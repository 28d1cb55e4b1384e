import { archiveKey } from '../../domain/archive-key.ts';
import { routeOf, type Event } from '../../domain/event.ts';
import { parseExactly } from '../../domain/exact-json.ts';
import type { EventRoute } from '../../domain/event-route.ts';
import { readLines, type Bucket } from './read-lines.ts';

/** What an object of the archive holds, as fan-out had it when it wrote it. */
export type ArchivedBatch = {
  readonly id: string;
  readonly sourceId: string;
  readonly receivedAt: string;
  readonly events: readonly EventRoute[];
  readonly lines: readonly string[];
  /**
   * For each event the ids of the destinations that it was routed to when it came. Undefined in objects that were
   * written before this was recorded.
   */
  readonly destinations: readonly (readonly string[] | undefined)[];
};

/** A line of an archived object. docs/archive.md documents it. */
type ArchiveRecord = { readonly event: Event; readonly destinations?: unknown };

/** Undefined when nothing was archived under this id, or nothing is any more. */
export async function readArchivedBatch(
  bucket: Bucket,
  sourceId: string,
  batchId: string,
): Promise<ArchivedBatch | undefined> {
  const lines = await readLines(bucket, archiveKey(sourceId, batchId));
  if (lines === undefined) return undefined;
  const shareList = createListSharing();
  // One line at a time: all of them parsed at once would not fit into a function's memory when the batch is large.
  const records = lines.map((line) => {
    const { event, destinations } = parseExactly(line) as ArchiveRecord;
    return { route: routeOf(event), text: JSON.stringify(event), destinations: shareList(destinations) };
  });
  return {
    id: batchId,
    sourceId,
    receivedAt: records[0]?.route.receivedAt ?? '',
    events: records.map(({ route }) => route),
    lines: records.map(({ text }) => text),
    destinations: records.map(({ destinations }) => destinations),
  };
}

/** Lists of ids as they lie in the archive; those of the same ids become one, because most events of a batch share it. */
function createListSharing(): (value: unknown) => readonly string[] | undefined {
  const lists = new Map<string, readonly string[]>();
  return (value) => {
    if (value === undefined) return undefined;
    const ids = readIds(value);
    const key = ids.join();
    const known = lists.get(key);
    if (known === undefined) lists.set(key, ids);
    return known ?? ids;
  };
}

function readIds(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value;
  throw new Error('an archived event has destinations that are no list of ids');
}
