// What a destination is: one catalog entry connected to one source. Its settings are checked here once, when a workspace
// is applied; fan-out and delivery read what is stored.

import * as z from 'zod/mini';
import {
  KIND_NAMES,
  KINDS,
  KINDS_IN_WORDS,
  type InputOfKind,
  type KindName,
  type OfKind,
} from '../../destinations/kinds.ts';
import { DEFAULT_BREAKER_POLICY, type BreakerPolicy } from '../delivery/circuit-breaker.ts';
import { batchPolicy } from '../delivery/batch-policy.ts';
import {
  AT_ONCE,
  between,
  FAILING_SHARE,
  MINIMUM_ATTEMPTS,
  PER_SECOND,
  PROBE_AFTER_MS,
  RETRIES,
  retrySpanMs,
  SETUP_FAILURES,
  SWITCH_OFF_OVER_MS,
  WINDOW_MS,
  type Range,
} from '../delivery/destination-limits.ts';
import { durationKept, durationText, formatDuration, parseDurationMs } from '../base/duration.ts';
import { compileFql } from '../fql/compile.ts';
import { DEFAULT_SWITCH_OFF_LIMIT, type SwitchOffLimit } from '../delivery/setup-failures.ts';
import { bytesOfJson } from './settings-size.ts';
import { MAX_SUBSCRIPTIONS, MAX_SUBSCRIPTIONS_BYTES, type Subscription } from './subscription.ts';
import { codeHash } from '../functions/function-call.ts';
import { insertFunction } from './insert.ts';
import { RESOURCE_ID, RESOURCE_ID_RULE } from './resource-id.ts';
import { DEFAULT_RETRY_POLICY, MAX_RETRY_SPAN_MS, type RetryPolicy } from '../delivery/retry-schedule.ts';

/** What `isResourceId` says, with the pattern for schemas that are published. */
export const resourceId = z.string().check(z.regex(RESOURCE_ID, RESOURCE_ID_RULE));

/** What people call a source or a destination. */
export const resourceName = z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(200));

/** A time as people write it, within limits. */
const duration = (range: Range) => z.pipe(durationText, z.number().check(...between(range)));

/** Retries as people write them; see `RetryPolicy`. */
export const retryPolicy = z.pipe(
  z
    .strictObject({
      retries: z.int().check(...between(RETRIES)),
      over: z.pipe(durationText, z.number().check(z.lte(MAX_RETRY_SPAN_MS, 'must be at most 72h'))),
    })
    .check(({ value: { retries, over }, issues }) => {
      const { least } = retrySpanMs(retries);
      if (over >= least) return;
      const message = `must be at least ${formatDuration(least)}: a second for each retry`;
      issues.push({ code: 'custom', message, path: ['over'], input: over });
    }),
  z.transform(({ retries, over }): RetryPolicy => ({ retries, overMs: over })),
);

/** A breaker as people write it; see `BreakerPolicy`. */
export const breakerPolicy = z.pipe(
  z.strictObject({
    failingShare: z._default(z.number().check(...between(FAILING_SHARE)), DEFAULT_BREAKER_POLICY.failingShare),
    minimumAttempts: z._default(z.int().check(...between(MINIMUM_ATTEMPTS)), DEFAULT_BREAKER_POLICY.minimumAttempts),
    window: z._default(duration(WINDOW_MS), DEFAULT_BREAKER_POLICY.windowMs),
    probeAfter: z._default(duration(PROBE_AFTER_MS), DEFAULT_BREAKER_POLICY.probeMs),
  }),
  z.transform(({ failingShare, minimumAttempts, window, probeAfter }): BreakerPolicy => ({
    failingShare,
    minimumAttempts,
    windowMs: window,
    probeMs: probeAfter,
  })),
);

/** See `RateLimit`. */
export const rateLimit = z.strictObject({
  /** Requests a second, over all running functions. */
  perSecond: z.optional(z.number().check(...between(PER_SECOND))),
  /** Requests under way at the same time, over all running functions. */
  atOnce: z.optional(z.int().check(...between(AT_ONCE))),
});

