import type { ConnectedSource } from '../../../domain/catalog/connect-component.ts';
import { aWriteKey, type KeyClass } from '../../../domain/events/write-keys.ts';
import { mergeSettings } from '../../../domain/workspace/secret-settings.ts';
import { isFunctionSource, type Source } from '../../../domain/workspace/workspace.ts';
import { ApiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody } from '../http/problem.ts';
import { definedFields } from '../http/route.ts';
import { asSource } from '../use-cases/connect.ts';
import { newResourceId, newWriteKey } from '../use-cases/new-ids.ts';
import { requireFunction } from '../use-cases/source-functions.ts';

// What becomes of a source that somebody describes or changes.

type Settings = Readonly<Record<string, unknown>>;

type NewSource = {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly enabled: boolean;
  readonly writeKeyClass: KeyClass;
  readonly settings?: { readonly acceptDeletes?: boolean | undefined } | undefined;
  readonly function?: string | undefined;
  readonly metadataId?: string | undefined;
  readonly componentVersion?: number | undefined;
  readonly reply?: boolean | undefined;
  readonly functionSettings?: Settings | undefined;
};

/** Throws 400 when it cannot be. */
export async function newSource(context: ApiContext, body: NewSource): Promise<Source> {
  const { caller, workspace } = context;
  const name = body.name ?? body.metadataId;
  if (name === undefined) throw invalidBody([{ path: 'name', message: 'is required' }]);
  const connected = await connectedOf(context, body);
  const document: Source = {
    ...{ id: body.id ?? newResourceId(name), workspace, name, enabled: body.enabled },
    ...{ writeKeys: [], acceptDeletes: body.settings?.acceptDeletes ?? false },
    ...(connected ?? ofFunction(body)),
    ...(caller.grant === undefined ? {} : { installedBy: caller.grant.app }),
  };
  const isOfRequests = isFunctionSource(document);
  const writeKeys = isOfRequests ? [] : [aWriteKey(newWriteKey(), body.writeKeyClass)];
  return requireFunction(context, { ...document, writeKeys });
}

/** What the entry of the catalog that it names makes of it. */
async function connectedOf(context: ApiContext, body: NewSource): Promise<ConnectedSource | undefined> {
  const { metadataId: componentId, componentVersion: version, functionSettings: settings = {} } = body;
  const idle =
    componentId === undefined ? { componentVersion: version } : { function: body.function, reply: body.reply };
  const message = componentId === undefined ? 'is there with metadataId only' : 'is that of the catalog entry';
  const problems = Object.entries(idle).flatMap(([path, value]) => (value === undefined ? [] : [{ path, message }]));
  if (problems.length > 0) throw invalidBody(problems);
  if (componentId === undefined) return undefined;
  return inTermsOfSources(asSource.connect(context, { componentId, version, settings }));
}

/** A component names settings as such; of a source they are those of what makes its events. */
async function inTermsOfSources<T>(connecting: Promise<T>): Promise<T> {
  try {
    return await connecting;
  } catch (error) {
    if (!(error instanceof ApiError) || error.problems === undefined) throw error;
    throw invalidBody(
      error.problems.map(({ path, message }) => ({ path: path.replace(/^settings/, 'functionSettings'), message })),
    );
  }
}

function ofFunction({ function: name, reply, functionSettings: given }: NewSource): Partial<Source> {
  return {
    ...(name === undefined ? {} : { kind: 'function', function: name }),
    ...definedFields({ reply, settings: given }),
  };
}

type Change = {
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly reply?: boolean | undefined;
  readonly settings?: { readonly acceptDeletes?: boolean | undefined } | undefined;
  readonly functionSettings?: Settings | undefined;
  readonly componentVersion?: number | undefined;
};

/** Throws 400 when it cannot be changed so. */
export async function changedSource(context: ApiContext, before: Source, change: Change): Promise<Source> {
  const { settings: changed = {}, functionSettings, componentVersion, ...fields } = change;
  const after: Source = { ...before, ...definedFields(fields), ...definedFields(changed) };
  const { componentId } = before;
  if (componentId === undefined) {
    if (componentVersion !== undefined) {
      throw invalidBody([{ path: 'componentVersion', message: 'is there with metadataId only' }]);
    }
    const merged =
      functionSettings === undefined ? {} : { settings: mergeSettings(before.settings ?? {}, functionSettings) };
    return requireFunction(context, { ...after, ...merged });
  }
  if (change.reply !== undefined) throw invalidBody([{ path: 'reply', message: 'is that of the catalog entry' }]);
  // Whatever the component is by now, its customer can always rename the source or switch it off.
  if (functionSettings === undefined && componentVersion === undefined) return after;
  const own = { ...before, componentId, settings: before.settings ?? {} };
  const wanted = { version: componentVersion, settings: functionSettings ?? {} };
  return withKeys({
    ...withoutConnected(after),
    ...(await inTermsOfSources(asSource.reconnect(context, own, wanted))),
  });
}

/** What the version of before has decided. */
function withoutConnected(source: Source): Source {
  const { componentCode: _, reply: __, secretSettings: ___, openSettings: ____, ...rest } = source;
  return rest;
}

/** A version without code wants a write key where the one before had an address. */
function withKeys(source: Source): Source {
  const isMissing = !isFunctionSource(source) && source.writeKeys.length === 0;
  return isMissing ? { ...source, writeKeys: [aWriteKey(newWriteKey(), 'server')] } : source;
}
