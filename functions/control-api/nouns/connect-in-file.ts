import * as z from 'zod/mini';
import { rateLimit, resourceId, type Destination } from '../../../domain/workspace/destination.ts';
import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { ApiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { fieldProblems, type FieldProblem } from '../http/field-problems.ts';
import { asDestination, asSource } from '../use-cases/connect.ts';

// Destinations and sources of a workspace file that are made of a component.

/** What a component decides is not for a file to say: address, headers, signature, lane, replay, code. */
const connectedFields = z.looseObject({
  componentId: resourceId,
  componentVersion: z.optional(z.int().check(z.gte(1, 'must be 1 or more'))),
  settings: z._default(z.record(z.string(), z.unknown()), {}),
  rateLimit: z.optional(rateLimit),
});

type Fields = Readonly<Record<string, unknown>>;

/** One destination, or what is in its way. */
export function connectOne(
  context: ApiContext,
  destination: Fields,
  before: Destination | undefined,
): Promise<Fields | FieldProblem[]> {
  const own = before && { ...before, settings: customersSettings(before) };
  const { replay, ...rest } = destination;
  return connected(rest, { replay }, (wanted) => asDestination.connectAnew(context, wanted, own));
}

/** One source, or what is in its way. */
export async function connectSource(
  context: ApiContext,
  source: Fields,
  before: Source | undefined,
): Promise<Fields | FieldProblem[]> {
  const own = before && { ...before, settings: before.settings ?? {} };
  const { kind = 'stream', ...rest } = source;
  if (source['componentId'] === undefined) return connected(source, {}, NOTHING);
  if (kind !== 'stream') return [{ path: 'kind', message: 'must be "stream", or be left out' }];
  if (rest['function'] !== undefined) return [{ path: 'function', message: 'is that of the catalog entry' }];
  return connected(rest, {}, (wanted) => asSource.connectAnew(context, wanted, own));
}

const NOTHING = (): Promise<object> => Promise.resolve({});

type Wanted = Parameters<typeof asDestination.connectAnew>[1];

/** `decided`: what else is the component's to say. */
async function connected(
  resource: Fields,
  decided: Fields,
  connect: (wanted: Wanted) => Promise<object>,
): Promise<Fields | FieldProblem[]> {
  const { componentVersion, componentCode, secretSettings, openSettings, ...rest } = resource;
  if (rest['componentId'] === undefined) {
    const fields: Fields = { componentVersion, componentCode, secretSettings, openSettings, ...decided };
    const own = Object.keys(fields).filter((name) => fields[name] !== undefined);
    return own.length === 0 ? rest : own.map((path) => ({ path, message: 'is there with componentId only' }));
  }
  const result = connectedFields.safeParse(resource);
  if (!result.success) return fieldProblems(result.error.issues);
  const { componentId, settings, rateLimit: limit } = result.data;
  const version = result.data.componentVersion;
  try {
    const wanted = { componentId, version, settings, ...(limit === undefined ? {} : { rateLimit: limit }) };
    return { ...rest, ...(await connect(wanted)) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.problems === undefined) throw error;
    return error.problems.map(({ path, message }) => ({ path: path.replace('metadataId', 'componentId'), message }));
  }
}
