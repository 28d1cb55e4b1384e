import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createBoundedCache } from '../stores/bounded-cache.ts';

/** The code of functions, by its hash. */
export type FunctionCodeStore = {
  read(hash: string): Promise<string | undefined>;
  /** Returns its hash. Whoever stores the same twice stores it once. */
  put(code: string): Promise<string>;
};

const MOST_CHARACTERS = 8_000_000;

export function hashOfCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

export function createFunctionCodeStore({
  s3,
  bucket,
}: {
  readonly s3: S3Client;
  readonly bucket: string;
}): FunctionCodeStore {
  const cache = createBoundedCache<string>(MOST_CHARACTERS);
  const keyOf = (hash: string): string => `${hash}.js`;
  return {
    async read(hash) {
      const known = cache.get(hash);
      if (known !== undefined) return known;
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(hash) }));
        const code = await Body?.transformToString('utf8');
        if (code !== undefined) cache.set(hash, code, code.length);
        return code;
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async put(code) {
      const hash = hashOfCode(code);
      const object = { Bucket: bucket, Key: keyOf(hash), Body: code, ContentType: 'text/javascript' };
      await s3.send(new PutObjectCommand(object));
      return hash;
    },
  };
}
