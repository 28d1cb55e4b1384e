import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { JOB_STATES } from '../../../domain/replay/archive-job.ts';
import type { ReplayReport } from '../../../domain/replay/replay-report.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import type { Steering } from '../../shared/jobs/steer-jobs.ts';
import { replayBody } from '../use-cases/replay-request.ts';
import { servicesOf } from '../use-cases/services.ts';
import { countOfWorkspace } from '../http/limits.ts';
import { pageQuery, pagination, readCursor, toCursor } from '../http/pages.ts';
import { definedFields, wideRoute } from '../http/route.ts';
import { replayView } from './replay-view.ts';

const params = z.object({ replayId: z.string().check(z.regex(/^[0-9a-z]{1,12}-[0-9a-f]{6}$/)) });
const response = z.object({ replay: replayView });

const { destination: _, subscriptions: subscriptionIds, sources: __, ...selection } = replayBody.def.shape;

/** Names as everywhere in this API; `replayBody` has those of the operator's routes. */
const newReplay = z.strictObject({
  destinationId: resourceId,
  subscriptionIds,
  sourceIds: replayBody.def.shape.sources,
  ...selection,
});

function viewOf({ spec, ...report }: ReplayReport): z.input<typeof replayView> {
  const { destination: destinationId, subscriptions, sources: sourceIds, ...rest } = spec;
  const named = subscriptions === undefined ? {} : { subscriptionIds: subscriptions };
  return { ...report, destinationId, ...named, sourceIds, ...rest };
}

const listReplays = wideRoute({
  method: 'GET',
  path: '/replays',
  operationId: 'listReplays',
  summary: 'The replays of the workspace, newest first',
  permission: 'replays:read',
  description: 'A page can have fewer replays than were asked for and still have a `next`.',
  query: z.extend(pageQuery, { destinationId: z.optional(resourceId), state: z.optional(z.enum(JOB_STATES)) }),
  response: z.object({ replays: z.array(replayView), pagination }),
  async answer(context, { query: { limit, cursor, ...filter } }) {
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const { replays, next: after } = await servicesOf(context).replays.list({ limit, before, filter });
    const page = fittingItems(replays);
    const next = page.length < replays.length ? page.at(-1)?.id : after;
    return { data: { replays: page.map(viewOf), pagination: next === undefined ? {} : { next: toCursor(next) } } };
  },
});

const createReplay = wideRoute({
  method: 'POST',
  path: '/replays',
  operationId: 'createReplay',
  summary: 'Sends events of the archive to a destination again',
  description:
    'Without `sourceIds`, events of the source that the destination belongs to. With `dryRun`, nothing is sent: `estimate` says how many events it would be, how long it would take and what it would cost.',
  permission: 'replays:write',
  errors: [
    'unknown_destination',
    'unknown_subscription',
    'unknown_source',
    'nothing_can_match',
    'range_empty.replay',
    'range_too_old',
    'replay_not_supported',
    'replay_going_on',
    'too_many_replays',
    'quota_exceeded.rate',
  ],
  body: newReplay,
  example: { destinationId: 'crm', from: '2026-11-22T00:00:00Z', onlyUndelivered: true, dryRun: false },
  response,
  status: 201,
  async answer(context, { body: { destinationId, subscriptionIds: subscriptions, sourceIds, ...rest } }) {
    const { counters, quotas, workspace, now } = context;
    const quota = { name: 'replaysPerDay', most: quotas.replaysPerDay } as const;
    if (workspace !== undefined) await countOfWorkspace(counters, quota, { workspace, now });
    const wanted = { ...rest, destination: destinationId, ...definedFields({ subscriptions, sources: sourceIds }) };
    return { data: { replay: viewOf(await servicesOf(context).replays.create(wanted)) } };
  },
});

const getReplay = wideRoute({
  method: 'GET',
  path: '/replays/{replayId}',
  operationId: 'getReplay',
  summary: 'One replay: how far it is, and what became of its events',
  permission: 'replays:read',
  errors: ['unknown_replay'],
  params,
  response,
  async answer(context, { params: { replayId } }) {
    return { data: { replay: viewOf(await servicesOf(context).replays.show(replayId)) } };
  },
});

/** The three are alike but for what they do. */
const controlReplay = <const Path extends `/replays/{replayId}/${Steering}`>(
  steering: Steering,
  { path, summary }: { readonly path: Path; readonly summary: string },
) =>
  wideRoute({
    method: 'POST',
    path,
    operationId: `${steering}Replay`,
    summary,
    permission: 'replays:write',
    errors: ['unknown_replay', 'wrong_state.replay'],
    params,
    response,
    async answer(context, { params: { replayId } }) {
      return { data: { replay: viewOf(await servicesOf(context).replays.control(replayId, steering)) } };
    },
  });

export const replayRoutes = [
  ...[listReplays, createReplay, getReplay],
  controlReplay('pause', { path: '/replays/{replayId}/pause', summary: 'Pauses a replay; what it has sent goes on' }),
  controlReplay('resume', {
    path: '/replays/{replayId}/resume',
    summary: 'Has a paused replay go on where it was',
  }),
  controlReplay('cancel', { path: '/replays/{replayId}/cancel', summary: 'Ends a replay; what it has sent goes on' }),
] as const;
