import { archiveKey } from '../../domain/archive-key.ts';
import { routeOf, type Event } from '../../domain/event.ts';
import type { EventRoute } from '../../domain/messages.ts';
import { readLines, type Bucket } from './read-lines.ts';

/** What an object of the archive holds, as fan-out had it when it wrote it. */
export type ArchivedBatch = {
  readonly id: string;
  readonly sourceId: string;
  readonly receivedAt: string;
  readonly events: readonly EventRoute[];
  readonly lines: readonly string[];
};

/** A line of an archived object. docs/archive.md documents it. */
type ArchiveRecord = { readonly event: Event };

/** Undefined when nothing was archived under this id, or nothing is any more. */
export async function readArchivedBatch(
  bucket: Bucket,
  sourceId: string,
  batchId: string,
): Promise<ArchivedBatch | undefined> {
  const lines = await readLines(bucket, archiveKey(sourceId, batchId));
  if (lines === undefined) return undefined;
  const events = lines.map((line) => (JSON.parse(line) as ArchiveRecord).event);
  return {
    id: batchId,
    sourceId,
    receivedAt: events[0]?.receivedAt ?? '',
    events: events.map(routeOf),
    lines: events.map((event) => JSON.stringify(event)),
  };
}
