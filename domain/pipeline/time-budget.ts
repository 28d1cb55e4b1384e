// How long each thing may take, from the inside out: an attempt ends before its function, a function before its message
// becomes visible again. lib sizes timeouts and visibility from these values, the delivery function its attempts.

/** A partner has this long for a whole answer; Segment documents 5 s for its Webhooks destination. */
export const ATTEMPT_TIMEOUT_MS = 5_000;

/** A delivery function starts no attempt that could not end this long before its own timeout. */
export const DELIVERY_RESERVE_MS = 15_000;

/** Fan-out begins no round of events that would have less than this until its own timeout. */
export const FAN_OUT_RESERVE_MS = 15_000;

/** Ingest answers this long before its own timeout at the latest, that senders repeat the request. */
export const INGEST_RESERVE_MS = 1_000;

/** A queue can delay by whole seconds only, up to 15 minutes; what is left of a wait is spent in the function. */
export const SHORT_WAIT_MS = 1_000;

/** The runner has this long for the requests that a message batch brought. */
export const SOURCE_RUN_MS = 20_000;

/** Who sends a request to a source is answered within this; API Gateway waits for 30 s. */
export const SOURCE_ANSWER_MS = 20_000;

export const INGEST_TIMEOUT_SECONDS = 10;
export const SOURCE_TIMEOUT_SECONDS = 45;
export const FAN_OUT_TIMEOUT_SECONDS = 30;
export const DELIVERY_TIMEOUT_SECONDS = 60;
export const RUNNER_TIMEOUT_SECONDS = 30;
export const REPLAY_TIMEOUT_SECONDS = 30;
export const SWEEP_TIMEOUT_SECONDS = 30;
export const WEB_TIMEOUT_SECONDS = 10;
export const CONSOLE_TIMEOUT_SECONDS = 10;

/** A step of a job reads for this long at most; what it has read last may take it as long again to carry out. */
export const JOB_STEP_MS = 10_000;
/** API Gateway waits 30 s for it: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const CONTROL_API_TIMEOUT_SECONDS = 29;

/** The test suite of a component ends within this, so that its result can be stored and answered in the same request. */
export const COMPONENT_TEST_BUDGET_MS = 24_000;

/**
 * Visibility timeout of a queue over the timeout of the function that reads it. AWS asks for at least 6, so that a
 * message is not seen twice while Lambda itself retries a throttled invocation:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const VISIBILITY_OVER_FUNCTION_TIMEOUT = 6;

/** How long a message is hidden from others once a function has it; a batch may have been gathered for so long before. */
export function visibilitySeconds(functionTimeoutSeconds: number, batchingWindowSeconds = 0): number {
  return VISIBILITY_OVER_FUNCTION_TIMEOUT * functionTimeoutSeconds + batchingWindowSeconds;
}

/**
 * What is sent on a second time, because a function died before its message was deleted, comes this much later than the
 * first copy, whose attempt has been recorded by then. At the same moment, both would be attempted.
 */
export const COPY_DELAY_MS = (DELIVERY_TIMEOUT_SECONDS + 5) * 1000;
