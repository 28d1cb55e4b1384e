import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { archiveSourcePrefix } from '../../../domain/pipeline/archive-key.ts';
import { log } from '../lambda/log.ts';
import { readArchiveLine } from '../stores/archive-reader.ts';
import { InvalidPackError } from '../packs/pack-codec.ts';
import { readLines, type Bucket } from '../packs/read-lines.ts';
import type { ArchivedObject, ArchiveLines } from './read-archive.ts';

/** A step seldom reads more objects, and a page is a request whatever its size. */
const KEYS_PER_PAGE = 250;

/** Reads the archive in the order of its keys, one object at a time. */
export function createArchiveLines(bucket: Bucket): ArchiveLines {
  return {
    // Keys sort by source, then by time: hours and years without events cost nothing to pass over.
    async list({ sourceId, after, until }) {
      const { Contents: objects = [] } = await bucket.s3.send(
        new ListObjectsV2Command({
          Bucket: bucket.bucket,
          Prefix: archiveSourcePrefix(sourceId),
          StartAfter: after,
          MaxKeys: KEYS_PER_PAGE,
        }),
      );
      return objects.flatMap(({ Key: key = '', Size: sizeBytes = 0 }) => (key < until ? [{ key, sizeBytes }] : []));
    },

    async read(key) {
      try {
        const lines = await readLines(bucket, key);
        return lines === undefined ? undefined : toObject(lines);
      } catch (error) {
        if (!(error instanceof InvalidPackError)) throw error;
        log.failed('an object of the archive cannot be read', { ids: { key }, error });
        return 'unreadable';
      }
    },
  };
}

/** Lines are parsed when they are looked at: a step looks at some, and the others are parsed by those that do. */
function toObject(lines: readonly string[]): ArchivedObject {
  return {
    count: lines.length,
    at(index) {
      const { event, destinations } = readArchiveLine(lines[index] ?? '');
      return { event, destinations };
    },
  };
}
