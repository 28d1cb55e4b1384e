import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { archiveKey } from '../../domain/pipeline/archive-key.ts';
import { FORMAT_FIELD } from '../../domain/pipeline/format-numbers.ts';
import { numberWritten, written } from '../../domain/pipeline/stored-formats.ts';
import { remember } from '../../domain/base/remember.ts';
import { readArchivedBatch } from '../shared/stores/archive-reader.ts';
import { compressLines } from '../shared/packs/pack-codec.ts';
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
  // Routing gives events with the same destinations the same list, so there are few.
  const toText = remember((destinations: readonly string[]) => {
    const number = numberWritten('archive-line', { destinations });
    return `${number === 1 ? '' : `,"${FORMAT_FIELD}":${number}`},"destinations":${JSON.stringify(destinations)}`;
  });
  return batch.lines.map((line, index) => {
    const { id: messageId, type, receivedAt } = batch.events[index] ?? { id: '', type: '', receivedAt: '' };
    const metadata = JSON.stringify(written('archive-line', { sourceId, batchId, messageId, type, receivedAt }));
    return `${metadata.slice(0, -1)}${toText(destinations[index] ?? [])},"event":${line}}`;
  });
}