const failureCount = z.int().check(...between(SETUP_FAILURES));
const switchOffSpan = durationKept.check(
  z.refine(
    (text) => (parseDurationMs(text) ?? 0) <= SWITCH_OFF_OVER_MS.most,
    `must be at most ${formatDuration(SWITCH_OFF_OVER_MS.most)}`,
  ),
);

/** How many setup failures in a row, and over how long at least, switch it off; see `SwitchOffLimit`. */
export const switchOffAfter = z.union(
  [failureCount, z.strictObject({ failures: failureCount, over: switchOffSpan }), z.literal('never')],
  { error: 'must be a number of events, 1 or more, or { "failures": 1000, "over": "10m" }, or "never"' },
);

/** An FQL condition; a destination gets the events for which it holds. */
export const filterText = z.string().check((context) => {
  const compiled = compileFql(context.value);
  if (!compiled.ok) {
    const message = `${compiled.message} (at character ${compiled.position + 1})`;
    context.issues.push({ code: 'custom', message, input: context.value });
  }
});

const MAX_INSERTS = 5;

/** Insert functions, in their order. */
export const insertFunctions = z
  .array(insertFunction)
  .check(z.maxLength(MAX_INSERTS, `must be at most ${MAX_INSERTS}`));

/** What destinations of all kinds have. */
const common = z.strictObject({
  id: resourceId,
  /** The workspace it belongs to; in a file, that of the file. */
  workspace: z.optional(resourceId),
  /** What people and the events' `integrations` object call it. */
  name: z.optional(resourceName),
  source: resourceId,
  enabled: z._default(z.boolean(), true),
  filter: z.optional(filterText),
  retry: z._default(retryPolicy, DEFAULT_RETRY_POLICY),
  /** When it counts as down, so that its events are held instead of attempted. */
  breaker: z._default(breakerPolicy, DEFAULT_BREAKER_POLICY),
  /** How often it may be called; without this, as often as there are events. */
  rateLimit: z.optional(rateLimit),
  /** How many events go together; without this, each alone. Not every kind has it, see `batchProblem`. */
  batch: z.optional(batchPolicy),
  /** Of a kind that runs functions: which one of the workspace. See `functionProblem`. */
  function: z.optional(resourceId),
  /** Of the kind `action`: the slug of its entry in the catalog of actions. See `actionProblem`. */
  action: z.optional(resourceId),
  /** Insert functions of the workspace, which change events before they are attempted, in this order. */
  insert: z.optional(insertFunctions),
  /** After this many failures in a row that only a person can put right (a wrong key, say) it is switched off. */
  switchOffAfter: z.optional(switchOffAfter),
  /** The catalog entry that it was made of, and which version: settings follow the schema of that one. */
  componentId: z.optional(resourceId),
  componentVersion: z.optional(z.int().check(z.gte(1, 'must be 1 or more'))),
  /** Of a component that is code: the hash of that version. */
  componentCode: z.optional(codeHash),
  /** Names of settings that are secret beside those whose names say so. */
  secretSettings: z.optional(z.array(z.string())),
  /** Names of settings that are none, although their names say so: the schema of the component says otherwise. */
  openSettings: z.optional(z.array(z.string())),
  /** `false` where the component wants nothing that it may have had before; see `refusesReplay`. */
  replay: z.optional(z.boolean()),
  /** The app that has made it with a customer's grant, and may manage it while there is one. */
  installedBy: z.optional(resourceId),
});

/** What subscriptions of all kinds have. */
const subscriptionFields = z.strictObject({
  id: resourceId,
  name: z.optional(resourceName),
  enabled: z._default(z.boolean(), true),
  trigger: z.optional(filterText),
  batch: z.optional(batchPolicy),
});

