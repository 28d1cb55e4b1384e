import * as z from 'zod/mini';
import type { UndeliveredGroup, UndeliveredRecord, UndeliveredState } from '../../domain/undelivered.ts';
import { instant } from './instant.ts';
import { apiError } from './api-error.ts';

/** Which undelivered events are meant. What is not said does not matter. */
export type UndeliveredFilter = {
  readonly destination?: string | undefined;
  readonly reason?: string | undefined;
  readonly outcome?: 'dead-lettered' | 'discarded' | undefined;
  /** Times at which they ended: from this one on, and before that one. ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Name of a track call. */
  readonly event?: string | undefined;
  /** `userId`, or `anonymousId`. */
  readonly user?: string | undefined;
};

/** `open` unless somebody asks for others. */
export type StateFilter = UndeliveredState | 'all';

export const undeliveredFilter = {
  destination: z.optional(z.string()),
  reason: z.optional(z.string()),
  outcome: z.optional(z.enum(['dead-lettered', 'discarded'])),
  from: z.optional(instant),
  to: z.optional(instant),
  event: z.optional(z.string()),
  user: z.optional(z.string()),
};

const limit = z.pipe(
  z.string().check(z.regex(/^([1-9]\d?|1\d\d|200)$/, 'must be a whole number from 1 to 200')),
  z.transform(Number),
);

/** Which states a list shows. */
export const undeliveredState = z._default(z.enum(['open', 'redriven', 'discarded', 'all']), 'open');

const listQuery = z.strictObject({
  ...undeliveredFilter,
  state: undeliveredState,
  limit: z._default(limit, 50),
  cursor: z.optional(z.string()),
});

/** Most ids that one request may name. */
export const MAX_IDS = 500;

const resolveBody = z.union([
  z.strictObject({ ids: z.array(z.string()).check(z.minLength(1), z.maxLength(MAX_IDS)) }),
  z.strictObject({
    // Whoever forgets the filter must not resolve everything there is.
    filter: z.strictObject({ ...undeliveredFilter, destination: z.string() }),
    cursor: z.optional(z.string()),
  }),
]);

export type ListQuery = z.infer<typeof listQuery>;
export type ResolveRequest = z.infer<typeof resolveBody>;

export function parseListQuery(query: Readonly<Record<string, string | undefined>>): ListQuery {
  const result = listQuery.safeParse(query);
  if (result.success) return result.data;
  throw apiError('invalid_query.faults', { faults: problemsOf(result.error.issues) });
}

export function parseResolveRequest(body: unknown): ResolveRequest {
  const result = resolveBody.safeParse(body);
  if (result.success) return result.data;
  throw apiError('invalid_body.resolve', { most: MAX_IDS, faults: problemsOf(result.error.issues) });
}

/** Whether lines of this group can be meant. */
export function fitsGroup({ reason, outcome }: UndeliveredFilter, group: UndeliveredGroup): boolean {
  return (reason ?? group.reason) === group.reason && (outcome ?? group.outcome) === group.outcome;
}

/** Whether the filter says anything that only the event itself can answer. */
export function needsEvent({ event, user }: UndeliveredFilter): boolean {
  return event !== undefined || user !== undefined;
}

export function fitsEvent({ event, user }: UndeliveredFilter, { event: found }: UndeliveredRecord): boolean {
  if (event !== undefined && found['event'] !== event) return false;
  return user === undefined || found['userId'] === user || found['anonymousId'] === user;
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function problemsOf(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ');
}
