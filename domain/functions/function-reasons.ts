// Why the events of a destination with functions were lost, in words, and what has to be mended for it.

/** `code`: that of the function. `event`: the function cannot use it. `request`: whom the function calls, or the time it takes. */
export type FunctionFailureClass = 'code' | 'event' | 'request';

type Told = { readonly class: FunctionFailureClass; readonly text: string };

const REASONS: ReadonlyMap<string, Told> = new Map([
  ['function_error', { class: 'code', text: 'its code threw an error' }],
  ['function_memory', { class: 'code', text: 'it needed more memory than it may have' }],
  ['function_result', { class: 'code', text: 'what it returned is no event, no JSON, or too large' }],
  ['function_cpu', { class: 'code', text: 'it computed for too long' }],
  ['function_crashed', { class: 'code', text: 'it ended what runs it' }],
  ['function_broken', { class: 'code', text: 'its code does not load' }],
  ['function_missing', { class: 'code', text: 'it is not deployed' }],
  ['function_invalid_event', { class: 'event', text: 'it says that the event cannot be used' }],
  ['function_event_not_supported', { class: 'event', text: 'it has no handler for this type of event' }],
  ['function_retry', { class: 'request', text: 'it asked to be tried again, until no retry was left' }],
  ['function_timeout', { class: 'request', text: 'it did not end in time: whom it calls may be slow' }],
  ['function_unavailable', { class: 'request', text: 'it could not be run at the moment' }],
]);

/** Dropped by a function, which is no failure. */
const DROPS: ReadonlyMap<string, string> = new Map([
  ['function_dropped', 'the function dropped it'],
  ['function_returned_nothing', 'the insert function returned no event'],
  ['function_no_handler', 'the insert function has no handler for this type of event'],
]);

/** A reason of a function in half a sentence; undefined for every other. */
export function functionReasonText(reason: string): string | undefined {
  return REASONS.get(reason)?.text ?? DROPS.get(reason);
}

/** Undefined for what has nothing to do with a function: an answer of a server, a connection. */
export function functionFailureClass(reason: string): FunctionFailureClass | undefined {
  return REASONS.get(reason)?.class;
}
