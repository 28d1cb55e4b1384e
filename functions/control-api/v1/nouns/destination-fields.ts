import * as z from 'zod/mini';
import {
  breakerPolicy,
  filterText,
  rateLimit,
  resourceId,
  resourceName,
  retryPolicy,
  switchOffAfter,
  webhookSettings,
  type Destination,
} from '../../../../domain/destination.ts';
import { formatDuration } from '../../../../domain/duration.ts';
import { maskSettings, mergeSettings } from '../../../../domain/secret-settings.ts';
import { ApiProblem, fieldProblems } from '../problem.ts';

// A destination as the API writes and shows it: durations as texts, secrets as marks.

/** Without `z.optional`s of defaults: what a change leaves out stays as it is. */
const FIELDS = {
  enabled: z.optional(z.boolean()),
  retry: z.optional(retryPolicy),
  breaker: z.optional(breakerPolicy),
  lane: z.optional(resourceId),
};

const anySettings = z.record(z.string(), z.unknown());

export const destinationInput = z.strictObject({
  id: z.optional(resourceId),
  sourceId: resourceId,
  kind: z.literal('webhook', { error: 'must be "webhook", the only kind there is so far' }),
  name: resourceName,
  filter: z.optional(filterText),
  settings: webhookSettings,
  rateLimit: z.optional(rateLimit),
  switchOffAfter: z.optional(switchOffAfter),
  ...FIELDS,
});

/** `null` takes a field away, so that its default holds. */
export const destinationPatch = z.strictObject({
  name: z.optional(resourceName),
  filter: z.optional(z.nullable(filterText)),
  settings: z.optional(anySettings),
  rateLimit: z.optional(z.nullable(rateLimit)),
  switchOffAfter: z.optional(z.nullable(switchOffAfter)),
  ...FIELDS,
});

export const destinationView = z.object({
  id: z.string(),
  name: z.string(),
  sourceId: z.string(),
  workspaceId: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  filter: z.optional(z.string()),
  /** A secret is shown as `{"set": true}`. */
  settings: anySettings,
  retry: z.object({ retries: z.number(), over: z.string() }),
  breaker: z.object({
    failingShare: z.number(),
    minimumAttempts: z.number(),
    window: z.string(),
    probeAfter: z.string(),
  }),
  rateLimit: z.optional(z.object({ perSecond: z.optional(z.number()), atOnce: z.optional(z.number()) })),
  switchOffAfter: z.optional(z.union([z.number(), z.literal('never')])),
  lane: z.string(),
  /** The app that has made it with a grant. */
  installedBy: z.optional(z.string()),
  /** What people should know about it, and what to do. */
  notice: z.optional(z.string()),
  /** Since when its events are held because it counts as down. */
  down: z.optional(z.object({ since: z.string(), reason: z.string() })),
  /** What it gets at the moment, because it answered 429. */
  throttled: z.optional(z.object({ perSecond: z.number() })),
});

/** What is known of it beside its configuration. */
export type Condition = Pick<z.input<typeof destinationView>, 'notice' | 'down' | 'throttled'>;

export function viewOfDestination(
  destination: Destination,
  workspaceId: string,
  condition: Condition,
): z.input<typeof destinationView> {
  const { id, name = id, source: sourceId, kind, enabled, filter, settings, lane } = destination;
  const { retry, breaker, rateLimit: limit, switchOffAfter: limitOfFailures } = destination;
  return {
    ...{ id, name, sourceId, workspaceId, kind, enabled, lane, ...condition },
    ...(filter === undefined ? {} : { filter }),
    ...(destination.installedBy === undefined ? {} : { installedBy: destination.installedBy }),
    settings: maskSettings(settings),
    retry: { retries: retry.retries, over: formatDuration(retry.overMs) },
    breaker: {
      ...{ failingShare: breaker.failingShare, minimumAttempts: breaker.minimumAttempts },
      ...{ window: formatDuration(breaker.windowMs), probeAfter: formatDuration(breaker.probeMs) },
    },
    ...(limit === undefined ? {} : { rateLimit: limit }),
    ...(limitOfFailures === undefined ? {} : { switchOffAfter: limitOfFailures }),
  };
}

/** A destination after a change. Throws 400 when its settings do not fit any more. */
export function patchDestination(before: Destination, patch: z.output<typeof destinationPatch>): Destination {
  const { settings: changed = {}, ...fields } = patch;
  const settings = webhookSettings.safeParse(mergeSettings(before.settings, changed));
  if (!settings.success) {
    const problems = fieldProblems(settings.error.issues).map(({ path, message }) => ({
      path: path === '' ? 'settings' : `settings.${path}`,
      message,
    }));
    throw new ApiProblem(400, 'invalid_body', {
      detail: 'The settings are not as they must be; see "problems".',
      problems,
    });
  }
  const merged = { ...before, ...fields, settings: settings.data };
  // A field that was taken away is not there, rather than there as null.
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as Destination;
}
