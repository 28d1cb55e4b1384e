import * as z from 'zod/mini';
import { resourceId, type Destination } from '../../../domain/workspace/destination.ts';
import type { Stored } from '../../shared/dynamo/document-store.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import type { FieldProblem } from '../http/field-problems.ts';
import { invalidBody } from '../http/problem.ts';
import { route, SUCCESS, withoutNulls } from '../http/route.ts';
import { configOf, replaceConfig } from '../use-cases/config-resources.ts';
import { newResourceId } from '../use-cases/new-ids.ts';
import { countedSubscriptions } from './destination-counts.ts';
import { problemsOfSubscriptions, subscriptionView, viewOfSubscription } from './destination-fields.ts';
import { changedDestination } from './write-destination.ts';

// Subscriptions one by one. They are a part of their destination: its revision is theirs, and a change of one is a change
// of it.

type Given = Readonly<Record<string, unknown>>;
type View = z.input<typeof subscriptionView>;

const destinationParams = z.object({ destinationId: resourceId });
const params = z.extend(destinationParams, { subscriptionId: resourceId });
const response = z.object({ subscription: subscriptionView });

/** What its kind wants beside is the kind's to judge. */
const subscriptionInput = z.looseObject({
  id: z.optional(resourceId),
  name: z.optional(z.string()),
  trigger: z.optional(z.string()),
  enabled: z.optional(z.boolean()),
});

const subscriptionPatch = z.looseObject({
  id: z.optional(z.never('cannot be changed: events on their way know it by its id')),
  /** Where in the list it is to stand, from 0. */
  position: z.optional(z.int().check(z.gte(0, 'must be 0 or more'))),
});

const storedIn = (context: ApiContext, destinationId: string): Promise<Stored<Destination>> =>
  configOf<Destination>(context, 'destination', destinationId);

const givenOf = ({ subscriptions = [] }: Destination): readonly Given[] => subscriptions.map(viewOfSubscription);

/** Where it is in the list; 404 when it is not there. */
function placeOf({ id: destination, subscriptions = [] }: Destination, id: string): number {
  const index = subscriptions.findIndex((each) => each.id === id);
  if (index < 0) throw apiError('unknown_subscription', { id, destination });
  return index;
}

/** Stores the list in the place of the one that there is. `index`: the one that somebody has given, and is told about. */
async function replaceList(
  context: ApiContext,
  stored: Stored<Destination>,
  { list, index }: { readonly list: readonly Given[]; readonly index?: number },
): Promise<{ readonly document: Destination; readonly revision: string }> {
  const problems = problemsOfSubscriptions(stored.document.kind, list);
  if (problems.length > 0) throw invalidBody(problems.map((problem) => aboutOne(problem, index)));
  const document = await changedDestination(context, stored.document, { subscriptions: [...list] });
  return { document, revision: await replaceConfig(context, 'destination', { stored, document }) };
}

/** `[2].mapping.a` -> `mapping.a` */
function aboutOne({ path, message }: FieldProblem, index: number | undefined): FieldProblem {
  const own = `[${index ?? ''}].`;
  return { path: path.startsWith(own) ? path.slice(own.length) : '', message };
}

async function shown(context: ApiContext, document: Destination, id: string): Promise<View> {
  const all = await countedSubscriptions(context, document);
  const found = all.find((each) => each.id === id);
  if (found === undefined) throw apiError('unknown_subscription', { id, destination: document.id });
  return found;
}

const listSubscriptions = route({
  method: 'GET',
  path: '/destinations/{destinationId}/subscriptions',
  operationId: 'listSubscriptionsFromDestination',
  summary: 'What a destination does with events, with what became of the events for each',
  description: 'In their order. None for a kind that does one thing with every event, such as a webhook.',
  permission: 'destinations:read',
  params: destinationParams,
  response: z.object({ subscriptions: z.array(subscriptionView) }),
  async answer(context, { params: { destinationId } }) {
    const { document, revision } = await storedIn(context, destinationId);
    return { data: { subscriptions: await countedSubscriptions(context, document) }, revision };
  },
});

