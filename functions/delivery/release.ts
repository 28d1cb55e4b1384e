import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  type S3Client,
} from '@aws-sdk/client-s3';
import { heldPrefix } from '../../domain/pipeline/archive-key.ts';
import {
  HEALTH_FRESH_MS,
  RELEASE_PACKS_PER_STEP,
  RELEASE_STEP_SECONDS,
} from '../../domain/delivery/delivery-capacity.ts';
import type { ReleaseHeader } from '../../domain/pipeline/messages.ts';
import { sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import type { ReleaseLeases } from '../shared/stores/release-leases.ts';
import { releaseMessage } from '../shared/packs/release-message.ts';

/** A line that is too long is looked at again after this; a lease lasts longer. */
const LATER_SECONDS = 5;

export type ReleaseDeps = Sqs & {
  readonly s3: S3Client;
  readonly retryQueueUrl: string;
  readonly archiveBucket: string;
  readonly leases: ReleaseLeases;
  /**
   * How many packs a destination can take now: none because its line is long, or `no` because it is down. Then they stay
   * held until somebody begins again.
   */
  readonly room: (destinationId: string) => Promise<number | 'no'>;
};

export type Release = {
  /** Has a chain of steps begin for a destination that is back. */
  begin(destinationId: string): Promise<void>;
  /** Sends some held packs on, and a message that does the next step. */
  step(header: ReleaseHeader): Promise<void>;
};

/**
 * Sends held packs to the retry queue, oldest first, a few at a time, by a chain of messages of which each destination
 * has one: the chain with the lease. A pack is sent before its object is deleted: after a crash in between it is sent
 * twice under the same id, by which delivery knows the second. A chain that died is replaced by the sweep.
 */
export function createRelease(deps: ReleaseDeps): Release {
  const send = (destinationId: string, delaySeconds: number, lease?: string): Promise<void> =>
    sendMessages(deps, deps.retryQueueUrl, [
      releaseMessage(destinationId, { delaySeconds, ...(lease === undefined ? {} : { lease }) }),
    ]);

  return {
    begin: (destinationId) => send(destinationId, Math.ceil(HEALTH_FRESH_MS / 1000)),

    async step({ destinationId, lease }) {
      const room = await deps.room(destinationId);
      if (room === 'no') {
        if (lease !== undefined) await deps.leases.giveUp(destinationId, lease);
        return;
      }
      const renewed = await deps.leases.take(destinationId, lease);
      if (renewed === undefined) return;
      if (room === 0) return send(destinationId, LATER_SECONDS, renewed);
      const found = await sendHeld(deps, destinationId, room);
      if (found > 0) await send(destinationId, RELEASE_STEP_SECONDS, renewed);
      else await deps.leases.giveUp(destinationId, renewed);
    },
  };
}

/** Returns how many packs were found. */
async function sendHeld(deps: ReleaseDeps, destinationId: string, most: number): Promise<number> {
  const keys = await listHeld(deps, destinationId, most);
  const bodies = await Promise.all(keys.map((key) => readHeld(deps, key)));
  const messages = bodies.flatMap((body) => (body === undefined ? [] : [{ body, groupId: destinationId }]));
  await sendMessages(deps, deps.retryQueueUrl, messages);
  await deleteHeld(deps, keys);
  return keys.length;
}

async function listHeld({ s3, archiveBucket }: ReleaseDeps, destinationId: string, most: number): Promise<string[]> {
  const { Contents: contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: archiveBucket,
      Prefix: heldPrefix(destinationId),
      MaxKeys: Math.min(most, RELEASE_PACKS_PER_STEP),
    }),
  );
  return contents.flatMap(({ Key: key }) => key ?? []);
}

/** Undefined when the pack is gone: a chain that was thought dead has sent it meanwhile. */
async function readHeld({ s3, archiveBucket }: ReleaseDeps, key: string): Promise<string | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: archiveBucket, Key: key }));
    if (body === undefined) throw new Error(`the held pack ${key} is empty`);
    return await body.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function deleteHeld({ s3, archiveBucket }: ReleaseDeps, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { Errors: errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket: archiveBucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } }),
  );
  if (errors.length > 0) throw new Error(`held packs could not be deleted: ${errors[0]?.Message ?? 'no reason given'}`);
}
