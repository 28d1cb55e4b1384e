import type { Reception } from '../../domain/events/event.ts';
import type { EventRoute } from '../../domain/events/event-route.ts';

/** A complete track call as an SDK sends it: before ingest has touched it. */
export function anEvent(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'track',
    event: 'Order Completed',
    userId: 'user-1',
    messageId: 'message-1',
    timestamp: '2026-11-22T01:00:00.000Z',
    properties: { total: 42 },
    ...overrides,
  };
}

/** The request around an event: no batch, no type from the path, from one minute after the event. */
export function aReception(overrides: Partial<Reception> = {}): Reception {
  return {
    sourceId: 'web',
    receivedAt: new Date('2026-11-22T01:01:00.000Z'),
    envelope: {},
    ip: '198.51.100.7',
    allowDelete: false,
    ...overrides,
  };
}

/** What the header of a pack says of one event. */
export function anEventRoute(overrides: Partial<EventRoute> = {}): EventRoute {
  return {
    id: 'message-1',
    type: 'track',
    receivedAt: '2026-11-22T01:01:00.000Z',
    name: 'Order Completed',
    ...overrides,
  };
}
