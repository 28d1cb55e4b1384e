import { showError } from './show-error.ts';

/** Which things it is about. Ids and counts, never what is in an event or a setting. */
type Ids = Readonly<Record<string, unknown>>;

/** `what` is always the same text for the same kind of failure, so that it can be searched for. */
function failed(what: string, { ids = {}, error }: { ids?: Ids; error?: unknown } = {}): void {
  console.error({ message: what, ...ids, ...(error === undefined ? {} : { error: showError(error) }) });
}

/**
 * The only way in which functions log. Lambda makes one line of JSON of the object, with the time, the level and the
 * request, and so does the runtime of one machine.
 */
export const log = { failed } as const;
