import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { decompressLines } from './pack-codec.ts';

/**
 * Objects are our own and may be larger than a pack: in a backlog, 60,000 small events that go to 100 destinations make
 * 140 MB. This is still a string that V8 can hold.
 */
const MAX_OBJECT_BYTES = 400 * 1024 * 1024;

export type Bucket = { readonly s3: S3Client; readonly bucket: string };

/** The lines of a compressed object of the archive bucket; undefined when there is none, or none any more. */
export async function readLines({ s3, bucket }: Bucket, key: string): Promise<string[] | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return body === undefined ? undefined : decompressLines(await body.transformToByteArray(), MAX_OBJECT_BYTES);
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
