import { ListObjectsV2Command, type _Object as S3Object } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { archivePrefix, batchIdOf, createBatchId, keyClassOfBatch } from '../../../domain/pipeline/archive-key.ts';
import { readArchivedBatch, type ArchivedBatch } from '../../shared/stores/archive-reader.ts';
import type { EventName } from './trace.ts';
import type { Bucket } from '../../shared/packs/read-lines.ts';

/** An event is archived seconds after it was received; this leaves room for a busy fan-out and an inexact time. */
const ARCHIVED_WITHIN_MS = 10 * 60 * 1000;

/** Clocks of functions and of S3 may differ, and S3 tells whole seconds. */
const CLOCK_MARGIN_MS = 5_000;

/** What one request may read; at a full object a second this is some minutes of a busy source. */
const MAX_OBJECTS = 200;
const READ_AT_ONCE = 4;

/** Looks for an event that was received about then. `too_many`: in that time more was archived than is read at once. */
export async function findArchived(
  bucket: Bucket,
  { sourceId, messageId, keyClass }: EventName,
  receivedAtMs: number,
): Promise<ArchivedBatch | 'too_many' | undefined> {
  const ends = [receivedAtMs, receivedAtMs + ARCHIVED_WITHIN_MS].map((atMs) => new Date(atMs).toISOString());
  const prefixes = new Set(ends.map((time) => archivePrefix(sourceId, createBatchId(time, ''))));
  const objects = (await Promise.all([...prefixes].map((prefix) => listAll(bucket, prefix)))).flat();
  const keys = objects.flatMap(({ Key: key, LastModified: writtenAt }) => {
    const afterMs = (writtenAt?.getTime() ?? 0) - receivedAtMs;
    const isOfClass = keyClass === undefined || keyClassOfBatch(batchIdOf(key ?? '')) === keyClass;
    return key !== undefined && isOfClass && afterMs >= -CLOCK_MARGIN_MS && afterMs <= ARCHIVED_WITHIN_MS ? [key] : [];
  });
  if (keys.length > MAX_OBJECTS) return 'too_many';
  const limit = pLimit(READ_AT_ONCE);
  const read = async (key: string): Promise<ArchivedBatch | undefined> => {
    const batch = await readArchivedBatch(bucket, sourceId, batchIdOf(key));
    return batch?.events.some(({ id }) => id === messageId) === true ? batch : undefined;
  };
  const found = await Promise.all(keys.map((key) => limit(() => read(key))));
  return found.find((batch) => batch !== undefined);
}

/** Everything under a prefix, or `maxPages` thousand objects of it. */
export async function listAll({ s3, bucket }: Bucket, prefix: string, maxPages = Infinity): Promise<S3Object[]> {
  const objects: S3Object[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    pages += 1;
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    objects.push(...(page.Contents ?? []));
    token = page.NextContinuationToken;
  } while (token !== undefined && pages < maxPages);
  return objects;
}
