// What is metered: how clients send, to how many destinations, and how often those fail.
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../../domain/pipeline/batching-window.ts';
import type { Windows } from './design.ts';
import type { Traffic } from './run-traffic.ts';

export const BYTES_PER_EVENT = 2048;
export const EVENTS_PER_SECOND = 1000;

/** How many events come in a request. */
export const SHAPES = [
  { name: 'browser', eventsPerRequest: 1 },
  { name: 'server', eventsPerRequest: 15 },
  { name: 'bulk', eventsPerRequest: 100 },
] as const;

export const DESTINATIONS = [1, 3, 10] as const;
export const FAILURES = [0, 0.01, 0.3] as const;

/** Batching windows that are metered: without any, as they are, and longer; of fan-out first, then of the lanes too. */
export const WINDOWS: readonly Windows[] = [
  { fanOutSeconds: 0, deliverySeconds: 0 },
  { fanOutSeconds: FAN_OUT_BATCHING_WINDOW_SECONDS, deliverySeconds: 0 },
  { fanOutSeconds: 2, deliverySeconds: 0 },
  { fanOutSeconds: 5, deliverySeconds: 0 },
  { fanOutSeconds: FAN_OUT_BATCHING_WINDOW_SECONDS, deliverySeconds: 1 },
  { fanOutSeconds: 5, deliverySeconds: 5 },
];

/** Events that are counted for each: some runs of fan-out; fewer where each of them makes many deliveries. */
const EVENTS = 1_200;
const EVENTS_TO_MANY = 400;

export function aTraffic(changed: Partial<Traffic> = {}): Traffic {
  return {
    eventsPerSecond: EVENTS_PER_SECOND,
    eventsPerRequest: 15,
    bytesPerEvent: BYTES_PER_EVENT,
    destinations: 1,
    failures: 0,
    events: EVENTS,
    ...changed,
  };
}

/** A partner answers functions as soon as the bars for them say; webhooks beside them too. */
const PARTNER_OF_FUNCTIONS_MS = 100;

/** What code of customers adds: each beside the same without it. */
export function functionTraffic(): Traffic[] {
  const partnerMs = PARTNER_OF_FUNCTIONS_MS;
  const single = { partnerMs, eventsPerRequest: 1 };
  return [
    aTraffic({ partnerMs }),
    aTraffic({ partnerMs, functions: 'destination' }),
    aTraffic({ partnerMs, functions: 'insert' }),
    aTraffic(single),
    aTraffic({ ...single, functions: 'source' }),
  ];
}

/** All of the table. */
export function matrix(): Traffic[] {
  return SHAPES.flatMap(({ eventsPerRequest }) =>
    DESTINATIONS.flatMap((destinations) =>
      FAILURES.map((failures) =>
        aTraffic({ eventsPerRequest, destinations, failures, events: destinations === 1 ? EVENTS : EVENTS_TO_MANY }),
      ),
    ),
  );
}
