import * as z from 'zod/mini';
import { batchField, batchPolicy, batchProblem } from '../../../domain/delivery/batch-policy.ts';
import { KIND_NAMES, KINDS, KINDS_IN_WORDS, parseSettings, type KindName } from '../../../destinations/kinds.ts';
import type { Subscription } from '../../../domain/workspace/subscription.ts';
import {
  breakerPolicy,
  filterText,
  insertFunctions,
  rateLimit,
  resourceId,
  resourceName,
  retryPolicy,
  subscriptionsOfKind,
  switchOffAfter,
  type Destination,
} from '../../../domain/workspace/destination.ts';
import type { InsertFunction } from '../../../domain/workspace/insert.ts';
import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import type { Connected } from '../../../domain/catalog/connect-component.ts';
import { formatDuration } from '../../../domain/base/duration.ts';
import { failure } from '../../../domain/base/error-texts.ts';
import { maskSettings, mergeSettings } from '../../../domain/workspace/secret-settings.ts';
import { ApiError } from '../http/api-error.ts';
import { fieldProblems, type FieldProblem } from '../http/field-problems.ts';
import { invalidBody } from '../http/problem.ts';
import { definedFields, withoutNulls } from '../http/route.ts';
import { subscriptionCounts } from './delivery-overview.ts';

// A destination as the API writes and shows it: durations as texts, secrets as marks.

/** Without `z.optional`s of defaults: what a change leaves out stays as it is. */
const FIELDS = {
  enabled: z.optional(z.boolean()),
  retry: z.optional(retryPolicy),
  breaker: z.optional(breakerPolicy),
  lane: z.optional(resourceId),
};

const componentVersion = z.int().check(z.gte(1, 'must be 1 or more'));
const anySettings = z.record(z.string(), z.unknown());

const input = z.strictObject({
  id: z.optional(resourceId),
  sourceId: resourceId,
  /** Of a destination of one's own; without it, `metadataId` says which entry of the catalog. */
  kind: z.optional(z.enum(KIND_NAMES, { error: `must be ${KINDS_IN_WORDS}` })),
  /** An entry of the catalog, or a component of one's own. */
  metadataId: z.optional(resourceId),
  /** Of that entry, its current version unless it says otherwise. */
  componentVersion: z.optional(componentVersion),
  name: z.optional(resourceName),
  filter: z.optional(filterText),
  /** By the settings schema of the entry, or those of the kind. */
  settings: anySettings,
  rateLimit: z.optional(rateLimit),
  switchOffAfter: z.optional(switchOffAfter),
  batch: z.optional(batchPolicy),
  /** Of the kind `function`: which one of the workspace. */
  function: z.optional(resourceId),
  /** Of the kind `action`: the slug of an entry of the catalog of actions. */
  action: z.optional(resourceId),
  /** Insert functions of the workspace, in their order. */
  insert: z.optional(insertFunctions),
  /** Where its kind names what it does with events. */
  subscriptions: z.optional(z.array(anySettings)),
  ...FIELDS,
});

/** Either of the catalog, or of a kind with its settings. All that is wrong is said at once, so it is asked whatever else is. */
export const destinationInput = input.check(
  z.check<Partial<z.output<typeof input>>>(
    ({ value, issues }) => {
      for (const { path, message } of isRecord(value) ? conflicts(value) : []) {
        issues.push({ code: 'custom', message, path: [...path], input: value });
      }
    },
    { when: () => true },
  ),
);

type Conflict = { readonly path: readonly PropertyKey[]; readonly message: string };

