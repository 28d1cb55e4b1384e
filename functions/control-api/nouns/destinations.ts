import * as z from 'zod/mini';
import { resourceId, type Destination } from '../../../domain/workspace/destination.ts';
import { likelyMistakes } from '../../../domain/workspace/likely-mistakes.ts';
import { throttledRate } from '../../../domain/delivery/pace.ts';
import { NOTICE_PARTITION, destinationItemKey } from '../../../domain/tables/table-keys.ts';
import { adjustedSettings } from '../../shared/stores/config-store.ts';
import { batchGet } from '../../shared/dynamo/batch-get.ts';
import { readHealth, toNotice } from '../../shared/stores/health-store.ts';
import { itemKey } from '../../shared/dynamo/document-store.ts';
import { availableVersions } from '../use-cases/available-versions.ts';
import { configOf, createConfig, deleteConfig, listConfig, replaceConfig } from '../use-cases/config-resources.ts';
import type { ApiContext } from '../http/context.ts';
import { countedSubscriptions } from './destination-counts.ts';
import { changedDestination, newDestination } from './write-destination.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { route, SUCCESS } from '../http/route.ts';
import {
  destinationInput,
  destinationPatch,
  destinationView,
  viewOfDestination,
  type Condition,
} from './destination-fields.ts';

const params = z.object({ destinationId: resourceId });
const response = z.object({ destination: destinationView });
/** `warnings`: what is allowed and most likely a mistake. */
const writtenResponse = z.object({
  destination: destinationView,
  warnings: z.array(z.object({ path: z.string(), message: z.string() })),
});

/** Conditions of all destinations, by id. Notices of those that are asked for; what is out of order is one small partition. */
async function conditions(
  context: ApiContext,
  destinations: readonly Destination[],
): Promise<(destination: Destination) => Condition> {
  const { tables, now } = context;
  const noticeKeys = destinations.map(({ id }) => itemKey({ pk: NOTICE_PARTITION, sk: destinationItemKey(id) }));
  const [health, { items: notices }, available] = await Promise.all([
    readHealth(tables),
    batchGet(tables, noticeKeys),
    availableVersions(context, destinations),
  ]);
  const noticeOf = new Map(notices.map(toNotice).map(({ resource, message }) => [resource, message]));
  return (destination) => {
    const key = destinationItemKey(destination.id);
    const [notice, breaker, throttle] = [noticeOf.get(key), health.breakers.get(key), health.throttles.get(key)];
    const perSecond = throttle === undefined ? undefined : throttledRate(throttle, now.getTime());
    return {
      ...(notice === undefined ? {} : { notice }),
      ...(breaker === undefined ? {} : { down: { since: breaker.since, reason: breaker.reason } }),
      ...available(destination),
      ...(perSecond === undefined ? {} : { throttled: { perSecond } }),
    };
  };
}

const listDestinations = route({
  method: 'GET',
  path: '/destinations',
  operationId: 'listDestinations',
  summary: 'The destinations of the workspace, or of one source',
  permission: 'destinations:read',
  query: z.extend(pageQuery, { sourceId: z.optional(resourceId) }),
  response: z.object({ destinations: z.array(destinationView), pagination }),
  async answer(context, { query: { sourceId, ...query } }) {
    const all = await listConfig<Destination>(context, 'destination');
    const wanted = sourceId === undefined ? all : all.filter(({ source }) => source === sourceId);
    const { items, pagination: next } = pageOf(wanted, query, ({ id }) => id);
    const conditionOf = await conditions(context, items);
    const destinations = items.map((item) => viewOfDestination(item, context.workspace, conditionOf(item)));
    return { data: { destinations, pagination: next } };
  },
});

const createDestination = route({
  method: 'POST',
  path: '/destinations',
  operationId: 'createDestination',
  summary: 'Connects a destination to a source',
  description:
    'Either a webhook of your own (`kind` and `settings.url`), or an entry of the catalog (`metadataId`), whose settings schema `settings` must fit. A partner connects a component that is not published in the same way, to a source of his own workspace. Without `id` one is made of the name. Ids are unique in the installation and cannot be changed.',
  permission: 'destinations:write',
  errors: ['already_exists', 'quota_exceeded'],
  body: destinationInput,
  example: {
    sourceId: 'website',
    kind: 'webhook' as const,
    name: 'CRM',
    filter: 'type = "track"',
    settings: { url: 'https://crm.example.com/hook', sharedSecret: 'whsec_c2VjcmV0' },
    retry: { retries: 9, over: '4h' },
  },
  response: writtenResponse,
  status: 201,
  async answer(context, { body }) {
    const document = await newDestination(context, body);
    const revision = await createConfig(context, 'destination', document);
    return { data: written(context, document), revision };
  },
});

function written({ workspace }: ApiContext, document: Destination): z.input<typeof writtenResponse> {
  return { destination: viewOfDestination(document, workspace, {}), warnings: likelyMistakes(document) };
}

const getDestination = route({
  method: 'GET',
  path: '/destinations/{destinationId}',
  operationId: 'getDestination',
  summary: 'One destination, with what is out of order with it',
  permission: 'destinations:read',
  params,
  response,
  async answer(context, { params: { destinationId } }) {
    const { document, revision, text } = await configOf<Destination>(context, 'destination', destinationId);
    const condition = (await conditions(context, [document]))(document);
    const notice = [...(condition.notice === undefined ? [] : [condition.notice]), ...adjustedSettings(text)].join(' ');
    const told = { ...condition, ...(notice === '' ? {} : { notice }) };
    const destination = viewOfDestination(document, context.workspace, told);
    if (document.subscriptions === undefined) return { data: { destination }, revision };
    const subscriptions = await countedSubscriptions(context, document);
    return { data: { destination: { ...destination, subscriptions } }, revision };
  },
});

const updateDestination = route({
  method: 'PATCH',
  path: '/destinations/{destinationId}',
  operationId: 'updateDestination',
  summary: 'Changes a destination; what is left out stays, secrets too',
  description:
    'Settings are merged: `null` takes one away. An address of another origin wants the secrets anew; of a function or an action, another text among its settings does. `filter`, `rateLimit` and `switchOffAfter` can be taken away in the same way. A change takes the notice of the destination away.',
  permission: 'destinations:write',
  errors: ['secrets_needed', 'quota_exceeded'],
  params,
  body: destinationPatch,
  example: { enabled: true, settings: { region: 'eu' }, rateLimit: { perSecond: 50 } },
  response: writtenResponse,
  async answer(context, { params: { destinationId }, body }) {
    const stored = await configOf<Destination>(context, 'destination', destinationId);
    const document = await changedDestination(context, stored.document, body);
    const revision = await replaceConfig(context, 'destination', { stored, document });
    return { data: written(context, document), revision };
  },
});

const deleteDestination = route({
  method: 'DELETE',
  path: '/destinations/{destinationId}',
  operationId: 'deleteDestination',
  summary: 'Deletes a destination; events on their way to it are discarded',
  permission: 'destinations:write',
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { destinationId } }) {
    const stored = await configOf<Destination>(context, 'destination', destinationId);
    await deleteConfig(context, 'destination', stored);
    return { data: SUCCESS };
  },
});

export const destinationRoutes = [
  ...[listDestinations, createDestination, getDestination, updateDestination, deleteDestination],
] as const;
