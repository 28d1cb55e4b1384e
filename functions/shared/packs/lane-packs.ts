import { createHash } from 'node:crypto';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import type { RoutedEvents } from '../../../domain/routing/route-events.ts';
import { addressOf, type Subscriber } from '../../../domain/workspace/subscription.ts';
import { encodePacks } from './pack-codec.ts';

/**
 * The events that one subscription of a destination gets of a batch, as messages for its lane. The same events of a batch always make the
 * same packs under the same ids, other events make packs with other ids.
 */
export function encodeLanePacks(
  batch: { readonly id: string; readonly sourceId: string; readonly notBefore?: number | undefined },
  to: Pick<Subscriber, 'id' | 'subscription'>,
  { events, lines }: RoutedEvents,
): string[] {
  const { id: destinationId, subscription } = to;
  const address = addressOf(to);
  return encodePacks(events, lines, (part, index) => ({
    kind: 'delivery',
    packId: `${batch.id}.${address}.${index}-${fingerprint(part)}`,
    sourceId: batch.sourceId,
    destinationId,
    ...(subscription === undefined ? {} : { subscriptionId: subscription.id }),
    retry: 0,
    ...(batch.notBefore === undefined ? {} : { notBefore: batch.notBefore }),
    events: part,
  }));
}

const FINGERPRINT_CHARACTERS = 8;

/** Tells packs with other events apart. */
export function fingerprint(events: readonly EventRoute[]): string {
  const ids = JSON.stringify(events.map(({ id }) => id));
  return createHash('sha256').update(ids).digest('hex').slice(0, FINGERPRINT_CHARACTERS);
}
