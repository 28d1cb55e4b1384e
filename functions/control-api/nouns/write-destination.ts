import type * as z from 'zod/mini';
import { DEFAULT_BREAKER_POLICY } from '../../../domain/delivery/circuit-breaker.ts';
import { DEFAULT_RETRY_POLICY } from '../../../domain/delivery/retry-schedule.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import {
  decidedBy,
  decideInserts,
  problemsOfInserts,
  problemsOfSettings,
  type FunctionSettings,
} from '../../../domain/workspace/function.ts';
import { fillInserts, insertsOf } from '../../../domain/workspace/insert.ts';
import { checkAction } from '../../../domain/catalog/check-action.ts';
import { actionProblem, functionProblem } from '../../../domain/workspace/destination.ts';
import { listFunctions } from '../use-cases/functions.ts';
import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import { KINDS, withKind } from '../../../destinations/kinds.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody } from '../http/problem.ts';
import { listConfig } from '../use-cases/config-resources.ts';
import { asDestination } from '../use-cases/connect.ts';
import { requireLane } from '../use-cases/lanes.ts';
import { newResourceId } from '../use-cases/new-ids.ts';
import { requireSecretsAnew } from '../use-cases/require-secrets.ts';
import {
  parseSubscriptions,
  patchConnected,
  patchDestination,
  patchFields,
  requireBatches,
  type destinationInput,
  type destinationPatch,
} from './destination-fields.ts';

// What becomes of a destination that somebody describes or changes: to store it, or to try it first.

/** Throws 400 when it cannot be. */
export async function newDestination(
  context: ApiContext,
  input: z.output<typeof destinationInput>,
): Promise<Destination> {
  const { sourceId, metadataId: componentId, componentVersion: version, subscriptions, ...fields } = input;
  await requireSource(context, sourceId);
  requireComponent(context, componentId);
  const { kind, settings, rateLimit } = fields;
  const limit = rateLimit === undefined ? {} : { rateLimit };
  const connected =
    kind === undefined
      ? await asDestination.connect(context, { componentId: componentId ?? '', version, settings, ...limit })
      : { ...withKind(kind, settings), lane: fields.lane ?? KINDS[kind].lane };
  const name = fields.name ?? componentId ?? '';
  const document: Destination = {
    ...{ ...fields, name, id: fields.id ?? newResourceId(name) },
    workspace: context.workspace,
    source: sourceId,
    enabled: fields.enabled ?? true,
    retry: fields.retry ?? DEFAULT_RETRY_POLICY,
    breaker: fields.breaker ?? DEFAULT_BREAKER_POLICY,
    ...connected,
    ...parseSubscriptions(connected.kind, subscriptions),
    ...(context.caller.grant === undefined ? {} : { installedBy: context.caller.grant.app }),
  };
  requireBatches(document);
  await requireLane(context, document);
  return withFunctions(context, document);
}

/** What the catalog of actions says of it. Throws 400 when it is none of it, or not as it wants. */
async function withCatalog({ outside: { actions } }: ApiContext, destination: Destination): Promise<Destination> {
  const message = actionProblem(destination);
  if (message !== undefined) throw invalidBody([{ path: 'action', message }]);
  if (destination.action === undefined || actions === undefined) return destination;
  const { problems, secretSettings } = await checkAction(actions, destination);
  if (problems.length > 0) throw invalidBody(problems);
  return { ...destination, secretSettings: [...secretSettings] };
}

