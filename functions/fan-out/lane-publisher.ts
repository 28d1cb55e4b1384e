import type { SQSClient } from '@aws-sdk/client-sqs';
import { encodeLanePacks } from '../shared/lane-packs.ts';
import { laneQueueOf } from '../shared/lane-queue.ts';
import { sendMessages } from '../shared/queue-sender.ts';
import type { FanOutDeps } from './fan-out.ts';

/** Publishes a destination's events to its lane. */
export function createLanePublisher(sqs: SQSClient, queueUrls: Readonly<Record<string, string>>): FanOutDeps['lanes'] {
  return {
    async publish(batch, destination, routed) {
      const bodies = encodeLanePacks(batch, destination.id, routed);
      await sendMessages(
        sqs,
        laneQueueOf(queueUrls, destination.lane),
        bodies.map((body) => ({ body, groupId: destination.id })),
      );
    },
  };
}
