import type { S3Client } from '@aws-sdk/client-s3';

type Input = { readonly Key?: string; readonly Body?: Uint8Array; readonly StartAfter?: string };

/** S3 in memory, as far as the archive uses it. */
export function anObjectStore(): { readonly client: S3Client; has(key: string): boolean } {
  const objects = new Map<string, Uint8Array>();

  const send = async ({ input }: { input: Input }): Promise<object> => {
    const { Key: key, Body: body, StartAfter: after = '' } = input;
    if (key === undefined) {
      const keys = [...objects.keys()].filter((found) => found > after).sort();
      return { Contents: keys.map((Key) => ({ Key, Size: objects.get(Key)?.length })) };
    }
    if (body !== undefined) objects.set(key, body);
    return { Body: { transformToByteArray: async () => objects.get(key) } };
  };
  // The client of the SDK has dozens of members; the archive calls this one.
  return { client: { send } as unknown as S3Client, has: (key) => objects.has(key) };
}
