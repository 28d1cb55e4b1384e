import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { archiveKey } from '../../domain/archive-key.ts';
import { readArchivedBatch } from '../shared/archive-reader.ts';
import { compressLines } from '../shared/pack-codec.ts';
import type { Batch, FanOutDeps } from './fan-out.ts';

/** One object for each batch; a batch that is written again replaces itself. */
export function createArchive(s3: S3Client, bucket: string): FanOutDeps['archive'] {
  return {
    async write(batch) {
      const body = compressLines(batch.lines.map((line, index) => recordLine(batch, index, line)));
      const key = archiveKey(batch.sourceId, batch.id);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/zstd' }));
    },

    read: (sourceId, batchId) => readArchivedBatch({ s3, bucket }, sourceId, batchId),
  };
}

/** The event stays the bytes it was; the fields before it are what queries filter by. */
function recordLine(batch: Batch, index: number, line: string): string {
  const { id: messageId, type, receivedAt } = batch.events[index] ?? { id: '', type: '', receivedAt: '' };
  const metadata = JSON.stringify({ sourceId: batch.sourceId, batchId: batch.id, messageId, type, receivedAt });
  return `${metadata.slice(0, -1)},"event":${line}}`;
}
