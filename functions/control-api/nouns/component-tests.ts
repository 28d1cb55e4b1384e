import * as z from 'zod/mini';
import { webhookSettings } from '../../../destinations/webhook/settings.ts';
import { KINDS } from '../../../destinations/kinds.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { EVENT_TYPES } from '../../../domain/events/event.ts';
import { COMPONENT_TEST_BUDGET_MS } from '../../../domain/pipeline/time-budget.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { testComponent, type TestSubject } from '../use-cases/tester/test-component.ts';
import { listComponentTests, readComponentTest, type ComponentTest } from '../use-cases/tester/component-test-store.ts';
import { componentOf, draftOf } from '../use-cases/components.ts';
import { asDestination, asSource, type Connecting } from '../use-cases/connect.ts';
import type { Connectable } from '../../../domain/catalog/connect-component.ts';
import { componentKind } from '../../../domain/catalog/component-kinds.ts';
import type { ApiContext } from '../http/context.ts';
import { pageQuery, pagination, readCursor, toCursor } from '../http/pages.ts';
import { fieldProblems } from '../http/field-problems.ts';
import { invalidBody, notFound } from '../http/problem.ts';
import { definedFields, route } from '../http/route.ts';

// The test suite of a partner's endpoint. It runs within the request: it takes about four seconds, and never more than its
// budget. Who wants to see how far it is looks at the list meanwhile.

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

/** While it is `running`, `cases` are those that have ended; `abandoned` is one whose end nobody could keep. */
export const componentTestView = z.object({
  id: z.string(),
  url: z.string(),
  eventTypes: z.array(z.enum(EVENT_TYPES)),
  componentId: z.optional(z.string()),
  version: z.optional(z.number()),
  startedAt: z.string(),
  finishedAt: z.optional(z.string()),
  state: z.enum(['running', 'done', 'abandoned']),
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
      /** What a stream made of the request: the first of them, each as it would be taken. */
      events: z.optional(
        z.readonly(
          z.array(
            z.object({
              ...{ type: z.string(), name: z.optional(z.string()), isTaken: z.boolean() },
              /** Why it would not be taken. */
              reason: z.optional(z.string()),
              /** Absent where it is long. */
              event: z.optional(z.unknown()),
            }),
          ),
        ),
      ),
    }),
  ),
});
const response = z.object({ componentTest: componentTestView });

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
    const subject = body.componentId === undefined ? endpointOf(body) : await draftToTest(context, body);
    const test = await testComponent(context, subject, { isOfPartner: true });
    return { data: { componentTest: viewOfTest(test, context.now) } };
  },
});

type Input = z.output<typeof testInput>;

function endpointOf({ url, sharedSecret, apiKey, settings = {}, eventTypes = [...EVENT_TYPES] }: Input): TestSubject {
  if (url === undefined) throw invalidBody([{ path: 'url', message: 'is needed, or componentId' }]);
  const parsed = webhookSettings.safeParse({ ...settings, ...definedFields({ url, sharedSecret, apiKey }) });
  if (parsed.success) {
    const target = { kind: 'webhook', settings: parsed.data } as const;
    return { tried: { target }, url, eventTypes: [...new Set(eventTypes)] };
  }
  throw invalidBody(
    fieldProblems(parsed.error.issues).map(({ path, message }) => ({ path: `settings.${path}`, message })),
  );
}

/** The draft of a component, connected with the settings that a customer would make: nobody tests one thing and submits another. */
async function draftToTest(context: ApiContext, body: Input): Promise<TestSubject> {
  const { componentId = '', settings = {} } = body;
  const own = (['url', 'sharedSecret', 'apiKey', 'eventTypes'] as const).filter((name) => body[name] !== undefined);
  if (own.length > 0) throw invalidBody(own.map((path) => ({ path, message: 'follows from the component' })));
  const { document: component } = await componentOf(context, componentId);
  const { version, definition } = draftOf(component);
  const { kind, workspace: owner } = component;
  return subjectOf({ componentId, kind, version, definition, owner }, (way) =>
    way.connect(context, { componentId, version, settings }),
  );
}

type Subject = Pick<Connectable, 'componentId' | 'kind' | 'version' | 'definition'> & { readonly owner: string };

/** What is tested of a version, whatever it is connected as. */
export async function subjectOf(
  { componentId, kind, version, definition, owner }: Subject,
  connect: <T>(way: Connecting<T>) => Promise<T>,
): Promise<TestSubject> {
  const about = { componentId, version, eventTypes: definition.supportedEvents };
  if (componentKind(kind).connectsAs === 'source') {
    return { ...about, tried: { source: await connect(asSource), definition, owner }, url: '' };
  }
  const target = await connect(asDestination);
  return { ...about, tried: { target }, url: KINDS[target.kind].addressOf(target.settings) ?? '' };
}

/** Longer than a run, and than a clock is wrong. */
const SURELY_OVER_MS = COMPONENT_TEST_BUDGET_MS + 30_000;

export function viewOfTest(
  { eventTypes, cases, state, ...test }: ComponentTest,
  now: Date,
): z.input<typeof componentTestView> {
  const isOver = now.getTime() - Date.parse(test.startedAt) > SURELY_OVER_MS;
  const shown = state === undefined ? 'done' : isOver ? 'abandoned' : 'running';
  return { ...test, state: shown, eventTypes: [...eventTypes], cases: [...cases] };
}

const listComponentTestsRoute = route({
  method: 'GET',
  path: '/component-tests',
  operationId: 'listComponentTests',
  summary:
    'The runs of the test suite, newest first, for 90 days; also one that is going on, with what it has seen so far',
  description: 'A page can have fewer runs than were asked for and still have a `next`.',
  permission: 'component-tests:read',
  query: z.extend(pageQuery, { componentId: z.optional(resourceId) }),
  response: z.object({ componentTests: z.array(componentTestView), pagination }),
  async answer({ tables, workspace, now }, { query: { limit, cursor, componentId } }) {
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const { tests, next: after } = await listComponentTests(tables, workspace, { before, componentId });
    const page = fittingItems(tests, limit);
    const next = page.length < tests.length ? page.at(-1)?.id : after;
    const componentTests = page.map((test) => viewOfTest(test, now));
    return { data: { componentTests, pagination: next === undefined ? {} : { next: toCursor(next) } } };
  },
});

const getComponentTest = route({
  method: 'GET',
  path: '/component-tests/{componentTestId}',
  operationId: 'getComponentTest',
  summary: 'The result of a run of the test suite, for 90 days',
  permission: 'component-tests:read',
  params: z.object({ componentTestId: z.string() }),
  response,
  async answer({ tables, workspace, now }, { params: { componentTestId: id } }) {
    const test = await readComponentTest(tables, { workspace, id });
    if (test === undefined) throw notFound('component test', id);
    return { data: { componentTest: viewOfTest(test, now) } };
  },
});

export const componentTestRoutes = [createComponentTest, listComponentTestsRoute, getComponentTest] as const;
