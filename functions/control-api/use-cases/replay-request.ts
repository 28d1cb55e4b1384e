import * as z from 'zod/mini';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { MAX_SUBSCRIPTIONS } from '../../../domain/workspace/subscription.ts';
import { EVENT_TYPES } from '../../../domain/events/event.ts';
import {
  DEFAULT_REPLAY_RATE,
  MAX_REPLAY_RATE,
  MAX_REPLAY_SOURCES,
  refusesReplay,
  type ReplaySpec,
} from '../../../domain/replay/replay.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { instant } from '../http/instant.ts';
import { apiError, type ApiError } from '../http/api-error.ts';
import { DAY_MS } from '../../../domain/base/time-units.ts';

/** Most names or users that one job can ask for; they are kept with the job, in an item of 400 KB. */
const MAX_VALUES = 1_000;
const MAX_VALUE_CHARACTERS = 300;

const values = z
  .array(z.string().check(z.minLength(1), z.maxLength(MAX_VALUE_CHARACTERS)))
  .check(z.minLength(1, 'must not be empty: leave it out to mean all'), z.maxLength(MAX_VALUES));

export const replayBody = z.strictObject({
  destination: z.string(),
  /** Without them, all that the destination names. */
  subscriptions: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(MAX_SUBSCRIPTIONS))),
  sources: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(MAX_REPLAY_SOURCES))),
  from: instant,
  to: z.optional(instant),
  types: z.optional(z.array(z.enum(EVENT_TYPES)).check(z.minLength(1))),
  events: z.optional(values),
  userIds: z.optional(values),
  onlyUndelivered: z._default(z.boolean(), false),
  ratePerSecond: z._default(z.int().check(z.gte(1), z.lte(MAX_REPLAY_RATE)), DEFAULT_REPLAY_RATE),
  dryRun: z._default(z.boolean(), false),
});

/** Reads a request for a job and completes it, or says what to put right. `keptDays`: null for ever. */
export function parseReplayRequest(
  body: unknown,
  { config, now, keptDays }: { config: Config; now: Date; keptDays: number | null },
): ReplaySpec {
  const result = replayBody.safeParse(body);
  if (!result.success) throw apiError('invalid_body.replay', { faults: problemsOf(result.error.issues) });
  const { types, events, userIds, subscriptions, ...rest } = result.data;
  const meant = subscriptionsMeant(config.destinations.get(rest.destination), subscriptions);
  const spec: ReplaySpec = {
    ...rest,
    ...(meant === undefined ? {} : { subscriptions: meant }),
    sources: [...new Set(rest.sources ?? sourcesOf(config, rest.destination))],
    // Nothing that comes after the job was created belongs to it.
    to: rest.to === undefined || Date.parse(rest.to) > now.getTime() ? now.toISOString() : rest.to,
    ...(types === undefined ? {} : { types }),
    ...(events === undefined ? {} : { events }),
    ...(userIds === undefined ? {} : { userIds }),
  };
  checkResources(config, spec);
  checkTimes(spec, { now, keptDays });
  return spec;
}

function sourcesOf(config: Config, destinationId: string): string[] {
  const destination = config.destinations.get(destinationId);
  return destination === undefined ? [] : [destination.source];
}

/** Undefined where the destination has one that nobody names. */
function subscriptionsMeant(
  destination: Destination | undefined,
  wanted: readonly string[] | undefined,
): readonly string[] | undefined {
  // That there is no such destination is said later.
  if (destination === undefined) return undefined;
  const { id: destinationId, subscriptions } = destination;
  const unknown = wanted?.find((id) => subscriptions?.some((subscription) => subscription.id === id) !== true);
  if (unknown !== undefined) throw apiError('unknown_subscription', { id: unknown, destination: destinationId });
  return wanted === undefined ? subscriptions?.map(({ id }) => id) : [...new Set(wanted)];
}

function checkResources(config: Config, spec: ReplaySpec): void {
  const { destination, sources, types, events } = spec;
  const found = config.destinations.get(destination);
  if (found === undefined) {
    const known = [...config.destinations.keys()].join(', ');
    throw apiError('unknown_destination.known', { id: destination, known: known || 'none' });
  }
  const unknown = sources.find((source) => !config.sources.has(source));
  if (unknown !== undefined) {
    const known = [...config.sources.keys()].join(', ');
    throw apiError('unknown_source.known', { id: unknown, known: known || 'none' });
  }
  if (refusesReplay(found, spec)) throw replayRefused(found);
  if (events !== undefined && types?.includes('track') === false) {
    throw apiError('nothing_can_match');
  }
}

function replayRefused({ id, componentId = id }: Destination): ApiError {
  return apiError('replay_not_supported', { component: componentId, id });
}

function checkTimes({ from, to }: ReplaySpec, { now, keptDays }: { now: Date; keptDays: number | null }): void {
  if (from >= to) {
    throw apiError('range_empty.replay', { from, to });
  }
  const oldest = keptDays === null ? '' : new Date(now.getTime() - keptDays * DAY_MS).toISOString();
  if (keptDays !== null && from < oldest) throw apiError('range_too_old', { days: keptDays, oldest });
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function problemsOf(issues: readonly Issue[]): string {
  const problems = issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  );
  return problems.join('; ');
}
