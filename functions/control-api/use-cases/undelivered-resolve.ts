import type { Destination } from '../../../domain/workspace/destination.ts';
import type { ResolveHeader } from '../../../domain/pipeline/messages.ts';
import { split } from '../../../domain/base/split.ts';
import { laneQueueOf } from '../../shared/packs/lane-queue.ts';
import { encodePack } from '../../shared/packs/pack-codec.ts';
import { sendMessages, type Sqs } from '../../shared/packs/queue-sender.ts';
import { apiError } from '../http/api-error.ts';
import type { UndeliveredDeps } from './undelivered-events.ts';

/** Resolving an object takes delivery a tenth of a second or two, and its function has a minute. */
const OBJECTS_PER_MESSAGE = 20;

/** Has the lane of the destination resolve undelivered events, through its retry queue. */
export function createResolveRequests(
  deps: Sqs & {
    /** Lane name -> URL of its retry queue. */
    readonly queueUrls: Readonly<Record<string, string>>;
    readonly destination: (id: string) => Promise<Destination | undefined>;
  },
): UndeliveredDeps['resolve'] {
  return async ({ requestId, as, matches }) => {
    const byDestination = [...Map.groupBy(matches, ({ item }) => item.destinationId)];
    const queues = await Promise.all(byDestination.map(([id]) => queueOf(id, as)));
    for (const [index, [destinationId, found]] of byDestination.entries()) {
      const byItem = [...Map.groupBy(found, ({ item }) => item.itemKey)];
      const items = byItem.map(([itemKey, lines]) => ({ itemKey, positions: lines.map(({ position }) => position) }));
      const messages = split(items, OBJECTS_PER_MESSAGE).map((part, number) => {
        const resolveId = `${requestId}.${index}.${number}`;
        const header: ResolveHeader = { kind: 'resolve', resolveId, destinationId, as, items: part, events: [] };
        return { body: encodePack({ header, lines: [] }), groupId: destinationId };
      });
      await sendMessages(deps, queues[index] ?? '', messages);
    }
  };

  async function queueOf(destinationId: string, as: 'redriven' | 'discarded'): Promise<string> {
    const destination = await deps.destination(destinationId);
    if (destination === undefined && as === 'redriven') {
      throw apiError('destination_deleted', { id: destinationId });
    }
    return laneQueueOf(deps.queueUrls, destination?.lane);
  }
}
