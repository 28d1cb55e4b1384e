import * as z from 'zod/mini';
import { logLine } from '../../../domain/functions/function-call.ts';
import type { FunctionRun } from '../../../domain/functions/function-log.ts';
import { readFunctionLog } from '../../shared/functions/function-log.ts';
import { readCursor, toCursor } from '../http/pages.ts';
import { route } from '../http/route.ts';
import { functionOf } from '../use-cases/functions.ts';
import { functionParams } from './function-fields.ts';

const logView = z.object({
  at: z.string(),
  version: z.optional(z.number()),
  result: z.enum(['returned', 'failed']),
  /** Of a failure, as it is counted. */
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  messageId: z.optional(z.string()),
  /** Of a batch: how many events. */
  events: z.optional(z.number()),
  logs: z.array(logLine),
  requests: z.array(
    z.object({
      method: z.string(),
      url: z.string(),
      status: z.optional(z.number()),
      failure: z.optional(z.string()),
      ms: z.number(),
    }),
  ),
  cpuMs: z.number(),
  ms: z.number(),
});

const listLogs = route({
  method: 'GET',
  path: '/functions/{functionId}/logs',
  operationId: 'listFunctionLogs',
  summary: 'What a function has logged in production, live: all runs that failed, and one in a hundred that did not',
  description:
    'Oldest first; the newest fifty calls without `since`. Ask again with `since=<cursor>` of the last answer for what came after it. Secrets of the settings are struck out. A function has room for 100 runs a minute, a workspace for 20,000 a day; they stay for three days.',
  permission: 'functions:read',
  params: functionParams,
  query: z.strictObject({ since: z.optional(z.string().check(z.maxLength(1_000))) }),
  response: z.object({ logs: z.array(logView), cursor: z.string() }),
  async answer(context, { params: { functionId }, query: { since } }) {
    const { workspace, tables, now } = context;
    await functionOf(context, functionId);
    const after = since === undefined ? undefined : readCursor(since);
    const { runs, cursor } = await readFunctionLog(tables, { workspace, id: functionId }, { since: after, now });
    return { data: { logs: runs.map(viewOf), cursor: toCursor(cursor) } };
  },
});

function viewOf({ logs, requests, ...run }: FunctionRun): z.input<typeof logView> {
  return { ...run, logs: [...logs], requests: [...requests] };
}

export const functionLogRoutes = [listLogs] as const;
