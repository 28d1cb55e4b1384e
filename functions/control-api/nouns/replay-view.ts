import * as z from 'zod/mini';
import { JOB_STATES } from '../../../domain/replay/archive-job.ts';
import { EVENT_TYPES } from '../../../domain/events/event.ts';

// What the API shows of a replay. Times are ISO 8601.

/** Sums by reason. */
export const counts = z.record(z.string(), z.number());

const texts = z.readonly(z.array(z.string()));

const progress = z.object({
  /** Share of the time range, 0 to 1. */
  share: z.number(),
  estimatedEndAt: z.optional(z.string()),
  objects: z.number(),
  read: z.number(),
  /** In a dry run: would be. */
  sent: z.number(),
  redriven: z.number(),
  filtered: counts,
  outside: z.number(),
  duplicates: z.number(),
  sentLive: z.number(),
  sentBefore: z.number(),
  unknown: z.number(),
  unreadableObjects: z.number(),
});

const deliveries = z.object({
  delivered: z.number(),
  filteredByFunction: z.optional(counts),
  attempts: z.number(),
  waiting: z.number(),
  held: z.number(),
  discarded: counts,
  deadLettered: counts,
  redriven: z.number(),
});

const estimate = z.object({
  events: z.number(),
  bytes: z.number(),
  minutes: z.number(),
  cost: z.object({
    pricesAsOf: z.string(),
    dollars: z.number(),
    storage: z.number(),
    queues: z.number(),
    database: z.number(),
    functions: z.number(),
    dataOut: z.number(),
  }),
});

export const replayView = z.object({
  id: z.string(),
  state: z.enum(JOB_STATES),
  destinationId: z.string(),
  /** Absent where the destination has one subscription, that nobody names. */
  subscriptionIds: z.optional(texts),
  sourceIds: texts,
  from: z.string(),
  to: z.string(),
  types: z.optional(z.readonly(z.array(z.enum(EVENT_TYPES)))),
  events: z.optional(texts),
  userIds: z.optional(texts),
  onlyUndelivered: z.boolean(),
  ratePerSecond: z.number(),
  dryRun: z.boolean(),
  createdAt: z.string(),
  startedAt: z.optional(z.string()),
  endedAt: z.optional(z.string()),
  /** Why it failed. */
  reason: z.optional(z.string()),
  /** What keeps it from going on at the moment. */
  waitingFor: z.optional(z.string()),
  progress,
  /** What became of the events that it sent. */
  deliveries,
  /** Only of a dry run. */
  estimate: z.optional(estimate),
});
