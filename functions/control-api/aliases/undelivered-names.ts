import * as z from 'zod/mini';
import { apiError } from '../http/api-error.ts';
import {
  MAX_IDS,
  undeliveredFilter,
  undeliveredState,
  type ListQuery,
  type ResolveRequest,
} from '../use-cases/undelivered-filter.ts';

// An alias from before /api/v1: what the operator's routes call otherwise than the use case, which speaks as v1 does.

const { destinationId, userId, ...sameName } = undeliveredFilter;
const filter = { destination: destinationId, user: userId, ...sameName };

const limit = z.pipe(
  z.string().check(z.regex(/^([1-9]\d?|1\d\d|200)$/, 'must be a whole number from 1 to 200')),
  z.transform(Number),
);

const listQuery = z.strictObject({
  ...filter,
  state: undeliveredState,
  limit: z._default(limit, 50),
  cursor: z.optional(z.string()),
});

const dryRun = z.optional(z.boolean());

const resolveBody = z.union([
  z.strictObject({ ids: z.array(z.string()).check(z.minLength(1), z.maxLength(MAX_IDS)), dryRun }),
  z.strictObject({
    filter: z.strictObject({ ...filter, destination: z.string() }),
    cursor: z.optional(z.string()),
    dryRun,
  }),
]);

export function parseListQuery(query: Readonly<Record<string, string | undefined>>): ListQuery {
  const result = listQuery.safeParse(query);
  if (!result.success) throw apiError('invalid_query.faults', { faults: problemsOf(result.error.issues) });
  const { destination, user, ...rest } = result.data;
  return { ...rest, destinationId: destination, userId: user };
}

export function parseResolveRequest(body: unknown): ResolveRequest {
  const result = resolveBody.safeParse(body);
  if (!result.success) {
    throw apiError('invalid_body.resolve', { most: MAX_IDS, faults: problemsOf(result.error.issues) });
  }
  if ('ids' in result.data) return result.data;
  const { destination, user, ...rest } = result.data.filter;
  return { ...result.data, filter: { ...rest, destinationId: destination, userId: user } };
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function problemsOf(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ');
}
