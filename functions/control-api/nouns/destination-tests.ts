import * as z from 'zod/mini';
import { FUNCTION_TYPES } from '../../../domain/functions/function-call.ts';
import { resourceId, type Destination } from '../../../domain/workspace/destination.ts';
import { connectionTestEvent, connectionVerdict } from '../../../domain/routing/event-test.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import type { TestedRun } from '../use-cases/tester/capture-runs.ts';
import { testEvent, type EventTest } from '../use-cases/tester/test-event.ts';
import { configOf } from '../use-cases/config-resources.ts';
import type { ApiContext } from '../http/context.ts';
import { countSending, type SendingLimit } from '../http/limits.ts';
import { definedFields, route } from '../http/route.ts';
import { destinationInput, destinationPatch } from './destination-fields.ts';
import { runView, viewOfRun } from './function-fields.ts';
import { changedDestination, newDestination } from './write-destination.ts';

// The Event Tester: one event through one destination, by the code of the pipeline.

/** Each is a request to somebody's server. */
const EVENT_TESTS: SendingLimit = { name: 'event-tests', most: 60, windowSeconds: 60 };
/** Nothing is sent, but a filter and an event of the caller are worked on. */
const DRY_RUNS: SendingLimit = { name: 'event-dry-runs', most: 120, windowSeconds: 60 };

const params = z.object({ destinationId: resourceId });
const texts = z.record(z.string(), z.string());

const testView = z.object({
  steps: z.array(
    z.object({
      name: z.enum(['ingest', 'routing', 'functions', 'request', 'response']),
      result: z.enum(['passed', 'stopped', 'ignored', 'skipped']),
      detail: z.string(),
    }),
  ),
  /** By which subscription; absent where the destination has one that nobody names. */
  subscriptionId: z.optional(z.string()),
  event: z.optional(z.record(z.string(), z.unknown())),
  rejected: z.optional(z.object({ reason: z.string(), explanation: z.string() })),
  dropped: z.optional(
    z.object({
      by: z.string(),
      explanation: z.string(),
      parts: z.optional(z.array(z.object({ part: z.string(), values: z.record(z.string(), z.unknown()) }))),
    }),
  ),
  /** What each insert function, and the function of the destination, did with it, in their order. */
  functions: z.optional(z.array(z.extend(runView, { functionId: z.string(), type: z.enum(FUNCTION_TYPES) }))),
  request: z.optional(z.object({ method: z.string(), url: z.string(), headers: texts, body: z.string() })),
  response: z.optional(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('response'),
        status: z.number(),
        headers: texts,
        body: z.string(),
        bodyTruncated: z.boolean(),
        message: z.optional(z.string()),
        latencyMs: z.number(),
      }),
      z.object({ kind: z.literal('failed'), failure: z.string(), message: z.string(), latencyMs: z.number() }),
    ]),
  ),
  next: z.optional(
    z.object({
      result: z.enum(['delivered', 'filtered', 'retried', 'undelivered', 'discarded', 'held']),
      reason: z.optional(z.string()),
      class: z.optional(z.string()),
      retryInMs: z.optional(z.number()),
      explanation: z.string(),
    }),
  ),
});

type Wish = {
  readonly event: unknown;
  readonly dryRun: boolean;
  readonly ignoreRouting: boolean;
  readonly subscriptionId?: string | undefined;
};
type Tested = { test: z.input<typeof testView>; outcome?: Parameters<typeof connectionVerdict>[0] };

/** `find` is asked after the test is counted: what it reads and judges is work too. */
async function runTest(context: ApiContext, find: () => Promise<Destination>, wish: Wish): Promise<Tested> {
  const { counters, workspace, now, outside } = context;
  await countSending(counters, wish.dryRun ? DRY_RUNS : EVENT_TESTS, { workspace, now });
  const destination = await find();
  const { document: source } = await configOf<Source>(context, 'source', destination.source);
  const { http, now: clock, deployed: functions } = outside;
  const deps = { http, functions, now: clock, createId: () => `test-${outside.unique()}` };
  const { test, ...rest } = await testEvent(deps, { ...wish, source, destination });
  return { test: viewOf(test), ...rest };
}

/** What of a destination is tried without being kept. */
const trial = { filter: destinationPatch.shape.filter, settings: destinationPatch.shape.settings };
const trialBody = z.strictObject(trial);

/** A destination as it would be after a change, for which the same holds as when it is made. */
function changedBy(context: ApiContext, id: string, tried: z.output<typeof trialBody>): () => Promise<Destination> {
  return async () => {
    const { document } = await configOf<Destination>(context, 'destination', id);
    const isChanged = tried.filter !== undefined || tried.settings !== undefined;
    return isChanged ? changedDestination(context, document, definedFields(tried)) : document;
  };
}

/** Whatever the filter, and although it may still be switched off. */
const connectionTest = (): Wish => ({ event: connectionTestEvent(), dryRun: false, ignoreRouting: true });

