import * as z from 'zod/mini';
import { resourceId, resourceName, type Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { aWriteKey, textOfKey } from '../../../domain/events/write-keys.ts';
import type { Stored } from '../../shared/dynamo/document-store.ts';
import { apiError } from '../http/api-error.ts';
import { configOf, createConfig, deleteConfig, listConfig, replaceConfig } from '../use-cases/config-resources.ts';
import type { ApiContext } from '../http/context.ts';
import { newWriteKey } from '../use-cases/new-ids.ts';
import {
  addressesIfKnown,
  keyClass,
  sourceParams as params,
  sourceResponse as response,
  sourceSettings as settings,
  sourceView,
  viewOf,
  viewOfOne,
} from './source-fields.ts';
import { availableVersions } from '../use-cases/available-versions.ts';
import { changedSource, newSource } from './write-source.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { route, SUCCESS } from '../http/route.ts';

const sourceOf = (context: ApiContext, id: string): Promise<Stored<Source>> => configOf(context, 'source', id);

async function replaceSource(context: ApiContext, stored: Stored<Source>, document: Source) {
  const revision = await replaceConfig(context, 'source', { stored, document });
  return { data: { source: viewOf(context, document) }, revision };
}

const functionFields = {
  /** Whether the sender is answered with what the function returns. */
  reply: z.optional(z.boolean()),
  /** What the function, or the entry of the catalog, asks for. In a change, what is left out stays, and `null` takes away. */
  functionSettings: z.optional(z.record(z.string(), z.unknown())),
  /** Of an entry of the catalog: the version; without it, the current one. */
  componentVersion: z.optional(z.int().check(z.gte(1))),
};

const listSources = route({
  method: 'GET',
  path: '/sources',
  operationId: 'listSources',
  summary: 'The sources of the workspace',
  permission: 'sources:read',
  query: pageQuery,
  response: z.object({ sources: z.array(sourceView), pagination }),
  async answer(context, { query }) {
    const { items, pagination: next } = pageOf(await listConfig<Source>(context, 'source'), query, ({ id }) => id);
    const available = await availableVersions(context, items);
    const sources = items.map((source) => ({ ...viewOf(context, source), ...available(source) }));
    return { data: { sources, pagination: next } };
  },
});

const createSource = route({
  method: 'POST',
  path: '/sources',
  operationId: 'createSource',
  summary: 'Creates a source with one write key, or with an address where code makes its events',
  description: 'Without `id` one is made of the name. Ids are unique in the installation and cannot be changed.',
  permission: 'sources:write',
  errors: ['already_exists', 'quota_exceeded'],
  body: z.strictObject({
    id: z.optional(resourceId),
    /** Without it, an entry of the catalog gives its own. */
    name: z.optional(resourceName),
    enabled: z._default(z.boolean(), true),
    /** Of its first write key. */
    writeKeyClass: keyClass,
    settings: z.optional(settings),
    /** A function of the workspace, of the type `source`: the source gets an address instead of a write key. */
    function: z.optional(resourceId),
    /** An entry of `GET /catalog/sources`: the source gets an address where that is code, and a write key where it is not. */
    metadataId: z.optional(resourceId),
    ...functionFields,
  }),
  example: { name: 'Website', enabled: true },
  response,
  status: 201,
  async answer(context, { body }) {
    const document = await newSource(context, body);
    const revision = await createConfig(context, 'source', document);
    const addresses = await addressesIfKnown(context, document);
    return { data: { source: { ...viewOf(context, document), ...addresses } }, revision };
  },
});

const getSource = route({
  method: 'GET',
  path: '/sources/{sourceId}',
  operationId: 'getSource',
  summary: 'One source',
  permission: 'sources:read',
  params,
  response,
  async answer(context, { params: { sourceId } }) {
    const { document, revision } = await sourceOf(context, sourceId);
    return { data: { source: await viewOfOne(context, document) }, revision };
  },
});

const updateSource = route({
  method: 'PATCH',
  path: '/sources/{sourceId}',
  operationId: 'updateSource',
  summary: 'Renames a source, switches it on or off, or changes its settings',
  permission: 'sources:write',
  errors: ['quota_exceeded'],
  params,
  body: z.strictObject({
    name: z.optional(resourceName),
    enabled: z.optional(z.boolean()),
    settings: z.optional(settings),
    ...functionFields,
  }),
  example: { enabled: false },
  response,
  async answer(context, { params: { sourceId }, body }) {
    const stored = await sourceOf(context, sourceId);
    return replaceSource(context, stored, await changedSource(context, stored.document, body));
  },
});

const deleteSource = route({
  method: 'DELETE',
  path: '/sources/{sourceId}',
  operationId: 'deleteSource',
  summary: 'Deletes a source that has no destinations; its archive stays',
  permission: 'sources:write',
  errors: ['source_in_use'],
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { sourceId } }) {
    const stored = await sourceOf(context, sourceId);
    const destinations = await listConfig<Destination>(context, 'destination');
    const inTheWay = destinations.filter(({ source }) => source === sourceId).map(({ id }) => id);
    if (inTheWay.length > 0) {
      throw apiError('source_in_use', { ids: inTheWay.slice(0, 10).join(', ') });
    }
    await deleteConfig(context, 'source', stored);
    return { data: SUCCESS };
  },
});

