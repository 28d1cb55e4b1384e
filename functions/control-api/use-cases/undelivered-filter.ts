import * as z from 'zod/mini';
import type {
  UndeliveredGroup,
  UndeliveredItem,
  UndeliveredRecord,
  UndeliveredState,
} from '../../../domain/delivery/undelivered.ts';
import { instant } from '../http/instant.ts';

/** Which undelivered events are meant. What is not said does not matter. */
export type UndeliveredFilter = {
  readonly destinationId?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly reason?: string | undefined;
  readonly outcome?: 'dead-lettered' | 'discarded' | undefined;
  /** Times at which they ended: from this one on, and before that one. ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Name of a track call. */
  readonly event?: string | undefined;
  /** `userId`, or `anonymousId`. */
  readonly userId?: string | undefined;
};

/** `open` unless somebody asks for others. */
export type StateFilter = UndeliveredState | 'all';

export const undeliveredFilter = {
  destinationId: z.optional(z.string()),
  subscriptionId: z.optional(z.string()),
  reason: z.optional(z.string()),
  outcome: z.optional(z.enum(['dead-lettered', 'discarded'])),
  from: z.optional(instant),
  to: z.optional(instant),
  event: z.optional(z.string()),
  userId: z.optional(z.string()),
};

/** Which states a list shows. */
export const undeliveredState = z._default(z.enum(['open', 'redriven', 'discarded', 'all']), 'open');

/** Most ids that one request may name. */
export const MAX_IDS = 500;

export type ListQuery = UndeliveredFilter & {
  readonly state: StateFilter;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** Whoever forgets the filter must not resolve everything there is: it names a destination. */
export type ResolveRequest = (
  | { readonly ids: readonly string[] }
  | {
      readonly filter: UndeliveredFilter & { readonly destinationId: string };
      readonly cursor?: string | undefined;
    }
) & {
  /** Only counts. */
  readonly dryRun?: boolean | undefined;
};

/** Whether any line of an object can be meant. */
export function fitsItem({ subscriptionId }: UndeliveredFilter, item: UndeliveredItem): boolean {
  return (subscriptionId ?? item.subscriptionId) === item.subscriptionId;
}

/** Whether lines of this group can be meant. */
export function fitsGroup({ reason, outcome }: UndeliveredFilter, group: UndeliveredGroup): boolean {
  return (reason ?? group.reason) === group.reason && (outcome ?? group.outcome) === group.outcome;
}

/** Whether the filter says anything that only the event itself can answer. */
export function needsEvent({ event, userId }: UndeliveredFilter): boolean {
  return event !== undefined || userId !== undefined;
}

export function fitsEvent({ event, userId }: UndeliveredFilter, { event: found }: UndeliveredRecord): boolean {
  if (event !== undefined && found['event'] !== event) return false;
  return userId === undefined || found['userId'] === userId || found['anonymousId'] === userId;
}
