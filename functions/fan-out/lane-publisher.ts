import type { SQSClient } from '@aws-sdk/client-sqs';
import { encodeLanePacks } from '../shared/lane-packs.ts';
import { sendMessages } from '../shared/queue-sender.ts';
import type { FanOutDeps } from './fan-out.ts';

/** Serves every destination whose own lane is not deployed (yet). */
const SHARED_LANE = 'webhooks';

/** Publishes a destination's events to its lane. */
export function createLanePublisher(sqs: SQSClient, queueUrls: Readonly<Record<string, string>>): FanOutDeps['lanes'] {
  return {
    async publish(batch, destination, routed) {
      const queueUrl = queueUrls[destination.lane] ?? queueUrls[SHARED_LANE];
      if (queueUrl === undefined) throw new Error(`no lane "${destination.lane}" is deployed, nor "${SHARED_LANE}"`);
      const bodies = encodeLanePacks(batch, destination.id, routed);
      await sendMessages(
        sqs,
        queueUrl,
        bodies.map((body) => ({ body, groupId: destination.id })),
      );
    },
  };
}
