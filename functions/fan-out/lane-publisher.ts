import { batchMomentMs, eventsAtOnce } from '../../domain/delivery/batch-policy.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import { encodeLanePacks } from '../shared/packs/lane-packs.ts';
import { laneQueueOf } from '../shared/packs/lane-queue.ts';
import { sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import type { FanOutDeps } from './fan-out.ts';

type Deps = Sqs & {
  /** Lane -> its live queue. */
  readonly queueUrls: Readonly<Record<string, string>>;
  readonly now: () => Date;
};

/** Publishes a destination's events to its lane. Few events of one that takes batches wait for others. */
export function createLanePublisher({ queueUrls, now, ...sqs }: Deps): FanOutDeps['lanes'] {
  return {
    async publish(batch, destination, routed) {
      const nowMs = now().getTime();
      const notBefore = momentOf(destination, routed.events.length, nowMs);
      const bodies = encodeLanePacks({ ...batch, notBefore }, destination, routed);
      const delaySeconds = Math.max(0, Math.floor(((notBefore ?? nowMs) - nowMs) / 1000));
      await sendMessages(
        sqs,
        laneQueueOf(queueUrls, destination.lane),
        bodies.map((body) => ({ body, groupId: destination.id, ...(delaySeconds > 0 && { delaySeconds }) })),
      );
    },
  };
}

/** When the events of a batch are to be attempted; undefined for at once. */
function momentOf(destination: Destination, count: number, nowMs: number): number | undefined {
  const { batch } = destination;
  if (batch === undefined || count >= eventsAtOnce(destination)) return undefined;
  const moment = batchMomentMs(batch, nowMs);
  return moment === nowMs ? undefined : moment;
}