function conflicts(body: Partial<z.output<typeof input>>): Conflict[] {
  const { kind, metadataId, componentVersion: version, lane, name, settings } = body;
  if (metadataId !== undefined) {
    return [
      ...(kind === undefined ? [] : [{ path: ['kind'], message: 'must not be there together with metadataId' }]),
      ...(lane === undefined ? [] : [{ path: ['lane'], message: 'is that of the catalog entry' }]),
    ];
  }
  // What is no kind has its own problem, which the schema has found already.
  const parsed =
    kind !== undefined && KIND_NAMES.includes(kind) && isRecord(settings) ? parseSettings(kind, settings) : undefined;
  return [
    ...(kind === undefined
      ? [{ path: ['kind'], message: `must be ${KINDS_IN_WORDS}, or there must be a metadataId` }]
      : []),
    ...(version === undefined ? [] : [{ path: ['componentVersion'], message: 'is there with metadataId only' }]),
    ...(name === undefined ? [{ path: ['name'], message: 'is required' }] : []),
    ...(parsed?.ok === false ? parsed.issues : []).map(({ message, path }) => ({
      path: ['settings', ...path],
      message,
    })),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `null` takes a field away, so that its default holds. */
export const destinationPatch = z.strictObject({
  name: z.optional(resourceName),
  filter: z.optional(z.nullable(filterText)),
  settings: z.optional(anySettings),
  /** Takes another version of the catalog entry. */
  componentVersion: z.optional(componentVersion),
  rateLimit: z.optional(z.nullable(rateLimit)),
  switchOffAfter: z.optional(z.nullable(switchOffAfter)),
  batch: z.optional(z.nullable(batchPolicy)),
  /** Another function, for the kind `function`. */
  function: z.optional(resourceId),
  insert: z.optional(z.nullable(insertFunctions)),
  /** All of them: those that are left out are no more. */
  subscriptions: z.optional(z.array(anySettings)),
  ...FIELDS,
});

/** With what its kind has beside. */
export const subscriptionView = z.looseObject({
  ...z.partial(subscriptionCounts).shape,
  id: z.string(),
  name: z.optional(z.string()),
  enabled: z.boolean(),
  trigger: z.optional(z.string()),
  batch: z.optional(z.object({ maxEvents: z.number(), maxWait: z.string() })),
});

export const destinationView = z.object({
  id: z.string(),
  name: z.string(),
  sourceId: z.string(),
  workspaceId: z.string(),
  kind: z.string(),
  /** The catalog entry that it was made of. */
  metadataId: z.optional(z.string()),
  componentVersion: z.optional(z.number()),
  /** A later version of the entry, which a change of componentVersion takes. */
  availableVersion: z.optional(z.number()),
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
  switchOffAfter: z.optional(
    z.union([z.number(), z.object({ failures: z.number(), over: z.string() }), z.literal('never')]),
  ),
  /** How many events go together. */
  batch: z.optional(z.object({ maxEvents: z.number(), maxWait: z.string() })),
  /** Of the kind `function`: which one. */
  function: z.optional(z.string()),
  /** Of the kind `action`: which entry of the catalog of actions. */
  action: z.optional(z.string()),
  /** Insert functions, in their order; with their settings where they have some. */
  insert: z.optional(z.array(z.union([z.string(), z.object({ function: z.string(), settings: anySettings })]))),
  /** Where it names what it does with events; of one destination with what became of the events for each. */
  subscriptions: z.optional(z.array(subscriptionView)),
  lane: z.string(),
  /** Whether events that it may have had before can be sent to it again. */
  replay: z.boolean(),
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
export type Condition = Pick<z.input<typeof destinationView>, 'notice' | 'down' | 'throttled' | 'availableVersion'>;

export function viewOfDestination(
  destination: Destination,
  workspaceId: string,
  condition: Condition,
): z.input<typeof destinationView> {
  const {
    id,
    name = id,
    source: sourceId,
    kind,
    enabled,
    filter,
    lane,
    componentId,
    componentVersion: version,
  } = destination;
  // What the component has put there is between Penstock and the partner.
  const settings = componentId === undefined ? destination.settings : customersSettings(destination);
  const { retry, breaker, rateLimit: limit, switchOffAfter: limitOfFailures, batch, subscriptions } = destination;
  return {
    ...{ id, name, sourceId, workspaceId, kind, enabled, lane, replay: destination.replay !== false, ...condition },
    ...(filter === undefined ? {} : { filter }),
    ...(componentId === undefined ? {} : { metadataId: componentId }),
    ...(version === undefined ? {} : { componentVersion: version }),
    ...(destination.installedBy === undefined ? {} : { installedBy: destination.installedBy }),
    settings: maskSettings(settings, undefined, destination),
    retry: { retries: retry.retries, over: formatDuration(retry.overMs) },
    breaker: {
      ...{ failingShare: breaker.failingShare, minimumAttempts: breaker.minimumAttempts },
      ...{ window: formatDuration(breaker.windowMs), probeAfter: formatDuration(breaker.probeMs) },
    },
    ...(limit === undefined ? {} : { rateLimit: limit }),
    ...batchField(batch),
    ...(destination.function === undefined ? {} : { function: destination.function }),
    ...(destination.action === undefined ? {} : { action: destination.action }),
    ...(destination.insert === undefined ? {} : { insert: destination.insert.map(viewOfInsert) }),
    ...(subscriptions === undefined ? {} : { subscriptions: subscriptions.map(viewOfSubscription) }),
    ...(limitOfFailures === undefined ? {} : { switchOffAfter: limitOfFailures }),
  };
}

function viewOfInsert(insert: InsertFunction) {
  if (typeof insert === 'string') return insert;
  return { function: insert.function, settings: maskSettings(insert.settings, undefined, insert) };
}

export function viewOfSubscription({ batch, ...subscription }: Subscription) {
  return { ...subscription, ...batchField(batch) };
}

/** A list of subscriptions as it is stored. Throws 400 when the kind of the destination has none, or others. */
export function parseSubscriptions(kind: KindName, given: unknown): Pick<Destination, 'subscriptions'> {
  if (given === undefined && KINDS[kind].subscription === undefined) return {};
  const { problems, subscriptions } = readSubscriptions(kind, given ?? []);
  if (problems.length === 0) return { subscriptions };
  throw invalidBody(problems.map(({ path, message }) => ({ path: `subscriptions${path}`, message })));
}

/** What is wrong with a list of subscriptions; paths begin with the place in the list. */
export function problemsOfSubscriptions(kind: KindName, given: unknown): readonly FieldProblem[] {
  return readSubscriptions(kind, given).problems;
}

function readSubscriptions(
  kind: KindName,
  given: unknown,
): { readonly problems: readonly FieldProblem[]; readonly subscriptions?: readonly Subscription[] } {
  const schema = subscriptionsOfKind(kind);
  if (schema === undefined) {
    const message = `is not for a ${KINDS[kind].noun}, which does one thing with every event`;
    return { problems: [{ path: '', message }] };
  }
  const { success, data, error } = schema.safeParse(given);
  return success ? { problems: [], subscriptions: data } : { problems: fieldProblems(error.issues) };
}

/** Throws 400 when it wants batches and cannot have them. */
export function requireBatches(destination: Destination): void {
  const message = destination.batch === undefined ? undefined : batchProblem(destination);
  if (message !== undefined) throw invalidBody([{ path: 'batch', message }]);
}

type Patch = z.output<typeof destinationPatch>;

/** A destination of one's own after a change. Throws 400 when its settings do not fit any more. */
export function patchDestination(before: Destination, patch: Patch): Destination {
  const { settings: changed = {}, componentVersion: version, ...fields } = patch;
  if (version !== undefined) {
    const problems = [{ path: 'componentVersion', message: 'this destination is not of the catalog' }];
    throw invalidBody(problems);
  }
  const parsed = parseSettings(before.kind, mergeSettings(before.settings, changed));
  if (!parsed.ok) {
    const problems = fieldProblems(parsed.issues).map(({ path, message }) => ({
      path: path === '' ? 'settings' : `settings.${path}`,
      message,
    }));
    throw new ApiError(failure('invalid_body.settings'), { problems });
  }
  return withoutNulls({ ...before, ...fields, ...parsed.found }) as Destination;
}

/** A destination of the catalog after a change: what its component decides stands above all else. */
export function patchConnected(before: Destination, patch: Patch, connected: Connected): Destination {
  const { rateLimit: _, replay: __, openSettings: ___, ...rest } = before;
  return withoutNulls({ ...rest, ...definedFields(patch), rateLimit: undefined, ...connected }) as Destination;
}

/** A destination with other fields, and settings as they are. */
export function patchFields(before: Destination, fields: Omit<Patch, 'settings' | 'componentVersion'>): Destination {
  return withoutNulls({ ...before, ...definedFields(fields) }) as Destination;
}
