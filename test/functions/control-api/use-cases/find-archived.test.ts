import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { findArchived } from '../../../../functions/control-api/use-cases/find-archived.ts';
import { compressLines } from '../../../../functions/shared/packs/pack-codec.ts';

type Stored = { readonly key: string; readonly writtenAt: string; readonly ids: readonly string[] };

const PREFIX = 'archive/source=web/date=2026-11-22';
const RECEIVED_AT = Date.parse('2026-11-22T10:55:00.000Z');

/** A bucket with these objects, and the keys that were read. */
function aBucket(objects: readonly Stored[]) {
  const read: string[] = [];
  const s3 = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const answer = (input: object): object => {
    const { Prefix: prefix, Key: wantedKey = '' } = input as { Prefix?: string; Key?: string };
    if (prefix !== undefined) {
      const listed = objects.filter(({ key }) => key.startsWith(prefix));
      return { Contents: listed.map(({ key, writtenAt }) => ({ Key: key, LastModified: new Date(writtenAt) })) };
    }
    read.push(wantedKey);
    const { ids = [] } = objects.find(({ key }) => key === wantedKey) ?? {};
    const lines = ids.map((id) =>
      JSON.stringify({ event: { messageId: id, type: 'track', receivedAt: 'then', integrations: {} } }),
    );
    return { Body: { transformToByteArray: async () => compressLines(lines) } };
  };
  s3.middlewareStack.add(() => async (args) => ({ output: { $metadata: {}, ...answer(args.input) }, response: {} }), {
    step: 'initialize',
    override: true,
  });
  return { s3, read };
}

const anObject = (name: string, writtenAt: string, ids: readonly string[] = []): Stored => ({
  key: `${PREFIX}/hour=${name.slice(8, 10)}/${name}.ndjson.zst`,
  writtenAt: `2026-11-22T${writtenAt}Z`,
  ids,
});
const wanted = { sourceId: 'web', messageId: 'm1' };

describe('the search in the archive', () => {
  test('reads only what was archived in the ten minutes after the event came, also in the next hour', async () => {
    const { s3, read } = aBucket([
      anObject('2026112210-early', '10:54:54'),
      anObject('2026112210-first', '10:55:01', ['m0']),
      anObject('2026112210-late', '11:05:01'),
      anObject('2026112211-next', '11:00:02', ['m1', 'm2']),
    ]);

    const found = await findArchived({ s3, bucket: 'archive' }, wanted, RECEIVED_AT);

    expect(found).toMatchObject({ id: '2026112211-next', events: [{ id: 'm1' }, { id: 'm2' }] });
    expect(read.map((key) => key.split('/').at(-1))).toEqual([
      '2026112210-first.ndjson.zst',
      '2026112211-next.ndjson.zst',
    ]);
  });

  test('finds nothing where nothing is', async () => {
    const { s3 } = aBucket([anObject('2026112210-first', '10:55:01', ['m0'])]);

    const found = await findArchived({ s3, bucket: 'archive' }, wanted, RECEIVED_AT);

    expect(found).toBeUndefined();
  });

  test('does not begin when there is too much', async () => {
    const { s3, read } = aBucket(
      Array.from({ length: 201 }, (_, index) => anObject(`2026112210-${index}`, '10:56:00', ['m1'])),
    );

    const found = await findArchived({ s3, bucket: 'archive' }, wanted, RECEIVED_AT);

    expect(found).toBe('too_many');
    expect(read).toEqual([]);
  });
});