/** What its functions say of it. Throws 400 when there is no such function, or its settings are not what it asks for. */
async function withFunctions(context: ApiContext, written: Destination): Promise<Destination> {
  const destination = await withCatalog(context, written);
  const message = functionProblem(destination);
  if (message !== undefined) throw invalidBody([{ path: 'function', message }]);
  const { function: id, insert = [] } = destination;
  if (id === undefined && insert.length === 0) return destination;
  const all = new Map((await listFunctions(context)).map((found) => [found.id, found]));
  const named = [
    ...(id === undefined ? [] : [['function', id] as const]),
    ...insertsOf(destination).map((each) => ['insert', each.function] as const),
  ];
  const problems = named.flatMap(([path, name]) => {
    const type = all.get(name)?.type;
    const wanted = path === 'insert' ? 'insert' : 'destination';
    if (type === undefined) return [{ path, message: `there is no function "${name}" in this workspace` }];
    return type === wanted ? [] : [{ path, message: `"${name}" is a function of the type ${type}` }];
  });
  if (problems.length > 0) throw invalidBody(problems);
  const settingsOf = (name: string): FunctionSettings => all.get(name)?.deployed?.settings ?? {};
  const asked = id === undefined ? undefined : all.get(id)?.deployed?.settings;
  const own = asked === undefined ? [] : problemsOfSettings(asked, destination.settings);
  const wrong = [
    ...own.map(({ name, message: why }) => ({ path: `settings.${name}`, message: why })),
    ...problemsOfInserts(destination, settingsOf).map(({ name: path, message: why }) => ({ path, message: why })),
  ];
  if (wrong.length > 0) throw invalidBody(wrong);
  const decided = insert.length === 0 ? destination : { ...destination, insert: decideInserts(insert, settingsOf) };
  if (asked === undefined) return decided;
  const { secretSettings: _, openSettings: __, ...rest } = decided;
  return { ...rest, ...decidedBy(asked) };
}

async function requireSource(context: ApiContext, sourceId: string): Promise<void> {
  const sources = await listConfig<Source>(context, 'source');
  if (sources.some(({ id }) => id === sourceId)) return;
  const problems = [
    { path: 'sourceId', message: `there is no source "${sourceId}" in the workspace "${context.workspace}"` },
  ];
  throw invalidBody(problems);
}

/** What people have agreed to is the component of an app, and no address that the app thinks of later. */
function requireComponent({ caller: { grant } }: ApiContext, componentId: string | undefined): void {
  if (grant === undefined || componentId !== undefined) return;
  const problems = [{ path: 'metadataId', message: `must be a component of the app "${grant.app}"` }];
  throw invalidBody(problems);
}

type Patch = z.output<typeof destinationPatch>;

/** Throws 400 when it cannot be changed so, or when secrets would go along to another address. */
export async function changedDestination(context: ApiContext, before: Destination, given: Patch): Promise<Destination> {
  const { subscriptions } = given;
  const named = subscriptions === undefined ? {} : parseSubscriptions(before.kind, subscriptions);
  const inserts = fillInserts(given.insert ?? undefined, before);
  if (inserts.missing.length > 0) {
    throw invalidBody(inserts.missing.map((path) => ({ path, message: 'there is nothing stored that could be kept' })));
  }
  const patch = { ...given, ...named, ...inserts.filled } as Patch;
  const document = await changed(context, before, patch);
  requireSecretsAnew(before, document, patch.settings);
  requireBatches(document);
  await requireLane(context, document, before);
  return withFunctions(context, document);
}

async function changed(context: ApiContext, before: Destination, patch: Patch): Promise<Destination> {
  const { componentId } = before;
  if (componentId === undefined) return patchDestination(before, patch);
  if (patch.lane !== undefined) {
    const problems = [{ path: 'lane', message: 'is that of the catalog entry' }];
    throw invalidBody(problems);
  }
  const { settings = {}, componentVersion: version, rateLimit, ...others } = patch;
  // Whatever the component is by now, its customer can always rename the destination or switch it off.
  const isOfTheComponent = [patch.settings, version, rateLimit].some((field) => field !== undefined);
  if (!isOfTheComponent) return patchFields(before, others);
  const wanted = { settings, version, ...(rateLimit === undefined ? {} : { rateLimit }) };
  const own = { ...before, componentId, settings: customersSettings(before) };
  return patchConnected(before, patch, await asDestination.reconnect(context, own, wanted));
}
