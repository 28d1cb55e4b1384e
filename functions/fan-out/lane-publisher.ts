import { createHash } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { EventRoute } from '../../domain/messages.ts';
import { encodePacks } from '../shared/pack-codec.ts';
import { sendMessages } from '../shared/queue-sender.ts';
import type { FanOutDeps } from './fan-out.ts';

/** Serves every destination whose own lane is not deployed (yet). */
const SHARED_LANE = 'webhooks';

/**
 * Publishes a destination's events to its lane. The same events of a batch always make the same packs under the same
 * ids; other events, because a filter was changed before a batch was recovered, make packs with other ids.
 */
export function createLanePublisher(sqs: SQSClient, queueUrls: Readonly<Record<string, string>>): FanOutDeps['lanes'] {
  return {
    async publish(batch, destination, { events, lines }) {
      const queueUrl = queueUrls[destination.lane] ?? queueUrls[SHARED_LANE];
      if (queueUrl === undefined) throw new Error(`no lane "${destination.lane}" is deployed, nor "${SHARED_LANE}"`);
      const bodies = encodePacks(events, lines, (part, index) => ({
        kind: 'delivery',
        packId: `${batch.id}.${destination.id}.${index}-${fingerprint(part)}`,
        sourceId: batch.sourceId,
        destinationId: destination.id,
        retry: 0,
        events: part,
      }));
      await sendMessages(
        sqs,
        queueUrl,
        bodies.map((body) => ({ body, groupId: destination.id })),
      );
    },
  };
}

const FINGERPRINT_CHARACTERS = 8;

function fingerprint(events: readonly EventRoute[]): string {
  const ids = JSON.stringify(events.map(({ id }) => id));
  return createHash('sha256').update(ids).digest('hex').slice(0, FINGERPRINT_CHARACTERS);
}
