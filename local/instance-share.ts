/** As many requests as an instance of ingest takes at the same time, if they are small. */
const MOST_AT_ONCE = 16;
/** A body above half of this has an instance of its own: what is made of it may need all the memory that there is. */
const WHOLE_BODY_CHARACTERS = 256 * 1024;

/**
 * The share of an instance that a request for ingest takes: a power of two, so that shares sum up exactly. Requests that are
 * at work in the same instance go to the queue in one message.
 */
export function shareOfRequest(event: unknown): number {
  const body = typeof event === 'object' && event !== null && 'body' in event ? event.body : '';
  const characters = typeof body === 'string' ? body.length : 0;
  let share = 1 / MOST_AT_ONCE;
  while (share < 1 && characters > share * WHOLE_BODY_CHARACTERS) share *= 2;
  return share;
}
