import { classifyAttempt, exactReason, type AttemptResult } from '../../../domain/delivery/delivery-outcome.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Attempt } from '../../../functions/shared/destinations/attempt.ts';

/** What a partner says to an event, and what is known of it beside. */
export type Answer = AttemptResult & { readonly latencyMs?: number; readonly answer?: string };

/** Attempts as a webhook makes them, a request for each event, of which `answer` says what came back. */
export function answering(
  answer: (messageId: string, destination: Destination) => Answer | Promise<Answer>,
  now: () => Date,
): Attempt<Destination> {
  return async (destination, events) => {
    const results = events.map(async ({ route }) => {
      const result = await answer(route.id, destination);
      const { latencyMs = 0, answer: said } = result;
      const base = { outcome: classifyAttempt(result, now()), reason: exactReason(result), latencyMs };
      return said === undefined ? base : { ...base, answer: said };
    });
    return { attempts: 1, requests: events.length, results: await Promise.all(results) };
  };
}