const connectionResponse = z.object({
  /** `refused`: it answered, and did not take this event. */
  connection: z.enum(['connected', 'refused', 'failed']),
  explanation: z.string(),
  test: testView,
});

function connectionOf({ test, outcome }: Tested): z.input<typeof connectionResponse> {
  const connection = outcome === undefined ? 'failed' : connectionVerdict(outcome);
  const stopped = test.steps.find(({ result }) => result === 'stopped')?.detail;
  return { connection, explanation: test.next?.explanation ?? test.rejected?.explanation ?? stopped ?? '', test };
}

const viewOfTestedRun = ({ functionId, type, ...run }: TestedRun) => ({ functionId, type, ...viewOfRun(run) });

function viewOf({ steps, dropped, functions, ...test }: EventTest): z.input<typeof testView> {
  const { parts, ...drop } = dropped ?? {};
  return {
    ...test,
    steps: [...steps],
    ...(functions === undefined ? {} : { functions: functions.map(viewOfTestedRun) }),
    ...(dropped === undefined
      ? {}
      : {
          dropped: { by: dropped.by, explanation: dropped.explanation, ...drop, ...(parts && { parts: [...parts] }) },
        }),
  };
}

const sendTestEvent = route({
  method: 'POST',
  path: '/destinations/{destinationId}/test-event',
  operationId: 'createDestinationTestEvent',
  summary: 'Takes one event through one destination and shows every step',
  description:
    'By the code of the pipeline: validation, filter, request, signature, timeout, what the answer means. A real request is made, unless `dryRun`, or unless the destination would not get the event (`ignoreRouting` sends it all the same). `filter` and `settings` are tried as a change would have them, and not kept. Nothing is counted in the ledger.',
  permission: 'destinations:test',
  errors: ['too_many_tests', 'secrets_needed'],
  params,
  body: z.strictObject({
    event: z.record(z.string(), z.unknown()),
    dryRun: z._default(z.boolean(), false),
    ignoreRouting: z._default(z.boolean(), false),
    /** Without it, by the first that would get the event. */
    subscriptionId: z.optional(resourceId),
    ...trial,
  }),
  example: {
    event: { type: 'track', event: 'Order Completed', userId: 'u1', properties: { total: 42 } },
    dryRun: true,
  },
  response: z.object({ test: testView }),
  async answer(context, { params: { destinationId }, body: { filter, settings, ...wish } }) {
    const { test } = await runTest(context, changedBy(context, destinationId, { filter, settings }), wish);
    return { data: { test } };
  },
});

const testConnection = route({
  method: 'POST',
  path: '/destinations/{destinationId}/test-connection',
  operationId: 'createDestinationConnectionTest',
  summary: 'Sends a harmless event to a destination, whatever its filter, and says whether it can be reached',
  description: 'A body is only there for `settings` that are tried as a change would have them, and not kept.',
  permission: 'destinations:test',
  errors: ['too_many_tests', 'secrets_needed'],
  params,
  body: z.optional(trialBody),
  example: { settings: { region: 'eu' } },
  response: connectionResponse,
  async answer(context, { params: { destinationId }, body = {} }) {
    return { data: connectionOf(await runTest(context, changedBy(context, destinationId, body), connectionTest())) };
  },
});

const testNewDestination = route({
  method: 'POST',
  path: '/destinations/test',
  operationId: 'createNewDestinationTest',
  summary: 'The same for a destination that is not there yet, and is not kept',
  description:
    '`destination` is as for creating it, and must be as right. Without `event`, a harmless one is sent whatever the filter; with it, `connection` says how it was taken. With `dryRun`, nothing is sent, and there is no `connection`.',
  permission: 'destinations:test',
  errors: ['too_many_tests'],
  body: z.strictObject({
    destination: destinationInput,
    event: z.optional(z.record(z.string(), z.unknown())),
    dryRun: z._default(z.boolean(), false),
    ignoreRouting: z._default(z.boolean(), false),
  }),
  example: {
    destination: {
      ...{ sourceId: 'website', kind: 'webhook' as const, name: 'CRM' },
      settings: { url: 'https://crm.example.com/hook' },
    },
    event: { type: 'track', event: 'Order Completed', userId: 'u1' },
    dryRun: true,
  },
  response: z.extend(connectionResponse, { connection: z.optional(connectionResponse.shape.connection) }),
  async answer(context, { body: { destination, event, dryRun, ignoreRouting } }) {
    const wish = event === undefined ? { ...connectionTest(), dryRun } : { event, dryRun, ignoreRouting };
    const { connection, ...tested } = connectionOf(
      await runTest(context, () => newDestination(context, destination), wish),
    );
    return { data: { ...tested, ...(dryRun ? {} : { connection }) } };
  },
});

export const destinationTestRoutes = [sendTestEvent, testConnection, testNewDestination] as const;
