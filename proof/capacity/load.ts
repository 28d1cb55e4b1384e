/** What is to be carried, and what is known of the partners. */
export type Load = {
  readonly eventsPerSecond: number;
  /** Of one event, as JSON. */
  readonly bytesPerEvent: number;
  readonly eventsPerRequest: number;
  /** Destinations that each event goes to. */
  readonly destinations: number;
  /** How long a partner takes over an answer. */
  readonly latencyMs: number;
  /** Share of attempts that fail and are tried again. */
  readonly failingShare: number;
  /** What is provided, over what is needed. */
  readonly headroom: number;
  /** How many times events become smaller by zstd, level 1. */
  readonly compression: number;
};

export const DEFAULT_LOAD: Load = {
  eventsPerSecond: 100_000,
  bytesPerEvent: 2048,
  eventsPerRequest: 15,
  destinations: 3,
  latencyMs: 200,
  failingShare: 0.01,
  headroom: 1.5,
  compression: 5,
};
