// What is remembered of the attempts that an event has had. Delivery writes it into packs and into the records of what
// was not delivered.

import type { AttemptNote } from '../pipeline/messages.ts';

/** An event may be redriven any number of times, and its history must not outgrow it: 1 KB for each attempt. */
const MAX_NOTES = 25;

/** The history of a pack after one more attempt; unchanged when none was made. */
export function historyAfter(
  { history = [] }: { readonly history?: readonly AttemptNote[] },
  note: AttemptNote | undefined,
): readonly AttemptNote[] {
  return note === undefined ? history : [...history, note].slice(-MAX_NOTES);
}
