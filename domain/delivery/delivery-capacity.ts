// How much delivery takes on at once. The delivery function and its event source obey these values, and proof/simulation
// computes from them how long everything waits.

/** Packs that one run of a delivery function is given: the most SQS hands over without a batching window; one has them gather, not grow. */
export const DELIVERY_BATCH_SIZE = 10;

/** How many events of one destination a function attempts at once, however many packs they come in. */
export const CONCURRENT_ATTEMPTS = 64;

/** A breaker that opens or closes is obeyed everywhere within this time. */
export const HEALTH_FRESH_MS = 2_000;

/**
 * After an outage, held packs flow back in steps: this many, and then a pause. Of full packs more would gain nothing,
 * because the functions of a lane take no more (docs/outage.md).
 */
export const RELEASE_PACKS_PER_STEP = 100;
export const RELEASE_STEP_SECONDS = 1;
