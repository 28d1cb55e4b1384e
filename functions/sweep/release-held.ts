import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { HELD_PREFIX, heldDestinationOf } from '../../domain/pipeline/archive-key.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import { destinationItemKey } from '../../domain/tables/table-keys.ts';
import { laneQueueOf } from '../shared/packs/lane-queue.ts';
import { sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import { releaseMessage } from '../shared/packs/release-message.ts';

type ReleaseHeldDeps = Sqs & {
  readonly s3: S3Client;
  readonly archiveBucket: string;
  /** Lane name -> URL of its retry queue. */
  readonly retryQueueUrls: Readonly<Record<string, string>>;
  readonly destination: (id: string) => Promise<Destination | undefined>;
  /** The keys of destinations that are down: the probe that is answered begins their release. */
  readonly down: () => Promise<{ has(key: string): boolean }>;
  /** The keys of destinations for which a release is going on. */
  readonly leased: () => Promise<{ has(key: string): boolean }>;
};

/**
 * Has a release begin for every destination for which something is held although it is not down: packs that were held
 * after the release had ended, and what a release left that died. A destination that was deleted is one of them: delivery
 * discards what is released for it.
 */
export function createReleaseHeld(deps: ReleaseHeldDeps): () => Promise<void> {
  return async () => {
    const held = await listHeldDestinations(deps);
    if (held.length === 0) return;
    const [down, leased] = await Promise.all([deps.down(), deps.leased()]);
    const due = held.filter((id) => !down.has(destinationItemKey(id)) && !leased.has(destinationItemKey(id)));
    const begun = await Promise.all(
      due.map(async (id) => ({
        queueUrl: laneQueueOf(deps.retryQueueUrls, (await deps.destination(id))?.lane),
        message: releaseMessage(id, { delaySeconds: 0 }),
      })),
    );
    for (const [queueUrl, group] of Map.groupBy(begun, (one) => one.queueUrl)) {
      const messages = group.map(({ message }) => message);
      await sendMessages(deps, queueUrl, messages);
    }
  };
}

async function listHeldDestinations({ s3, archiveBucket }: ReleaseHeldDeps): Promise<string[]> {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: archiveBucket,
        Prefix: HELD_PREFIX,
        Delimiter: '/',
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    found.push(...(page.CommonPrefixes ?? []).map(({ Prefix: prefix = '' }) => heldDestinationOf(prefix)));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}
