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
  const records = lines.map((line) => JSON.parse(line) as ArchiveRecord);
  const events = records.map(({ event }) => event);
  return {
    id: batchId,
    sourceId,
    receivedAt: events[0]?.receivedAt ?? '',
    events: events.map(routeOf),
    lines: events.map((event) => JSON.stringify(event)),
    destinations: records.map(({ destinations }) => readDestinations(destinations)),
  };
}

function readDestinations(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value;
  throw new Error('an archived event has destinations that are no list of ids');
}
