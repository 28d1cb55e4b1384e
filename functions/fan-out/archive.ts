import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { archiveKey } from '../../domain/archive-key.ts';
import { routeOf, type Event } from '../../domain/event.ts';
import { compressLines, decompressLines } from '../shared/pack-codec.ts';
import type { Batch, FanOutDeps } from './fan-out.ts';

/** The event as it was accepted, and what Penstock knows of its reception. docs/archive.md documents it. */
type ArchiveRecord = { readonly event: Event };

/** One object for each batch; a batch that is written again replaces itself. */
export function createArchive(s3: S3Client, bucket: string): FanOutDeps['archive'] {
  return {
    async write(batch) {
      const body = compressLines(batch.lines.map((line, index) => recordLine(batch, index, line)));
      const key = archiveKey(batch.sourceId, batch.id);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/zstd' }));
    },

    async read(sourceId, batchId) {
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
    },
  };
}

/** The event stays the bytes it was; the fields before it are what queries filter by. */
function recordLine(batch: Batch, index: number, line: string): string {
  const { id: messageId, type, receivedAt } = batch.events[index] ?? { id: '', type: '', receivedAt: '' };
  const metadata = JSON.stringify({ sourceId: batch.sourceId, batchId: batch.id, messageId, type, receivedAt });
  return `${metadata.slice(0, -1)},"event":${line}}`;
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