const createWriteKey = route({
  method: 'POST',
  path: '/sources/{sourceId}/writekey',
  operationId: 'createWriteKeyForSource',
  summary: 'Adds a write key; the others go on working, so that senders can change over one by one',
  permission: 'sources:write',
  errors: ['too_many_write_keys', 'quota_exceeded'],
  description:
    'A browser key may be public. A server key is a secret of your servers: what they send cannot be taken for a copy of what a browser key has sent, and they alone may send delete events.',
  params,
  body: z._default(z.strictObject({ class: keyClass }), { class: 'browser' }),
  example: { class: 'server' },
  response,
  status: 201,
  async answer(context, { params: { sourceId }, body }) {
    const stored = await sourceOf(context, sourceId);
    const { writeKeys } = stored.document;
    const most = context.quotas.writeKeysOfSource;
    if (writeKeys.length >= most) {
      throw apiError('too_many_write_keys', { most });
    }
    return replaceSource(context, stored, {
      ...stored.document,
      writeKeys: [...writeKeys, aWriteKey(newWriteKey(), body.class)],
    });
  },
});

async function revoke(context: ApiContext, { sourceId, writeKey }: { sourceId: string; writeKey: string }) {
  const stored = await sourceOf(context, sourceId);
  const writeKeys = stored.document.writeKeys.filter((key) => textOfKey(key) !== writeKey);
  if (writeKeys.length === stored.document.writeKeys.length) throw notFound('write key', writeKey);
  if (writeKeys.length === 0) {
    throw apiError('last_write_key');
  }
  return replaceSource(context, stored, { ...stored.document, writeKeys });
}

const revokeWriteKey = route({
  method: 'DELETE',
  path: '/sources/{sourceId}/writekey',
  operationId: 'revokeWriteKey',
  summary: 'Revokes a write key; a source keeps at least one',
  permission: 'sources:write',
  errors: ['last_write_key'],
  params,
  query: z.strictObject({ writeKey: z.string().check(z.minLength(1)) }),
  response,
  answer: (context, { params: { sourceId }, query: { writeKey } }) => revoke(context, { sourceId, writeKey }),
});

const revokeWriteKeyInPath = route({
  method: 'DELETE',
  path: '/sources/{sourceId}/writekey/{writeKey}',
  mayHoldSlashes: 'writeKey',
  operationId: 'removeWriteKeyFromSource',
  summary: 'The same, for a write key that a path can carry: without `?`, and not `.` or `..`',
  permission: 'sources:write',
  errors: ['last_write_key'],
  params: z.object({ sourceId: resourceId, writeKey: z.string() }),
  response,
  answer: (context, { params: wanted }) => revoke(context, wanted),
});

export const sourceRoutes = [
  ...[listSources, createSource, getSource, updateSource, deleteSource],
  ...[createWriteKey, revokeWriteKey, revokeWriteKeyInPath],
] as const;
