// The few figures by which the cost of traffic is estimated. proof/cost meters and writes them, domain/cost/month-cost.ts and
// domain/replay/replay-cost.ts compute with them.

/** Dollars a million, by the part of the bill. */
export type PerMillion = Readonly<Record<string, number>>;

/** What was metered. */
export type MeasuredCosts = {
  /** The day on which it was: `2026-11-22`. */
  readonly at: string;
  readonly bytesPerEvent: number;
  /** The rate of all of `shapes`. */
  readonly eventsPerSecond: number;
  /** By how many events come in a request. */
  readonly shapes: readonly {
    readonly eventsPerRequest: number;
    /** Of a million accepted events, without any delivery. */
    readonly event: PerMillion;
    /** Of a million first attempts that succeed. */
    readonly delivery: PerMillion;
    /** Of a million attempts that fail and are followed by another one. */
    readonly failedAttempt: PerMillion;
  }[];
  /** The same traffic (15 events a request, one destination) from quiet to busy. */
  readonly rates: readonly { readonly eventsPerSecond: number; readonly bill: PerMillion }[];
  /** That traffic at some of the rates, with batching windows of fan-out in seconds; among them the default. */
  readonly windows: readonly {
    readonly fanOutSeconds: number;
    readonly eventsPerSecond: number;
    readonly bill: PerMillion;
  }[];
  /** Write units of the dedupe table that the claim of an event takes. */
  readonly claimWrites: number;
  /** What code of customers adds, in dollars a million events: to a webhook, and to a request of one event. */
  readonly functions: { readonly destination: number; readonly insert: number; readonly source: number };
  /** Dollars for a month in which nothing comes. */
  readonly idleMonth: number;
  /** What the delivery function takes for one event. */
  readonly delivery: { readonly gigabyteSeconds: number; readonly invocations: number };
};
