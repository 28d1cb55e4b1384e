import type { Destination } from '../../domain/workspace/destination.ts';
import { aDestination } from '../support/a-destination.ts';

const breaker = { failingShare: 0.5, minimumAttempts: 3, windowMs: 60_000, probeMs: 30_000 };

/** Each is called at an address of its own. */
const at = (id: string) => ({ id, settings: { url: `https://${id}.example.com/hook` } });

/** Who is called there. */
export function destinationAt(url: string): string {
  return new URL(url).hostname.split('.')[0] ?? '';
}

/**
 * `crm` gives up soon, `ads` wants orders only and never tries again, `log` waits longer than SQS can delay and may be
 * called once in five seconds only.
 */
export const DESTINATIONS: readonly Destination[] = [
  aDestination({ ...at('crm'), retry: { retries: 2, overMs: 30_000 }, breaker }),
  aDestination({ ...at('ads'), filter: 'event = "Order"', retry: { retries: 0, overMs: 0 }, breaker }),
  aDestination({
    ...at('log'),
    retry: { retries: 3, overMs: 7_200_000 },
    breaker: { ...breaker, minimumAttempts: 8 },
    rateLimit: { perSecond: 0.2 },
  }),
];

/** Every third event is an order, every fourth is kept away from `log`. */
export const isOrder = (event: number): boolean => event % 3 === 0;
export const isSecret = (event: number): boolean => event % 4 === 1;

/** Whether a destination wants an event, as the model sees it. */
export function isWanted(destination: string, eventId: string): boolean {
  const event = Number(eventId.slice(1));
  if (destination === 'ads') return isOrder(event);
  return destination === 'crm' || !isSecret(event);
}
