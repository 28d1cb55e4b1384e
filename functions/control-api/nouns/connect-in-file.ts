import * as z from 'zod/mini';
import { rateLimit, resourceId, type Destination } from '../../../domain/workspace/destination.ts';
import type { WorkspaceFile } from '../../../domain/workspace/workspace-export.ts';
import { ApiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { fieldProblems, type FieldProblem } from '../http/field-problems.ts';
import { connectAnew } from '../use-cases/connect.ts';

// A destination of a workspace file that is made of a component.

/** What a component decides of a destination is not for a file to say: address, headers, signature, lane, replay. */
const connectedFields = z.looseObject({
  componentId: resourceId,
  componentVersion: z.optional(z.int().check(z.gte(1, 'must be 1 or more'))),
  settings: z._default(z.record(z.string(), z.unknown()), {}),
  rateLimit: z.optional(rateLimit),
});

type FileDestination = WorkspaceFile['destinations'][number];

/** One destination, or what is in its way. */
export async function connectOne(
  context: ApiContext,
  destination: FileDestination,
  before: Destination | undefined,
): Promise<FileDestination | FieldProblem[]> {
  const { componentVersion, componentCode, secretSettings, openSettings, replay, ...rest } = destination;
  if (rest['componentId'] === undefined) {
    const own = Object.keys({ componentVersion, componentCode, secretSettings, openSettings, replay }).filter(
      (name) => destination[name] !== undefined,
    );
    return own.length === 0 ? rest : own.map((path) => ({ path, message: 'is there with componentId only' }));
  }
  const result = connectedFields.safeParse(destination);
  if (!result.success) return fieldProblems(result.error.issues);
  const { componentId, settings, rateLimit: limit } = result.data;
  const version = result.data.componentVersion;
  try {
    const wanted = { componentId, version, settings, ...(limit === undefined ? {} : { rateLimit: limit }) };
    return { ...rest, ...(await connectAnew(context, wanted, before)) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.problems === undefined) throw error;
    return error.problems.map(({ path, message }) => ({ path: path.replace('metadataId', 'componentId'), message }));
  }
}
