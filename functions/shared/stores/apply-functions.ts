import type { ActionCatalog } from '../../../domain/catalog/check-action.ts';
import type { Actor } from '../../../domain/access/people.ts';
import { differences, isSame } from '../../../domain/base/differences.ts';
import type { FunctionDocument, FunctionInput, FunctionVersion } from '../../../domain/workspace/function.ts';
import type { FunctionType } from '../../../domain/functions/function-call.ts';
import { saveVersion, type TriedResult } from '../../../domain/workspace/function-versions.ts';
import { functionKey, functionVersionKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, readDocuments, transact, writeItem, type Stored, type Table } from '../dynamo/document-store.ts';
import { raiseVersion } from './config-version.ts';
import { auditItem, sha256 } from './workspace-items.ts';

// The functions of a workspace file: what would change, and making it so. A file without the list says nothing of them.

/** What code is tried by, and kept in. */
export type CodeDesk = {
  readonly code: { put(code: string): Promise<string> };
  tryCode(
    name: { readonly workspace: string; readonly id: string },
    type: FunctionType,
    code: string,
  ): Promise<TriedResult>;
};

export type FunctionStore = Table & {
  readonly now: () => Date;
  readonly functions?: CodeDesk | undefined;
  /** What there is of actions; without it, nothing of them is checked. */
  readonly actions?: ActionCatalog | undefined;
};

/** As resources with a key are called in a change. */
const functionItemName = (id: string): string => ['function', id].join('#');

type Change = {
  readonly action: 'create' | 'update' | 'delete';
  readonly resource: string;
  readonly differences?: ReturnType<typeof differences>;
};

/** Code of a file does not load; `id` is that of the function. */
export class FunctionLoadError extends Error {
  override readonly name = 'FunctionLoadError';
  readonly id: string;
  constructor(id: string, message: string) {
    super(message);
    this.id = id;
  }
}

type Present = {
  readonly document: FunctionDocument;
  readonly stored: Stored<FunctionDocument>;
  readonly latest: FunctionVersion | undefined;
};

async function presentOf(store: FunctionStore, workspace: string): Promise<ReadonlyMap<string, Present>> {
  const all = await readDocuments<FunctionDocument>(store, functionKey(workspace, ''));
  const present = await Promise.all(
    all.map(async (stored): Promise<readonly [string, Present]> => {
      const { document } = stored;
      const latest = await readDocument<FunctionVersion>(
        store,
        functionVersionKey(workspace, document.id, document.latest),
      );
      return [document.id, { document, stored, latest: latest?.document }];
    }),
  );
  return new Map(present);
}

/** What of a function people compare. */
function shownOf({ document, latest }: Pick<Present, 'document' | 'latest'>): object {
  const { name, description, type, deployed } = document;
  const isLatest = deployed?.number === latest?.number;
  const about = { name, type, code: latest?.hash.slice(0, 12), settings: latest?.settings, isDeployed: isLatest };
  return description === undefined ? about : { ...about, description };
}

function wantedOf({ id, name = id, description, type, code, settings }: FunctionInput): object {
  const about = { name, type, code: sha256(code).slice(0, 12), settings, isDeployed: true };
  return description === undefined ? about : { ...about, description };
}

/** What a list of functions would change of those that there are. */
export async function planFunctions(
  store: FunctionStore,
  workspace: string,
  { wanted, kept = NONE }: Pick<Applying, 'wanted' | 'kept'>,
): Promise<Change[]> {
  if (wanted === undefined) return [];
  const present = await presentOf(store, workspace);
  const puts = wanted.flatMap((input): Change[] => {
    if (kept.has(input.id)) return [];
    const found = present.get(input.id);
    const resource = functionItemName(input.id);
    if (found === undefined) return [{ action: 'create', resource }];
    const [before, after] = [shownOf(found), wantedOf(input)];
    return isSame(before, after) ? [] : [{ action: 'update', resource, differences: differences(before, after) }];
  });
  const ids = new Set(wanted.map(({ id }) => id));
  const gone = [...present.keys()].filter((id) => !ids.has(id) && !kept.has(id));
  return [...puts, ...gone.map((id): Change => ({ action: 'delete', resource: functionItemName(id) }))];
}

type Applying = {
  readonly workspace: string;
  readonly wanted: readonly FunctionInput[] | undefined;
  /** Ids of those that stay as they are, whatever the list says. */
  readonly kept?: ReadonlySet<string> | undefined;
  readonly by: Actor;
};

const NONE: ReadonlySet<string> = new Set();

