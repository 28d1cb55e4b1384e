// The events that the test suite of components sends: one of each call type, as a typical SDK would.

import type { EventType } from '../events/event.ts';
import { MAX_EVENT_BYTES } from '../base/limits.ts';

export type SampleEvent = { readonly type: EventType } & Readonly<Record<string, unknown>>;

const USER = { userId: 'penstock-test-user', anonymousId: 'penstock-test-anonymous' };

const CALLS: Readonly<Record<EventType, Readonly<Record<string, unknown>>>> = {
  identify: { ...USER, traits: { name: 'Test User', email: 'test.user@example.com', plan: 'free' } },
  track: {
    ...USER,
    event: 'Order Completed',
    properties: { order_id: 'test-1', total: 27.5, currency: 'EUR', products: [{ sku: 'A-1', quantity: 2 }] },
  },
  page: { ...USER, name: 'Home', properties: { url: 'https://example.com/', title: 'Home', path: '/' } },
  screen: { ...USER, name: 'Main', properties: { variation: 'blue' } },
  group: { ...USER, groupId: 'penstock-test-group', traits: { name: 'Test Company', employees: 12 } },
  alias: { userId: USER.userId, previousId: USER.anonymousId },
  delete: { userId: USER.userId },
};

const CONTEXT = {
  ip: '192.0.2.1',
  locale: 'en-GB',
  library: { name: 'penstock-component-test', version: '1' },
  page: { url: 'https://example.com/', path: '/' },
};

/** Room for what JSON and the other fields of a large event take. */
const SPARE_BYTES = 1_000;

/** An event of a type. `isLarge`: as large as ingest takes, so that what is sent is over 32 KB. */
export function sampleEvent(
  type: EventType,
  { messageId, isLarge, timestamp }: { messageId: string; isLarge: boolean; timestamp: string },
): SampleEvent {
  const event = { type, ...CALLS[type], context: CONTEXT, messageId, timestamp };
  if (!isLarge) return event;
  const padding = 'x'.repeat(MAX_EVENT_BYTES - JSON.stringify(event).length - SPARE_BYTES);
  // In the context, which every call has. What ingest adds takes it over the limit, which is about what the client sent.
  const large = { ...event, context: { ...CONTEXT, padding } };
  const rest = MAX_EVENT_BYTES - JSON.stringify(large).length;
  return { ...large, context: { ...CONTEXT, padding: padding + 'x'.repeat(rest) } };
}
