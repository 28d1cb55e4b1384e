import type { TimeWarning } from './timestamps.ts';

/** What a later stage needs to know of an event without parsing it. Same order as the event lines of the pack. */
export type EventRoute = {
  readonly id: string;
  readonly type: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** The `event` of a track call. */
  readonly name?: string;
  /** What is odd about it, for people. Ingest says so, and nothing depends on it. */
  readonly warning?: TimeWarning;
  /** The event's `integrations` object, when it says anything. */
  readonly integrations?: Readonly<Record<string, unknown>>;
};