/** Saves and deploys what is new or other. Nothing is saved unless all of it loads. */
export async function saveFunctions(store: FunctionStore, applying: Applying): Promise<void> {
  const { workspace, wanted = [], kept = NONE, by } = applying;
  const { functions: desk, now } = store;
  const present = await presentOf(store, workspace);
  const changed = wanted.filter((input) => {
    if (kept.has(input.id)) return false;
    const found = present.get(input.id);
    return found === undefined || !isSame(shownOf(found), wantedOf(input));
  });
  if (changed.length === 0) return;
  if (desk === undefined) throw new Error('there is nothing that could run functions');
  const tried = await Promise.all(
    changed.map(async (input) => ({
      input,
      result: await desk.tryCode({ workspace, id: input.id }, input.type, input.code),
    })),
  );
  for (const { input, result } of tried) {
    if (result.kind === 'broken') throw new FunctionLoadError(input.id, result.message);
    if (result.kind === 'unavailable') throw new Error(`nothing could try the function ${input.id} at the moment`);
  }
  for (const { input, result } of tried) {
    if (result.kind !== 'loads') continue;
    const found = present.get(input.id);
    const before = found?.latest && { document: found.document, latest: found.latest };
    const asked = { workspace, input, code: result.code, by, now: now(), isDeployed: true };
    const { document, version } = saveVersion(before, asked);
    await desk.code.put(input.code);
    await transactOne(store, { workspace, by, document, version, found });
  }
}

type One = {
  readonly workspace: string;
  readonly by: Actor;
  readonly document: FunctionDocument;
  readonly version: FunctionVersion | undefined;
  readonly found: Present | undefined;
};

async function transactOne(store: FunctionStore, { workspace, by, document, version, found }: One): Promise<void> {
  const { table, now } = store;
  const { id } = document;
  const event = { type: found === undefined ? 'createByFile' : 'updateByFile', actor: by, resourceType: 'function' };
  const refused = await transact(store, [
    writeItem(table, { key: functionKey(workspace, id), document, replaces: found?.stored ?? 'nothing' }),
    ...(version === undefined
      ? []
      : [
          writeItem(table, {
            key: functionVersionKey(workspace, id, version.number),
            document: version,
            replaces: 'nothing',
          }),
        ]),
    auditItem(table, workspace, {
      ...event,
      resourceId: id,
      at: now(),
      after: document,
      ...(found === undefined ? {} : { before: found.document }),
    }),
    raiseVersion(table, [workspace]),
  ]);
  if (refused !== undefined) throw new Error(`the function ${id} was changed at the same moment: apply again`);
}

/** Deletes what the list does not name; after the destinations that used it. */
export async function deleteOtherFunctions(store: FunctionStore, applying: Applying): Promise<void> {
  const { workspace, wanted, kept = NONE, by } = applying;
  if (wanted === undefined) return;
  const ids = new Set(wanted.map(({ id }) => id));
  const { table, now } = store;
  for (const [id, { stored }] of await presentOf(store, workspace)) {
    if (ids.has(id) || kept.has(id)) continue;
    const versions = await readDocuments(store, functionVersionKey(workspace, id));
    const event = { type: 'deleteByFile', actor: by, resourceType: 'function', resourceId: id };
    await transact(store, [
      writeItem(table, { key: stored.key, replaces: stored }),
      ...versions.slice(0, 90).map(({ key }) => writeItem(table, { key, replaces: 'anything' })),
      auditItem(table, workspace, { ...event, at: now(), before: stored.document }),
      raiseVersion(table, [workspace]),
    ]);
  }
}

/** What a file, and what is stored, say of each function: what it is for, and which settings it wants. */
export async function describeFunctions(
  store: FunctionStore,
  workspace: string,
  { wanted, kept = NONE }: Pick<Applying, 'wanted' | 'kept'>,
): Promise<ReadonlyMap<string, Pick<FunctionInput, 'type' | 'settings'>>> {
  const isStoredAsked = wanted === undefined || kept.size > 0;
  const stored = isStoredAsked ? await readDocuments<FunctionDocument>(store, functionKey(workspace, '')) : [];
  return new Map([
    ...stored.map(
      ({ document: { id, type, deployed } }) => [id, { type, settings: deployed?.settings ?? {} }] as const,
    ),
    ...(wanted ?? [])
      .filter(({ id }) => !kept.has(id))
      .map(({ id, type, settings }) => [id, { type, settings }] as const),
  ]);
}

/** The ids of the functions that there are. */
export async function functionIds(store: FunctionStore, workspace: string): Promise<string[]> {
  const stored = await readDocuments<FunctionDocument>(store, functionKey(workspace, ''));
  return stored.map(({ document }) => document.id);
}
