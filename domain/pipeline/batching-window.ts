// How long Lambda gathers messages of a queue before it runs a function. lib sets it, the cost model and the capacity plan
// compute with it. AWS takes whole seconds only, from 0 to 300:
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html

/** Unless the stage says otherwise. More events in one batch mean fewer objects, packs and transactions. */
export const FAN_OUT_BATCHING_WINDOW_SECONDS = 1;

/** Unless the lane says otherwise: a window would only delay first attempts. */
export const DELIVERY_BATCHING_WINDOW_SECONDS = 0;

/** AWS allows 300, at which the alarm about messages that are late goes off. */
export const MAX_BATCHING_WINDOW_SECONDS = 60;

/** What Lambda hands over at most where it does not wait, same page. */
const BATCH_SIZE_WITHOUT_WINDOW = 10;

/** How many messages an event source may be asked for. */
export function batchSizeWithin(batchSize: number, windowSeconds: number): number {
  return windowSeconds === 0 ? Math.min(batchSize, BATCH_SIZE_WITHOUT_WINDOW) : batchSize;
}
