import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { S3_MAX_KEY_BYTES } from '../../domain/base/aws-limits.ts';

/** A bucket in memory, for the requests that the pipeline makes. */
export function createMemoryObjects({ onCreate }: { onCreate?: (key: string) => void } = {}) {
  const objects = new Map<string, Buffer>();

  const get = (key: string): object => {
    const found = objects.get(key);
    if (found === undefined) throw new NoSuchKey({ message: key, $metadata: {} });
    return { Body: { transformToString: async () => found.toString(), transformToByteArray: async () => found } };
  };

  return {
    objects: objects as ReadonlyMap<string, Buffer>,

    /** `isHalf`: the request stops in the middle, as far as such a request can. */
    execute(command: object, isHalf: boolean): object {
      if (command instanceof DeleteObjectsCommand) {
        const keys = command.input.Delete?.Objects ?? [];
        for (const { Key: key = '' } of keys.slice(0, isHalf ? keys.length / 2 : undefined)) objects.delete(key);
        return {};
      }
      if (isHalf) return {};
      if (command instanceof GetObjectCommand) return get(command.input.Key ?? '');
      if (command instanceof PutObjectCommand) {
        if (Buffer.byteLength(command.input.Key ?? '') > S3_MAX_KEY_BYTES) {
          throw Object.assign(new Error('the key is too long'), { name: 'KeyTooLongError', $fault: 'client' });
        }
        if (!objects.has(command.input.Key ?? '')) onCreate?.(command.input.Key ?? '');
        // The pipeline writes text and bytes, never streams.
        objects.set(command.input.Key ?? '', Buffer.from(command.input.Body as string | Uint8Array));
        return {};
      }
      if (command instanceof ListObjectsV2Command) {
        const { Prefix: prefix = '', StartAfter: after = '', MaxKeys: most, Delimiter: delimiter } = command.input;
        const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
        if (delimiter !== undefined) {
          const folders = keys.map((key) => key.slice(0, key.indexOf(delimiter, prefix.length) + 1));
          return { CommonPrefixes: [...new Set(folders)].map((Prefix) => ({ Prefix })) };
        }
        return { Contents: keys.slice(0, most).map((Key) => ({ Key, Size: objects.get(Key)?.length })) };
      }
      throw new Error(`a world in memory knows no ${command.constructor.name}`);
    },
  };
}
