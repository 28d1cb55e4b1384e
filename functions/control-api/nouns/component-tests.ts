import * as z from 'zod/mini';
import type { Verdict } from '../../../domain/catalog/component-tests.ts';
import { webhookSettings } from '../../../destinations/webhook/settings.ts';
import { KINDS } from '../../../destinations/kinds.ts';
import { runtimeOf } from '../../../destinations/runtimes.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { EVENT_TYPES, type EventType } from '../../../domain/events/event.ts';
import type { AttemptTarget } from '../../shared/destinations/attempt.ts';
import { putComponentTest, readComponentTest, type ComponentTest } from '../use-cases/tester/component-test-store.ts';
import { createPartnerSender } from '../use-cases/tester/partner-sender.ts';
import { runComponentTest, type CaseResult, type RunDeps } from '../use-cases/tester/run-component-test.ts';
import { componentOf, draftOf } from '../use-cases/components.ts';
import { connect } from '../use-cases/connect.ts';
import type { ApiContext } from '../http/context.ts';
import { countSending, type SendingLimit } from '../http/limits.ts';
import { fieldProblems } from '../http/field-problems.ts';
import { invalidBody, notFound } from '../http/problem.ts';
import { definedFields, route } from '../http/route.ts';

// The test suite of a partner's endpoint. It runs within the request: it takes about four seconds, and never more than its
// budget.

/** Each is about eighty requests to somebody's server. */
const COMPONENT_TESTS: SendingLimit = { name: 'component-tests', most: 10, windowSeconds: 300 };

const types = z.array(z.enum(EVENT_TYPES)).check(z.minLength(1, 'must name at least one type'));
const verdict = z.enum(['pass', 'warn', 'fail', 'skipped']);

const testInput = z.strictObject({
  /** Of an endpoint that is no component yet. */
  url: z.optional(webhookSettings.shape.url),
  sharedSecret: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  apiKey: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
  /** The settings that a customer would make beside these. */
  settings: z.optional(z.record(z.string(), z.unknown())),
  /** All unless it says otherwise; a component says so itself. */
  eventTypes: z.optional(types),
  /** A component of this workspace: its draft is tested as a customer would connect it, with these settings. */
  componentId: z.optional(resourceId),
});

const testView = z.object({
  id: z.string(),
  url: z.string(),
  eventTypes: z.array(z.enum(EVENT_TYPES)),
  componentId: z.optional(z.string()),
  version: z.optional(z.number()),
  startedAt: z.string(),
  finishedAt: z.string(),
  passed: z.boolean(),
  counts: z.object({ pass: z.number(), warn: z.number(), fail: z.number(), skipped: z.number() }),
  requests: z.number(),
  cases: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      verdict,
      detail: z.string(),
      status: z.optional(z.number()),
      latencyMs: z.optional(z.number()),
      message: z.optional(z.string()),
    }),
  ),
});
const response = z.object({ componentTest: testView });

function countVerdicts(cases: readonly CaseResult[]): Record<Verdict, number> {
  const counts = { pass: 0, warn: 0, fail: 0, skipped: 0 };
  for (const { verdict: found } of cases) counts[found] += 1;
  return counts;
}

const createComponentTest = route({
  method: 'POST',
  path: '/component-tests',
  operationId: 'createComponentTest',
  summary: 'Runs the test suite against the endpoint of a component',
  description:
    'About eighty requests: each call type, wrong credentials, a repeated event, a large one, twenty a second. The answer comes when it is over, after about four seconds and at most 25. `passed` means that nothing failed. With `componentId`, instead of `url`, the draft of the component is tested, and a submission asks for the result.',
  permission: 'component-tests:write',
  errors: ['too_many_tests', 'wrong_state.no_draft'],
  body: testInput,
  example: { url: 'https://partner.example.com/events', apiKey: 'key-for-tests', eventTypes: ['identify', 'track'] },
  response,
  status: 201,
  async answer(context, { body }) {
    const { counters, tables, workspace, now } = context;
    const subject = body.componentId === undefined ? endpointOf(body) : await draftToTest(context, body);
    await countSending(counters, COMPONENT_TESTS, { workspace, now });
    const test = await runTest(context, subject);
    await putComponentTest(tables, test);
    return { data: { componentTest: viewOf(test) } };
  },
});

type Input = z.output<typeof testInput>;

/** What is tested. */
type Subject = {
  readonly target: AttemptTarget;
  /** Where it is, for people. */
  readonly url: string;
  readonly eventTypes: readonly EventType[];
  readonly componentId?: string;
  readonly version?: number;
};

function endpointOf({ url, sharedSecret, apiKey, settings = {}, eventTypes = [...EVENT_TYPES] }: Input): Subject {
  if (url === undefined) throw invalidBody([{ path: 'url', message: 'is needed, or componentId' }]);
  const parsed = webhookSettings.safeParse({ ...settings, ...definedFields({ url, sharedSecret, apiKey }) });
  if (parsed.success) {
    return { target: { kind: 'webhook', settings: parsed.data }, url, eventTypes: [...new Set(eventTypes)] };
  }
  throw invalidBody(
    fieldProblems(parsed.error.issues).map(({ path, message }) => ({ path: `settings.${path}`, message })),
  );
}

/** The draft of a component, connected with the settings that a customer would make: nobody tests one thing and submits another. */
async function draftToTest(context: ApiContext, body: Input): Promise<Subject> {
  const { componentId = '', settings = {} } = body;
  const own = (['url', 'sharedSecret', 'apiKey', 'eventTypes'] as const).filter((name) => body[name] !== undefined);
  if (own.length > 0) throw invalidBody(own.map((path) => ({ path, message: 'follows from the component' })));
  const { version, definition } = draftOf((await componentOf(context, componentId)).document);
  const connected = await connect(context, { componentId, version, settings });
  const url = KINDS[connected.kind].addressOf(connected.settings) ?? '';
  return { target: connected, url, eventTypes: definition.supportedEvents, componentId, version };
}

async function runTest(
  { outside, workspace, now, caller }: ApiContext,
  { target, url, eventTypes, ...component }: Subject,
): Promise<ComponentTest> {
  const { now: clock, unique } = outside;
  const send = createPartnerSender(outside.http, clock, target);
  const deps: RunDeps = {
    send,
    credentials: runtimeOf(target.kind).credentials,
    now: clock,
    waitMs: outside.waitMs,
    createId: () => `test-${unique()}`,
  };
  const { cases, requests } = await runComponentTest(deps, { settings: target.settings, eventTypes });
  const counts = countVerdicts(cases);
  return {
    ...{ id: unique(), workspace, url, eventTypes, ...component },
    ...{ startedAt: now.toISOString(), finishedAt: clock().toISOString(), startedBy: caller.actor },
    ...{ passed: counts.fail === 0, counts, requests, cases },
  };
}

function viewOf({ eventTypes, cases, ...test }: ComponentTest): z.input<typeof testView> {
  return { ...test, eventTypes: [...eventTypes], cases: [...cases] };
}

const getComponentTest = route({
  method: 'GET',
  path: '/component-tests/{componentTestId}',
  operationId: 'getComponentTest',
  summary: 'The result of a run of the test suite, for 90 days',
  permission: 'component-tests:read',
  params: z.object({ componentTestId: z.string() }),
  response,
  async answer({ tables, workspace }, { params: { componentTestId: id } }) {
    const test = await readComponentTest(tables, { workspace, id });
    if (test === undefined) throw notFound('component test', id);
    return { data: { componentTest: viewOf(test) } };
  },
});

export const componentTestRoutes = [createComponentTest, getComponentTest] as const;
