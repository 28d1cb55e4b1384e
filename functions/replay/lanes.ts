import { fingerprint } from '../shared/packs/lane-packs.ts';
import { laneQueueOf } from '../shared/packs/lane-queue.ts';
import { encodePacks } from '../shared/packs/pack-codec.ts';
import { sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import type { ReplayDeps } from './replay.ts';

/** Sends events to the replay queue of their lane. The same events always make the same packs. */
export function createSend(sqs: Sqs, queueUrls: Readonly<Record<string, string>>): ReplayDeps['send'] {
  return async ({ id: destinationId, lane }, { replay, sourceId, subscriptionId, packPrefix, events, lines }) => {
    const bodies = encodePacks(events, lines, (part, index) => ({
      kind: 'delivery',
      packId: `${packPrefix}.${index}-${fingerprint(part)}`,
      ...{ sourceId, destinationId, retry: 0, replay },
      ...(subscriptionId === undefined ? {} : { subscriptionId }),
      events: part,
    }));
    const messages = bodies.map((body) => ({ body, groupId: destinationId }));
    await sendMessages(sqs, laneQueueOf(queueUrls, lane), messages);
  };
}
