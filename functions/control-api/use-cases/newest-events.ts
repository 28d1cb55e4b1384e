import { archivePrefix, batchIdOf, createBatchId } from '../../../domain/pipeline/archive-key.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import { readArchivedBatch, type ArchivedBatch } from '../../shared/stores/archive-reader.ts';
import type { Bucket } from '../../shared/packs/read-lines.ts';
import { listAll } from './find-archived.ts';
import { HOUR_MS } from '../../../domain/base/time-units.ts';

/** S3 lists by key, not by time. More objects than this in one hour are not looked through for the newest. */
const MAX_PAGES = 10;
const ENOUGH_EVENTS = 50;
/** One object can hold thousands of events, or one. */
const MAX_OBJECTS = 10;

/** Without it, all events are wanted. */
type IsWanted = (event: EventRoute) => boolean;

/** The events of a source that were archived last, of this hour and the one before, each as JSON, newest first. */
export function createNewestEvents(
  bucket: Bucket,
): (sourceId: string, now: Date, isWanted?: IsWanted) => Promise<string[]> {
  return async (sourceId, now, isWanted = () => true) => {
    const lines: string[] = [];
    let objects = 0;
    for (const hoursAgo of [0, 1]) {
      const time = new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString();
      const found = await listAll(bucket, archivePrefix(sourceId, createBatchId(time, '')), MAX_PAGES);
      const newestFirst = found.toSorted((one, other) => writtenMs(other) - writtenMs(one));
      for (const { Key: key = '' } of newestFirst) {
        if (lines.length >= ENOUGH_EVENTS || objects >= MAX_OBJECTS) return lines.slice(0, ENOUGH_EVENTS);
        objects += 1;
        const batch = await readArchivedBatch(bucket, sourceId, batchIdOf(key));
        lines.push(...wantedLines(batch, isWanted).toReversed());
      }
    }
    return lines.slice(0, ENOUGH_EVENTS);
  };
}

function wantedLines(batch: ArchivedBatch | undefined, isWanted: IsWanted): string[] {
  return (batch?.events ?? []).flatMap((event, index) => (isWanted(event) ? (batch?.lines[index] ?? []) : []));
}

function writtenMs({ LastModified: writtenAt }: { LastModified?: Date | undefined }): number {
  return writtenAt?.getTime() ?? 0;
}
