import { Analytics } from '@segment/analytics-node';
import { WRITE_KEY, type SoakEvent } from './plan.ts';

const FLUSH_AT = 50;
const MAX_RETRIES = 1;
const REQUEST_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 60_000;

export type SdkResult = {
  /** Events of which the SDK does not say that they were accepted. */
  readonly failed: readonly SoakEvent[];
  /** At most so many events were in requests that the SDK repeated. */
  readonly repeated: number;
};

/** Sends events with Segment's SDK for Node. */
export async function sendWithSdk(host: string, events: readonly SoakEvent[]): Promise<SdkResult> {
  const analytics = new Analytics({
    writeKey: WRITE_KEY,
    host,
    flushAt: FLUSH_AT,
    maxRetries: MAX_RETRIES,
    httpRequestTimeout: REQUEST_TIMEOUT_MS,
  });
  // Said to each event as well, below.
  analytics.on('error', () => undefined);
  let requests = 0;
  analytics.on('http_request', () => (requests += 1));
  const accepted = new Set<string>();
  for (const event of events) {
    const done = (error: unknown): void => {
      if (error === undefined) accepted.add(event.messageId);
    };
    hand(analytics, event, done);
  }
  await analytics.closeAndFlush({ timeout: CLOSE_TIMEOUT_MS });
  return {
    failed: events.filter(({ messageId }) => !accepted.has(messageId)),
    repeated: Math.max(0, requests - Math.ceil(events.length / FLUSH_AT)) * FLUSH_AT,
  };
}

function hand(analytics: Analytics, event: SoakEvent, done: (error: unknown) => void): void {
  const { type: _type, ...rest } = event;
  const params = { ...rest, timestamp: new Date(event.timestamp) };
  switch (event.type) {
    case 'identify':
      analytics.identify({ ...params, traits: event.traits }, done);
      return;
    case 'page':
      analytics.page({ ...params, name: event.name, properties: event.properties }, done);
      return;
    case 'track':
      analytics.track({ ...params, event: event.event, properties: event.properties }, done);
      return;
  }
}
