import * as z from 'zod/mini';
import { fixture, FUNCTION_TYPES, type FunctionType } from '../../../domain/functions/function-call.ts';
import { sourceRequest } from '../../../domain/functions/source-run.ts';
import { functionCode } from '../../../domain/workspace/function.ts';
import type { ApiContext } from '../http/context.ts';
import { countSending, type SendingLimit } from '../http/limits.ts';
import { invalidBody } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { codeOf, functionOf, versionOf } from '../use-cases/functions.ts';
import { testFunction, type FunctionTest } from '../use-cases/test-function.ts';
import { functionParams, MOST_CODE_BODY_BYTES, runView, viewOfRun } from './function-fields.ts';

const MAX_TEST_EVENTS = 20;
/** Each may call whom it likes. */
const TESTS: SendingLimit = { name: 'function-tests', most: 60, windowSeconds: 60 };

const event = z.record(z.string(), z.unknown());

/** A body that is no text is sent as its JSON. */
const testRequest = z.strictObject({
  method: z.optional(z.string()),
  url: z.optional(
    z.string().check(
      z.maxLength(8_192),
      z.refine((url) => URL.canParse(url), 'must be an address'),
    ),
  ),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.unknown()),
});

const testBody = z.strictObject({
  /** Instead of the latest version; with `type`, of a function that is not there yet. */
  code: z.optional(functionCode),
  type: z.optional(z.enum(FUNCTION_TYPES)),
  /** As a destination has them. */
  settings: z._default(event, {}),
  event: z.optional(event),
  events: z.optional(z.array(event).check(z.minLength(1), z.maxLength(MAX_TEST_EVENTS))),
  /** Of a source function, instead of events. */
  request: z.optional(testRequest),
  requests: z.optional(z.array(testRequest).check(z.minLength(1), z.maxLength(MAX_TEST_EVENTS))),
  /** Answers in the place of those of servers. Without them, requests are made. */
  fixtures: z.optional(z.array(fixture).check(z.maxLength(50))),
});

const testView = z.object({
  /** Why it does not load; absent when it does. */
  problem: z.optional(z.string()),
  runs: z.array(runView),
  memoryBytes: z.number(),
});

const test = route({
  method: 'POST',
  path: '/functions/{functionId}/test',
  operationId: 'testFunction',
  summary: 'Runs a function with events, and shows what it returned, its requests, logs and what delivery would do',
  description:
    'It runs where production runs it, with the same limits, in a tenant of its own. Nothing is kept. Requests are made for real, unless there are `fixtures`.',
  permission: 'functions:test',
  errors: ['runner_unavailable', 'too_many_tests'],
  params: functionParams,
  body: testBody,
  mostBodyBytes: MOST_CODE_BODY_BYTES,
  example: {
    events: [{ type: 'track', userId: 'u1', event: 'Order Completed' }],
    fixtures: [{ url: 'https://crm.example.com/', status: 200, body: '{}' }],
  },
  response: testView,
  async answer(context, { params: { functionId }, body }) {
    const { workspace, counters, now } = context;
    await countSending(counters, TESTS, { workspace, now });
    const tested = await testedOf(context, functionId, body);
    const events = givenTo(tested.type, body);
    const { settings, fixtures } = body;
    return { data: viewOfTest(await testFunction(context, { ...tested, settings, fixtures, events })) };
  },
});

/** The events, or the requests of a source function. */
function givenTo(type: FunctionType, body: z.output<typeof testBody>): readonly object[] {
  const { event: one, events, request, requests } = body;
  if (type !== 'source') {
    const given = events ?? (one === undefined ? undefined : [one]);
    if (given !== undefined) return given;
    throw invalidBody([{ path: 'events', message: 'is required, or there must be an event' }]);
  }
  const given = requests ?? (request === undefined ? undefined : [request]);
  if (given === undefined)
    throw invalidBody([{ path: 'requests', message: 'is required of a source function, or there must be a request' }]);
  return given.map(({ body: sent, headers = {}, ...about }) => {
    const text = typeof sent === 'string' ? sent : sent === undefined ? '' : JSON.stringify(sent);
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return sourceRequest.parse({ ...about, headers: Object.fromEntries(lower), text });
  });
}

/** Code of the body, or of the latest version. */
async function testedOf(context: ApiContext, id: string, { code, type }: z.output<typeof testBody>) {
  if (code !== undefined && type !== undefined) return { id, code, type, declared: {} };
  const { document } = await functionOf(context, id);
  const latest = await versionOf(context, id, document.latest);
  return { id, type: document.type, declared: latest.settings, code: code ?? (await codeOf(context, latest)) };
}

function viewOfTest(tested: FunctionTest): z.input<typeof testView> {
  if (tested.kind === 'broken') return { problem: tested.message, runs: [], memoryBytes: 0 };
  return { runs: tested.runs.map(viewOfRun), memoryBytes: tested.memoryBytes };
}

export const functionTestRoutes = [test] as const;
