import type { FunctionDocument, FunctionInput, FunctionVersion } from '../../../domain/workspace/function.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { deployVersion, saveVersion } from '../../../domain/workspace/function-versions.ts';
import { namedFunctions } from '../../../domain/workspace/insert.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { functionKey, functionVersionKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, readDocuments, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import type { FunctionDesk } from '../../shared/functions/function-desk.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody, notFound } from '../http/problem.ts';
import { listConfig } from './config-resources.ts';

// Functions: code in versions, and a pointer to the one that runs. Nothing is saved that does not load.

export type StoredFunction = Stored<FunctionDocument>;

/** Throws 404. */
export async function functionOf({ tables, workspace }: ApiContext, id: string): Promise<StoredFunction> {
  const stored = await readDocument<FunctionDocument>(tables, functionKey(workspace, id));
  if (stored === undefined) throw notFound('function', id);
  return stored;
}

export async function listFunctions({ tables, workspace }: ApiContext): Promise<FunctionDocument[]> {
  const stored = await readDocuments<FunctionDocument>(tables, functionKey(workspace, ''));
  return stored.map(({ document }) => document);
}

/** Oldest first. */
export async function versionsOf({ tables, workspace }: ApiContext, id: string): Promise<FunctionVersion[]> {
  const stored = await readDocuments<FunctionVersion>(tables, functionVersionKey(workspace, id));
  return stored.map(({ document }) => document);
}

/** Throws 404. */
export async function versionOf(
  { tables, workspace }: ApiContext,
  id: string,
  number: number,
): Promise<FunctionVersion> {
  const stored = await readDocument<FunctionVersion>(tables, functionVersionKey(workspace, id, number));
  if (stored === undefined) throw notFound('version', String(number));
  return stored.document;
}

/** What runs functions. Throws 503 where there is nothing. */
export function deskOf({ outside }: ApiContext): FunctionDesk {
  if (outside.functions === undefined) throw apiError('runner_unavailable');
  return outside.functions;
}

/** The code of a version. */
export async function codeOf(context: ApiContext, { hash }: Pick<FunctionVersion, 'hash'>): Promise<string> {
  return (await deskOf(context).code.read(hash)) ?? '';
}

export type Saved = {
  readonly document: FunctionDocument;
  readonly version: FunctionVersion;
  readonly revision: string;
};

/** Makes a function, or another version of one. Throws 400 when the code does not load. */
export async function saveFunction(
  context: ApiContext,
  input: FunctionInput,
  { stored, isDeployed }: { readonly stored: StoredFunction | undefined; readonly isDeployed: boolean },
): Promise<Saved> {
  const { workspace, caller, now, tables } = context;
  const { id, type } = input;
  const desk = deskOf(context);
  const tried = await desk.tryCode({ workspace, id }, type, input.code);
  if (tried.kind === 'unavailable') throw apiError('runner_unavailable');
  if (tried.kind === 'broken') throw invalidBody([{ path: 'code', message: `does not load: ${tried.message}` }]);
  const latest = stored && (await versionOf(context, id, stored.document.latest));
  const before = stored && latest && { document: stored.document, latest };
  if (before === undefined) await requireRoom(context);
  const { document, version } = saveVersion(before, {
    ...{ workspace, input, code: tried.code, by: caller.actor, now, isDeployed },
  });
  // Before what names it; code that nothing names does no harm.
  await desk.code.put(input.code);
  await context.change({
    resource: { type: 'function', id },
    ...(stored === undefined ? {} : { replaces: stored, before: stored.document }),
    after: document,
    writes: [
      { key: functionKey(workspace, id), document, replaces: stored ?? 'nothing' },
      ...(version === undefined
        ? []
        : [
            { key: functionVersionKey(workspace, id, version.number), document: version, replaces: 'nothing' as const },
          ]),
    ],
    isConfig: true,
  });
  const current = version ?? latest;
  if (current === undefined) throw new Error(`the function ${id} has no version in ${tables.table}`);
  return { document, version: current, revision: revisionOf(document) };
}

async function requireRoom(context: ApiContext): Promise<void> {
  const most = FUNCTION_LIMITS.functionsOfWorkspace;
  if ((await listFunctions(context)).length < most) return;
  throw apiError('too_many_functions', { most });
}

/** Lets another version run. */
export async function deployFunction(
  context: ApiContext,
  stored: StoredFunction,
  number: number,
): Promise<{ readonly document: FunctionDocument; readonly revision: string }> {
  const version = await versionOf(context, stored.document.id, number);
  const document = deployVersion(stored.document, version, context.now);
  await context.change({
    resource: { type: 'function', id: document.id },
    ...{ replaces: stored, before: stored.document, after: document },
    writes: [{ key: stored.key, document, replaces: stored }],
    isConfig: true,
  });
  return { document, revision: revisionOf(document) };
}

/** Throws 409 while destinations or sources use it. Its code stays where it is, which nothing names any more. */
export async function deleteFunction(context: ApiContext, stored: StoredFunction): Promise<void> {
  const { id } = stored.document;
  const destinations = (await listConfig<Destination>(context, 'destination')).filter((destination) =>
    namedFunctions(destination).includes(id),
  );
  const sources = (await listConfig<Source>(context, 'source')).filter((source) => source.function === id);
  const users = [...destinations, ...sources];
  if (users.length > 0) throw apiError('function_in_use', { ids: users.map((user) => user.id).join(', ') });
  const versions = await readDocuments<FunctionVersion>(context.tables, functionVersionKey(context.workspace, id));
  await context.change({
    resource: { type: 'function', id },
    ...{ replaces: stored, before: stored.document },
    writes: [
      { key: stored.key, replaces: stored },
      ...versions.map(({ key }) => ({ key, replaces: 'anything' as const })),
    ],
    isConfig: true,
  });
}

/** What runs of each function, as a file has it. One that was never deployed is none yet. */
export async function exportFunctions(context: ApiContext): Promise<Record<string, unknown>[]> {
  const all = await listFunctions(context);
  const exportedOnes = all.map(async ({ id, name, description, type, deployed }) =>
    deployed === undefined
      ? []
      : [
          {
            ...{ id, type },
            ...(name === id ? {} : { name }),
            ...(description === undefined ? {} : { description }),
            ...(Object.keys(deployed.settings).length === 0 ? {} : { settings: deployed.settings }),
            code: await codeOf(context, deployed),
          },
        ],
  );
  return (await Promise.all(exportedOnes)).flat();
}
