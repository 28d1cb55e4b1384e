import { archiveKey } from '../../../domain/pipeline/archive-key.ts';
import { routeOf, type Event } from '../../../domain/events/event.ts';
import { parseExactly } from '../../../domain/base/exact-json.ts';
import type { Fields } from '../../../domain/pipeline/format-numbers.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import { upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { readLines, type Bucket } from '../packs/read-lines.ts';

/** What an object of the archive holds, as fan-out had it when it wrote it. */
export type ArchivedBatch = {
  readonly id: string;
  readonly sourceId: string;
  readonly receivedAt: string;
  readonly events: readonly EventRoute[];
  readonly lines: readonly string[];
  /**
   * For each event the ids of the destinations that it was routed to when it came. Undefined where that was not recorded
   * yet (`domain/pipeline/stored-formats.ts`).
   */
  readonly destinations: readonly (readonly string[] | undefined)[];
};

/** A line of an archived object. docs/archive.md documents it. */
export type ArchiveRecord = { readonly event: Event; readonly destinations?: readonly string[] };

/** Reads a line of an archived object, of any form that there was. */
export function readArchiveLine(line: string): ArchiveRecord {
  return upgrade<ArchiveRecord>('archive-line', parseExactly(line) as Fields);
}

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
    const { event, destinations } = readArchiveLine(line);
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
function createListSharing(): (ids: readonly string[] | undefined) => readonly string[] | undefined {
  const lists = new Map<string, readonly string[]>();
  return (ids) => {
    if (ids === undefined) return undefined;
    const key = ids.join();
    const known = lists.get(key);
    if (known === undefined) lists.set(key, ids);
    return known ?? ids;
  };
}
