import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../../../functions/fan-out/archive.ts';
import { compressLines, decompressLines } from '../../../functions/shared/packs/pack-codec.ts';
import { createMemoryObjects } from '../../../proof/world/objects.ts';

const KEY = 'archive/source=web/date=2026-11-22/hour=10/2026112210-u1.ndjson.zst';
const receivedAt = '2026-11-22T10:20:30.000Z';

function aBatch(ids: readonly string[]) {
  return {
    ...{ id: '2026112210-u1', sourceId: 'web', receivedAt },
    events: ids.map((id) => ({ id, type: 'identify', receivedAt })),
    lines: ids.map((messageId) => JSON.stringify({ type: 'identify', messageId, receivedAt, integrations: {} })),
  };
}

function anArchive() {
  const bucket = createMemoryObjects();
  const send = async (command: object): Promise<object> => bucket.execute(command, false);
  // The client of the SDK has dozens of members; the code under test calls this one.
  const archive = createArchive({ send } as unknown as S3Client, 'archive');
  const put = (lines: readonly string[]): void =>
    void bucket.execute(new PutObjectCommand({ Bucket: 'archive', Key: KEY, Body: compressLines(lines) }), false);
  return { archive, put, written: () => decompressLines(bucket.objects.get(KEY) ?? new Uint8Array()) };
}

describe('an archived batch', () => {
  test('says of each event where it was routed to, before the event as it came', async () => {
    const { archive, written } = anArchive();
    const batch = aBatch(['a', 'b']);

    await archive.write(batch, [['crm', 'warehouse'], []]);

    expect(written()).toEqual([
      `{"sourceId":"web","batchId":"2026112210-u1","messageId":"a","type":"identify","receivedAt":"${receivedAt}","destinations":["crm","warehouse"],"event":${batch.lines[0]}}`,
      `{"sourceId":"web","batchId":"2026112210-u1","messageId":"b","type":"identify","receivedAt":"${receivedAt}","destinations":[],"event":${batch.lines[1]}}`,
    ]);
  });

  test('says a form that older releases refuse where a subscription has a name, and only there', async () => {
    const { archive, written } = anArchive();
    const batch = aBatch(['a', 'b']);
    const destinations = [['crm', 'slack.orders'], ['crm']];

    await archive.write(batch, destinations);

    expect(written()[0]).toContain('"format":2,"destinations":["crm","slack.orders"],"event":');
    expect(written()[1]).not.toContain('format');
    expect(await archive.read('web', batch.id)).toEqual({ ...batch, destinations });
  });

  test('is read back as it was written', async () => {
    const { archive } = anArchive();
    const batch = aBatch(['a', 'b', 'c', 'd']);
    const destinations = [['crm', 'ads'], ['ads'], [], ['crm', 'ads']];

    await archive.write(batch, destinations);
    const found = await archive.read('web', batch.id);

    expect(found).toEqual({ ...batch, destinations });
  });

  test('says of no event where it was routed to when it was written before that was recorded', async () => {
    const { archive, put } = anArchive();
    const { events, lines } = aBatch(['a', 'b']);
    put(lines.map((line) => `{"sourceId":"web","event":${line}}`));

    const found = await archive.read('web', '2026112210-u1');

    expect(found).toMatchObject({ events, lines, destinations: [undefined, undefined] });
  });

  test.each(['"crm"', 'null', '[1]', '{"0":"crm"}'])(
    'is not read when it says that %s is a list of ids',
    async (text) => {
      const { archive, put } = anArchive();
      put(aBatch(['a']).lines.map((line) => `{"destinations":${text},"event":${line}}`));

      const reading = archive.read('web', '2026112210-u1');

      await expect(reading).rejects.toThrow(/destinations/);
    },
  );

  test('may be larger than any pack, when its events go to very many destinations', async () => {
    const { archive, put } = anArchive();
    const { lines } = aBatch(['a', 'b']);
    const many = JSON.stringify([`d${'x'.repeat(70 * 1024 * 1024)}`]);
    put(lines.map((line) => `{"destinations":${many},"event":${line}}`));

    const found = await archive.read('web', '2026112210-u1');

    expect(found?.lines).toEqual(lines);
  });
});
