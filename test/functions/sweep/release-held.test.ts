import type { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { createReleaseHeld } from '../../../functions/sweep/release-held.ts';
import { decodePack } from '../../../functions/shared/packs/pack-codec.ts';
import { aDestination } from '../../support/a-destination.ts';
import { aFakeSqs } from '../../support/fake-sqs.ts';

/** Stands for S3 with something held for these destinations, told on one page after the other. */
function aBucket(pages: readonly (readonly string[])[]): { client: S3Client; requests: object[] } {
  const requests: object[] = [];
  const send = async ({ input }: ListObjectsV2Command) => {
    requests.push(input);
    const page = Number(input.ContinuationToken ?? 0);
    const CommonPrefixes = pages[page]?.map((id) => ({ Prefix: `held/destination=${id}/` }));
    return { CommonPrefixes, ...(page + 1 < pages.length ? { NextContinuationToken: String(page + 1) } : {}) };
  };
  // The client of the SDK has dozens of members; the code under test calls this one.
  return { client: { send } as unknown as S3Client, requests };
}

/** What one run sends, as `queue destination`. */
async function sweep(
  pages: readonly (readonly string[])[],
  { down = [], leased = [] }: { down?: readonly string[]; leased?: readonly string[] } = {},
) {
  const sqs = aFakeSqs();
  const s3 = aBucket(pages);
  const destinations = new Map(
    [
      aDestination({ id: 'crm' }),
      aDestination({ id: 'ads', lane: 'acme' }),
      aDestination({ id: 'new', lane: 'soon' }),
    ].map((one) => [one.id, one]),
  );
  const release = createReleaseHeld({
    s3: s3.client,
    sqs: sqs.client,
    waitMs: async () => undefined,
    archiveBucket: 'archive',
    retryQueueUrls: { webhooks: 'shared-queue', acme: 'acme-queue' },
    destination: async (id) => destinations.get(id),
    down: async () => new Set(down.map((id) => `destination#${id}`)),
    leased: async () => new Set(leased.map((id) => `destination#${id}`)),
  });
  await release();
  const sent = sqs.requests.flatMap((entries, index) =>
    entries.map(({ MessageBody: body = '', MessageGroupId: group }) => {
      const { header } = decodePack(body);
      return `${sqs.queueUrls[index]}: ${JSON.stringify(header)} of ${group}`;
    }),
  );
  return { sent, requests: s3.requests };
}

const begin = (queue: string, id: string): string =>
  `${queue}: {"kind":"release","destinationId":"${id}","events":[]} of ${id}`;

describe('what is held', () => {
  test('is released through the lane of its destination', async () => {
    const { sent, requests } = await sweep([['ads', 'crm']]);

    expect(sent).toEqual([begin('acme-queue', 'ads'), begin('shared-queue', 'crm')]);
    expect(requests).toEqual([{ Bucket: 'archive', Prefix: 'held/', Delimiter: '/' }]);
  });

  test('is released through the shared lane when that of its destination is not deployed, or there is no destination', async () => {
    const { sent } = await sweep([['gone', 'new']]);

    expect(sent).toEqual([begin('shared-queue', 'gone'), begin('shared-queue', 'new')]);
  });

  test('stays while its destination is down, and while a release is going on', async () => {
    const { sent } = await sweep([['ads', 'crm', 'gone']], { down: ['crm'], leased: ['gone'] });

    expect(sent).toEqual([begin('acme-queue', 'ads')]);
  });

  test('is found for more destinations than S3 lists at once', async () => {
    const { sent } = await sweep([['a'], ['b'], ['c']]);

    expect(sent).toEqual(['a', 'b', 'c'].map((id) => begin('shared-queue', id)));
  });

  test('costs one request when there is none', async () => {
    const { sent, requests } = await sweep([[]]);

    expect(sent).toEqual([]);
    expect(requests).toHaveLength(1);
  });
});
