import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { maskSettings } from '../../../domain/workspace/secret-settings.ts';
import { isFunctionSource, type Source } from '../../../domain/workspace/workspace.ts';
import { classOfKey, KEY_CLASSES, keysOf } from '../../../domain/events/write-keys.ts';
import { readKeyUses } from '../../shared/stores/key-use-store.ts';
import type { ApiContext } from '../http/context.ts';
import { definedFields } from '../http/route.ts';
import { availableVersions } from '../use-cases/available-versions.ts';
import { listAddresses } from '../use-cases/source-functions.ts';

// A source as the API shows it.

/** Where requests come. `endsAt`: until when, after a rotation. */
export const addressView = z.object({
  id: z.string(),
  url: z.string(),
  createdAt: z.string(),
  endsAt: z.optional(z.string()),
});

export const sourceView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  workspaceId: z.string(),
  enabled: z.boolean(),
  /** Empty for who may not write sources. */
  writeKeys: z.array(z.string()),
  /** Those of `writeKeys` that are server keys; the others are browser keys. */
  serverWriteKeys: z.array(z.string()),
  settings: z.object({ acceptDeletes: z.boolean() }),
  /** Absent where SDKs send its events. `function`: a function of the workspace makes them; `stream`: it is of the catalog. */
  kind: z.optional(z.enum(['function', 'stream'])),
  /** The catalog entry that it is made of, its version, and the one that could be taken. */
  metadataId: z.optional(z.string()),
  componentVersion: z.optional(z.number()),
  availableVersion: z.optional(z.number()),
  /** The app that has made it. */
  installedBy: z.optional(z.string()),
  /** Of a source of requests: the function that makes its events, whether it answers by it; what that, or the entry, asks for. */
  function: z.optional(z.string()),
  reply: z.optional(z.boolean()),
  functionSettings: z.optional(z.record(z.string(), z.unknown())),
  /** Of one source that is asked for, for who may write sources. */
  addresses: z.optional(z.array(addressView)),
  /** Of one source that is asked for. `lastUsedAt` is exact to ten minutes; absent if it was not within 400 days. */
  writeKeyUses: z.optional(z.array(z.object({ writeKey: z.string(), lastUsedAt: z.optional(z.string()) }))),
});
export const sourceParams = z.object({ sourceId: resourceId });
export const sourceResponse = z.object({ source: sourceView });
export const keyClass = z._default(z.enum(KEY_CLASSES), 'browser');
export const sourceSettings = z.strictObject({ acceptDeletes: z.optional(z.boolean()) });

export function viewOf({ caller, workspace }: ApiContext, source: Source) {
  const { id, name, enabled, acceptDeletes, kind, componentId, componentVersion, installedBy } = source;
  const writeKeys = caller.permissions.has('sources:write') ? keysOf(source) : [];
  return {
    ...{ id, slug: id, name: name ?? id, workspaceId: workspace, enabled },
    writeKeys,
    serverWriteKeys: writeKeys.filter((key) => classOfKey(source, key) === 'server'),
    settings: { acceptDeletes },
    ...definedFields({ kind, metadataId: componentId, componentVersion, installedBy }),
    ...definedFields({ function: source.function, reply: source.reply }),
    ...(source.settings === undefined ? {} : { functionSettings: maskSettings(source.settings, undefined, source) }),
  };
}

/** With when its keys were used, and with its addresses. */
export async function viewOfOne(context: ApiContext, source: Source): Promise<z.input<typeof sourceView>> {
  const view = viewOf(context, source);
  const usedAt = await readKeyUses(context.tables, source.id);
  const writeKeyUses = view.writeKeys.map((writeKey) => ({
    writeKey,
    ...definedFields({ lastUsedAt: usedAt(writeKey) }),
  }));
  const available = await availableVersions(context, [source]);
  return { ...view, ...available(source), ...(await addressesIfKnown(context, source)), writeKeyUses };
}

/** Its addresses, for who may know them. */
export async function addressesIfKnown(context: ApiContext, source: Source) {
  const mayKnow = context.caller.permissions.has('sources:write');
  return mayKnow && isFunctionSource(source) ? { addresses: await listAddresses(context, source.id) } : {};
}