/** What a destination of a kind does with events; undefined where it is one thing, that nobody names. */
export function subscriptionsOfKind(name: KindName) {
  const { subscription } = KINDS[name];
  if (subscription === undefined) return undefined;
  const one: unknown = z.extend(subscriptionFields, subscription.fields.shape);
  // That the fields of a kind come beside those of all is what a type cannot say of a kind that is any of them.
  const list = z.array(one as z.ZodMiniType<Subscription>);
  const isUnique = (given: readonly Subscription[]): boolean =>
    new Set(given.map(({ id }) => id)).size === given.length;
  const mayGoTogether = (given: readonly Subscription[]): boolean =>
    KINDS[name].batches !== undefined || given.every(({ batch }) => batch === undefined);
  return list.check(
    z.maxLength(MAX_SUBSCRIPTIONS, `must be at most ${MAX_SUBSCRIPTIONS}`),
    z.refine(
      (given) => bytesOfJson(given) <= MAX_SUBSCRIPTIONS_BYTES,
      `must be at most ${MAX_SUBSCRIPTIONS_BYTES} bytes of JSON`,
    ),
    z.refine(isUnique, 'must not have an id twice'),
    z.refine(mayGoTogether, `must have no batch: a ${KINDS[name].noun} takes events one by one`),
  );
}

export type Destination = z.output<typeof common> & {
  readonly lane: string;
  readonly subscriptions?: readonly Subscription[] | undefined;
} & OfKind;

type DestinationInput = z.input<typeof common> & {
  readonly lane?: string | undefined;
  readonly subscriptions?: readonly unknown[] | undefined;
} & InputOfKind;
type OneKind = z.core.$ZodTypeDiscriminable & z.ZodMiniType<Destination, DestinationInput>;

function schemaOf(name: KindName): OneKind {
  const subscriptions = subscriptionsOfKind(name);
  const schema: unknown = z.extend(common, {
    kind: z.literal(name),
    settings: KINDS[name].settings,
    /** The lane that serves it. */
    lane: z._default(resourceId, KINDS[name].lane),
    ...(subscriptions === undefined ? {} : { subscriptions: z._default(subscriptions, []) }),
  });
  // That a name goes with its own settings is what a type cannot say of a name that is any of them.
  return schema as OneKind;
}

const schemas = KIND_NAMES.map(schemaOf);

/** One destination as the workspace file writes it and the control table keeps it. */
export const destinationSchema = z.discriminatedUnion('kind', schemas as [OneKind, ...OneKind[]], {
  error: `must be ${KINDS_IN_WORDS}`,
});

/** Why a destination cannot be of its kind with, or without, a function, as the end of a sentence; undefined when it can. */
export function functionProblem(destination: {
  readonly kind: KindName;
  readonly function?: unknown;
  readonly componentId?: unknown;
  readonly componentCode?: unknown;
}): string | undefined {
  const isComponent = destination.componentId !== undefined && destination.componentCode !== undefined;
  if (isComponent && destination.function !== undefined) return 'is that of the catalog entry';
  const isWanted = KINDS[destination.kind].runsFunction === true && !isComponent;
  if (isWanted && destination.function === undefined) return 'must name a function of the workspace';
  return isWanted || destination.function === undefined ? undefined : `is not for a ${KINDS[destination.kind].noun}`;
}

/** The same with, or without, an entry of the catalog of actions. */
export function actionProblem({
  kind,
  action,
}: {
  readonly kind: KindName;
  readonly action?: unknown;
}): string | undefined {
  const isWanted = KINDS[kind].isOfCatalog === true;
  if (isWanted && action === undefined) return 'must name a destination of the catalog of actions, such as slack';
  return isWanted || action === undefined ? undefined : `is not for a ${KINDS[kind].noun}`;
}

/** The run of setup failures that switches a destination off; undefined for one that stays on. */
export function switchOffLimit({ switchOffAfter: limit }: Destination): SwitchOffLimit | undefined {
  if (limit === 'never') return undefined;
  const { failures, overMs } = DEFAULT_SWITCH_OFF_LIMIT;
  if (typeof limit !== 'object') return { failures: limit ?? failures, overMs };
  return { failures: limit.failures, overMs: parseDurationMs(limit.over) ?? overMs };
}
