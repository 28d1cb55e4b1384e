import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { heldPrefix } from '../../domain/archive-key.ts';
import { HEALTH_FRESH_MS, RELEASE_PACKS_PER_STEP, RELEASE_STEP_SECONDS } from '../../domain/delivery-capacity.ts';
import type { ReleaseHeader } from '../../domain/messages.ts';
import { encodePack } from '../shared/pack-codec.ts';
import { sendMessages } from '../shared/queue-sender.ts';

/** A function that began an attempt just before the breaker closed may hold its pack this much later. */
const LATE_HOLDERS_MS = 60_000;
const LOOK_AGAIN_SECONDS = 15;

type ReleaseDeps = {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly retryQueueUrl: string;
  readonly archiveBucket: string;
  /** Whether the destination is down (again); then what is held stays held until the next probe succeeds. */
  readonly isDown: (destinationId: string) => Promise<boolean>;
  readonly now: () => Date;
};

export type Release = {
  begin(destinationId: string): Promise<void>;
  /** Sends some held packs on, and a message that does the next step. */
  step(header: ReleaseHeader): Promise<void>;
};

/**
 * Sends held packs to the retry queue, oldest first, a few at a time. A pack is sent before its object is deleted: after
 * a crash in between it is sent twice under the same id, by which delivery knows the second.
 */
export function createRelease(deps: ReleaseDeps): Release {
  const schedule = (header: ReleaseHeader, delaySeconds: number): Promise<void> =>
    sendMessages(deps.sqs, deps.retryQueueUrl, [
      { body: encodePack({ header, lines: [] }), groupId: header.destinationId, delaySeconds },
    ]);

  return {
    async begin(destinationId) {
      const lookUntil = deps.now().getTime() + LATE_HOLDERS_MS;
      await schedule({ kind: 'release', destinationId, lookUntil, events: [] }, Math.ceil(HEALTH_FRESH_MS / 1000));
    },

    async step(header) {
      if (await deps.isDown(header.destinationId)) return;
      const keys = await listHeld(deps, header.destinationId);
      const bodies = await Promise.all(keys.map((key) => readHeld(deps, key)));
      const messages = bodies.map((body) => ({ body, groupId: header.destinationId }));
      await sendMessages(deps.sqs, deps.retryQueueUrl, messages);
      await deleteHeld(deps, keys);
      if (keys.length > 0) await schedule(header, RELEASE_STEP_SECONDS);
      else if (deps.now().getTime() < header.lookUntil) await schedule(header, LOOK_AGAIN_SECONDS);
    },
  };
}

async function listHeld({ s3, archiveBucket }: ReleaseDeps, destinationId: string): Promise<string[]> {
  const { Contents: contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: archiveBucket,
      Prefix: heldPrefix(destinationId),
      MaxKeys: RELEASE_PACKS_PER_STEP,
    }),
  );
  return contents.flatMap(({ Key: key }) => key ?? []);
}

async function readHeld({ s3, archiveBucket }: ReleaseDeps, key: string): Promise<string> {
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: archiveBucket, Key: key }));
  if (body === undefined) throw new Error(`the held pack ${key} is empty`);
  return body.transformToString();
}

async function deleteHeld({ s3, archiveBucket }: ReleaseDeps, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { Errors: errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket: archiveBucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } }),
  );
  if (errors.length > 0) throw new Error(`held packs could not be deleted: ${errors[0]?.Message ?? 'no reason given'}`);
}
