import { normaliseEvent, routeOf, type Event } from '../../../domain/events/event.ts';
import type { DeliveryPackHeader, IngestPackHeader } from '../../../domain/pipeline/messages.ts';
import { split } from '../../../domain/base/split.ts';
import { encodePack } from '../../../functions/shared/packs/pack-codec.ts';
import type { SampleEvent } from './sample-events.ts';

/** The time at which all events of the benchmarks were received: now, as they would be. */
const RECEIVED_AT = new Date();

/** Events as ingest makes them. */
export function receive(sourceId: string, events: readonly SampleEvent[]): Event[] {
  return events.map((event) => {
    const reception = { sourceId, receivedAt: RECEIVED_AT, envelope: {}, allowDelete: false };
    const result = normaliseEvent(event, reception, () => 'none');
    if (!result.ok) throw new Error(`a sample event was refused: ${result.reason}`);
    return result.event;
  });
}

/** The messages that ingest makes of requests with `perRequest` events each. */
export function ingestPacks(sourceId: string, events: readonly SampleEvent[], perRequest: number): string[] {
  const received = receive(sourceId, events);
  return split(received, perRequest).map((part, index) => {
    const header: IngestPackHeader = {
      kind: 'ingest',
      ...{ packId: `request-${index}.0`, sourceId, receivedAt: RECEIVED_AT.toISOString() },
      events: part.map(routeOf),
    };
    return encodePack({ header, lines: part.map((event) => JSON.stringify(event)) });
  });
}

/** The message that fan-out makes of some events for one destination. */
export function deliveryPack(destinationId: string, events: readonly SampleEvent[]): string {
  const received = receive('web', events);
  const header: DeliveryPackHeader = {
    kind: 'delivery',
    ...{ packId: `pack-${events.length}`, sourceId: 'web', destinationId, retry: 0 },
    events: received.map(routeOf),
  };
  return encodePack({ header, lines: received.map((event) => JSON.stringify(event)) });
}
