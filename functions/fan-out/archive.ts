import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { archiveKey } from '../../domain/archive-key.ts';
import { readArchivedBatch } from '../shared/archive-reader.ts';
import { compressLines } from '../shared/pack-codec.ts';
import type { Batch, FanOutDeps } from './fan-out.ts';

/** One object for each batch; a batch that is written again replaces itself. */
export function createArchive(s3: S3Client, bucket: string): FanOutDeps['archive'] {
  return {
    async write(batch, destinations) {
      const body = compressLines(recordLines(batch, destinations));
      const key = archiveKey(batch.sourceId, batch.id);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/zstd' }));
    },

    read: (sourceId, batchId) => readArchivedBatch({ s3, bucket }, sourceId, batchId),
  };
}

/** The event stays the bytes it was; the fields before it are what queries filter by. */
function recordLines(batch: Batch, destinations: readonly (readonly string[])[]): string[] {
  const { sourceId, id: batchId } = batch;
  const toText = createListWriter();
  return batch.lines.map((line, index) => {
    const { id: messageId, type, receivedAt } = batch.events[index] ?? { id: '', type: '', receivedAt: '' };
    const metadata = JSON.stringify({ sourceId, batchId, messageId, type, receivedAt });
    return `${metadata.slice(0, -1)},"destinations":${toText(destinations[index] ?? [])},"event":${line}}`;
  });
}

/** Routing gives events with the same destinations one list, so that few lists are written out for a batch. */
function createListWriter(): (list: readonly string[]) => string {
  const texts = new Map<readonly string[], string>();
  return (list) => {
    const known = texts.get(list);
    if (known !== undefined) return known;
    const text = JSON.stringify(list);
    texts.set(list, text);
    return text;
  };
}
