import * as z from 'zod/mini';
import { FUNCTION_TYPES, logLine, madeRequest } from '../../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { functionSetting, type FunctionDocument, type FunctionVersion } from '../../../domain/workspace/function.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import type { EventRun } from '../use-cases/tester/show-run.ts';

// A function and its versions as the API shows them.

export const functionParams = z.object({ functionId: resourceId });
export const settingsView = z.record(z.string(), functionSetting);

/** Code in JSON, where many a character is written as two. */
export const MOST_CODE_BODY_BYTES = 2 * FUNCTION_LIMITS.codeBytes;

export const functionView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  type: z.enum(FUNCTION_TYPES),
  /** Of the version that runs, or of the latest where none does. */
  settings: settingsView,
  handlers: z.array(z.string()),
  /** The highest there is. */
  latestVersion: z.number(),
  /** The one that runs. */
  deployedVersion: z.optional(z.number()),
  deployedAt: z.optional(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export function viewOfFunction(document: FunctionDocument, latest?: FunctionVersion): z.input<typeof functionView> {
  const { id, name, description, type, deployed, createdAt, updatedAt } = document;
  const { settings: asked = {}, handlers = [] } = deployed ?? latest ?? {};
  return {
    ...{ id, name, type, settings: asked, handlers: [...handlers], latestVersion: document.latest },
    ...(description === undefined ? {} : { description }),
    ...(deployed === undefined ? {} : { deployedVersion: deployed.number, deployedAt: deployed.deployedAt }),
    ...{ createdAt, updatedAt },
  };
}

export const versionView = z.object({
  version: z.number(),
  hash: z.string(),
  bytes: z.number(),
  handlers: z.array(z.string()),
  settings: settingsView,
  isDeployed: z.boolean(),
  isLatest: z.boolean(),
  createdAt: z.string(),
  createdBy: z.object({ type: z.string(), id: z.string(), name: z.string() }),
});

export function viewOfVersion(
  version: FunctionVersion,
  { deployed, latest }: FunctionDocument,
): z.input<typeof versionView> {
  const { number, hash, bytes, handlers, settings: asked, createdAt, createdBy } = version;
  return {
    ...{ version: number, hash, bytes, handlers: [...handlers], settings: asked, createdAt, createdBy },
    ...{ isDeployed: deployed?.number === number, isLatest: latest === number },
  };
}

/** A run of a function with an event: what came in, what went out, and all that was seen of it. */
export const runView = z.object({
  event: z.record(z.string(), z.unknown()),
  result: z.enum(['delivered', 'retried', 'discarded', 'filtered', 'passed', 'not-run']),
  reason: z.string(),
  class: z.optional(z.string()),
  explanation: z.optional(z.string()),
  /** Of an insert function: the event as it went on, and the fields that are others by that. */
  returned: z.optional(z.unknown()),
  changes: z.optional(
    z.array(z.object({ path: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) })),
  ),
  logs: z.array(logLine),
  requests: z.array(madeRequest),
  cpuMs: z.number(),
  ms: z.number(),
});

export function viewOfRun({ logs, requests, changes, ...run }: EventRun): z.input<typeof runView> {
  const changed = changes === undefined ? {} : { changes: [...changes] };
  return { ...run, ...changed, logs: [...logs], requests: [...requests] };
}
