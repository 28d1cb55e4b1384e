import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { archiveKey } from '../../domain/archive-key.ts';
import { routeOf, type Event } from '../../domain/event.ts';
import type { EventRoute } from '../../domain/messages.ts';
import { decompressLines } from './pack-codec.ts';

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
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  sourceId: string,
  batchId: string,
): Promise<ArchivedBatch | undefined> {
  const bytes = await readObject(s3, bucket, archiveKey(sourceId, batchId));
  if (bytes === undefined) return undefined;
  const events = decompressLines(bytes).map((line) => (JSON.parse(line) as ArchiveRecord).event);
  return {
    id: batchId,
    sourceId,
    receivedAt: events[0]?.receivedAt ?? '',
    events: events.map(routeOf),
    lines: events.map((event) => JSON.stringify(event)),
  };
}

async function readObject(s3: S3Client, bucket: string, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