const createSubscription = route({
  method: 'POST',
  path: '/destinations/{destinationId}/subscriptions',
  operationId: 'createDestinationSubscription',
  summary: 'Has a destination do one more thing with events',
  description:
    'It gets the events that the destination wants and for which its `trigger` holds. What it has beside (`action`, `mapping`) is said by its kind. Without `id` one is made of the name. It is the last of the list.',
  permission: 'destinations:write',
  errors: ['quota_exceeded'],
  params: destinationParams,
  body: subscriptionInput,
  example: {
    name: 'Orders',
    action: 'postToChannel',
    trigger: 'type = "track" and event = "Order Completed"',
    mapping: { text: { '@template': 'Order of {{properties.total}}' } },
    enabled: true,
  },
  response,
  status: 201,
  async answer(context, { params: { destinationId }, body }) {
    const stored = await storedIn(context, destinationId);
    const others = givenOf(stored.document);
    const id = body.id ?? newResourceId(body.name ?? '');
    const list = [...others, { ...body, id }];
    const { document, revision } = await replaceList(context, stored, { list, index: others.length });
    return { data: { subscription: await shown(context, document, id) }, revision };
  },
});

const getSubscription = route({
  method: 'GET',
  path: '/destinations/{destinationId}/subscriptions/{subscriptionId}',
  operationId: 'getSubscriptionFromDestination',
  summary: 'One of the things that a destination does with events',
  permission: 'destinations:read',
  errors: ['unknown_subscription'],
  params,
  response,
  async answer(context, { params: { destinationId, subscriptionId } }) {
    const { document, revision } = await storedIn(context, destinationId);
    return { data: { subscription: await shown(context, document, subscriptionId) }, revision };
  },
});

const updateSubscription = route({
  method: 'PATCH',
  path: '/destinations/{destinationId}/subscriptions/{subscriptionId}',
  operationId: 'updateSubscriptionForDestination',
  summary: 'Changes one thing that a destination does with events; what is left out stays',
  description:
    '`null` takes a field away. A mapping is replaced as a whole. Events that are tried again are tried with what is stored by then.',
  permission: 'destinations:write',
  errors: ['unknown_subscription', 'quota_exceeded'],
  params,
  body: subscriptionPatch,
  example: { enabled: false, position: 0 },
  response,
  async answer(context, { params: { destinationId, subscriptionId }, body }) {
    const stored = await storedIn(context, destinationId);
    const place = placeOf(stored.document, subscriptionId);
    const { position = place, ...change } = body;
    const before = givenOf(stored.document);
    const changed = withoutNulls({ ...before[place], ...change }) as Given;
    const list = before.toSpliced(place, 1).toSpliced(position, 0, changed);
    const index = Math.min(position, before.length - 1);
    const { document, revision } = await replaceList(context, stored, { list, index });
    return { data: { subscription: await shown(context, document, subscriptionId) }, revision };
  },
});

const removeSubscription = route({
  method: 'DELETE',
  path: '/destinations/{destinationId}/subscriptions/{subscriptionId}',
  operationId: 'removeSubscriptionFromDestination',
  summary: 'Ends one thing that a destination does with events; those on their way to it are discarded',
  permission: 'destinations:write',
  errors: ['unknown_subscription'],
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { destinationId, subscriptionId } }) {
    const stored = await storedIn(context, destinationId);
    const list = givenOf(stored.document).toSpliced(placeOf(stored.document, subscriptionId), 1);
    await replaceList(context, stored, { list });
    return { data: SUCCESS };
  },
});

export const destinationSubscriptionRoutes = [
  ...[listSubscriptions, createSubscription, getSubscription, updateSubscription, removeSubscription],
] as const;
