import * as z from 'zod/mini';
import { resourceId, type Destination } from '../../../domain/workspace/destination.ts';
import { connectionTestEvent, connectionVerdict } from '../../../domain/routing/event-test.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { testEvent, type EventTest } from '../use-cases/tester/test-event.ts';
import { configOf } from '../use-cases/config-resources.ts';
import type { ApiContext } from '../http/context.ts';
import { countSending, type SendingLimit } from '../http/limits.ts';
import { route } from '../http/route.ts';

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
      name: z.enum(['ingest', 'routing', 'request', 'response']),
      result: z.enum(['passed', 'stopped', 'ignored', 'skipped']),
      detail: z.string(),
    }),
  ),
  event: z.optional(z.record(z.string(), z.unknown())),
  rejected: z.optional(z.object({ reason: z.string(), explanation: z.string() })),
  dropped: z.optional(
    z.object({
      by: z.string(),
      explanation: z.string(),
      parts: z.optional(z.array(z.object({ part: z.string(), values: z.record(z.string(), z.unknown()) }))),
    }),
  ),
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
      result: z.enum(['delivered', 'filtered', 'retried', 'undelivered', 'discarded']),
      reason: z.optional(z.string()),
      class: z.optional(z.string()),
      retryInMs: z.optional(z.number()),
      explanation: z.string(),
    }),
  ),
});

type Wish = { readonly event: unknown; readonly dryRun: boolean; readonly ignoreRouting: boolean };

async function runTest(
  context: ApiContext,
  destinationId: string,
  wish: Wish,
): Promise<{ test: z.input<typeof testView>; outcome?: Parameters<typeof connectionVerdict>[0] }> {
  const { counters, workspace, now, outside } = context;
  await countSending(counters, wish.dryRun ? DRY_RUNS : EVENT_TESTS, { workspace, now });
  const { document: destination } = await configOf<Destination>(context, 'destination', destinationId);
  const { document: source } = await configOf<Source>(context, 'source', destination.source);
  const deps = { http: outside.http, now: outside.now, createId: () => `test-${outside.unique()}` };
  const { test, ...rest } = await testEvent(deps, { ...wish, source, destination });
  return { test: viewOf(test), ...rest };
}

function viewOf({ steps, dropped, ...test }: EventTest): z.input<typeof testView> {
  const { parts, ...drop } = dropped ?? {};
  return {
    ...test,
    steps: [...steps],
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
    'By the code of the pipeline: validation, filter, request, signature, timeout, what the answer means. A real request is made, unless `dryRun`, or unless the destination would not get the event (`ignoreRouting` sends it all the same). Nothing is counted in the ledger.',
  permission: 'destinations:test',
  errors: ['too_many_tests'],
  params,
  body: z.strictObject({
    event: z.record(z.string(), z.unknown()),
    dryRun: z._default(z.boolean(), false),
    ignoreRouting: z._default(z.boolean(), false),
  }),
  example: {
    event: { type: 'track', event: 'Order Completed', userId: 'u1', properties: { total: 42 } },
    dryRun: true,
  },
  response: z.object({ test: testView }),
  async answer(context, { params: { destinationId }, body }) {
    const { test } = await runTest(context, destinationId, body);
    return { data: { test } };
  },
});

const testConnection = route({
  method: 'POST',
  path: '/destinations/{destinationId}/test-connection',
  operationId: 'createDestinationConnectionTest',
  summary: 'Sends a harmless event to a destination, whatever its filter, and says whether it can be reached',
  permission: 'destinations:test',
  errors: ['too_many_tests'],
  params,
  response: z.object({
    /** `refused`: it answered, and did not take this event. */
    connection: z.enum(['connected', 'refused', 'failed']),
    explanation: z.string(),
    test: testView,
  }),
  async answer(context, { params: { destinationId } }) {
    const wish = { event: connectionTestEvent(), dryRun: false, ignoreRouting: true };
    const { test, outcome } = await runTest(context, destinationId, wish);
    const connection = outcome === undefined ? 'failed' : connectionVerdict(outcome);
    const stopped = test.steps.find(({ result }) => result === 'stopped')?.detail;
    const explanation = test.next?.explanation ?? test.rejected?.explanation ?? stopped ?? '';
    return { data: { connection, explanation, test } };
  },
});

export const destinationTestRoutes = [sendTestEvent, testConnection] as const;
