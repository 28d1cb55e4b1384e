import * as z from 'zod/mini';
import { MIN_WORKSPACES_SHOWN, type ProgrammeItem } from '../../../domain/catalog/promotion.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { route } from '../http/route.ts';
import { readProgramme, readUsage } from '../use-cases/component-usage.ts';
import { componentOf } from '../use-cases/components.ts';
import { reviewedOf } from '../use-cases/reviewed.ts';
import { checklistItemView } from './submissions.ts';

const percentile = z.nullable(z.number());

const getUsage = route({
  method: 'GET',
  path: '/components/{componentId}/usage',
  operationId: 'getComponentUsage',
  summary: 'What becomes of the events of customers, in sums over all of them',
  description: `Absent until ${MIN_WORKSPACES_SHOWN} other workspaces have connected it: fewer could be told apart. Sums since each was connected.`,
  permission: 'apps:read',
  params: z.object({ componentId: resourceId }),
  response: z.object({
    usage: z.optional(
      z.object({
        workspaces: z.number(),
        versions: z.readonly(
          z.array(z.object({ version: z.number(), destinations: z.number(), sources: z.optional(z.number()) })),
        ),
        /** Of one that is connected as a source: events that were taken, and what was refused. */
        accepted: z.optional(z.number()),
        rejected: z.optional(z.number()),
        delivered: z.number(),
        undelivered: z.number(),
        /** 0 to 1; null before the first delivery has ended. */
        successShare: z.nullable(z.number()),
        latencyMs: z.object({ p50: percentile, p95: percentile, p99: percentile }),
      }),
    ),
    shownFrom: z.object({ workspaces: z.number() }),
  }),
  async answer(context, { params: { componentId } }) {
    const { document } = await componentOf(context, componentId);
    const usage = await readUsage(context, document);
    return { data: { ...(usage === undefined ? {} : { usage }), shownFrom: { workspaces: MIN_WORKSPACES_SHOWN } } };
  },
});

const programmeView = z.array(z.extend(checklistItemView, { found: z.number(), wanted: z.number() }));
const programmeResponse = z.object({ programme: programmeView });
const viewOf = (items: readonly ProgrammeItem[]): z.input<typeof programmeView> =>
  items.map((item) => ({ ...item, details: [...item.details] }));

const getProgramme = route({
  method: 'GET',
  path: '/components/{componentId}/programme',
  operationId: 'getComponentProgramme',
  summary: 'What the programme asks for before the component is public, and what of it is there',
  permission: 'apps:read',
  params: z.object({ componentId: resourceId }),
  response: programmeResponse,
  async answer(context, { params: { componentId } }) {
    const { document } = await componentOf(context, componentId);
    return { data: { programme: viewOf(await readProgramme(context, document)) } };
  },
});

const getReviewProgramme = route({
  method: 'GET',
  path: '/reviews/{submissionId}/programme',
  operationId: 'getReviewProgramme',
  summary: 'The same, for who promotes it',
  permission: 'reviews:read',
  reach: 'reviews',
  params: z.object({ submissionId: resourceId }),
  response: programmeResponse,
  async answer(context, { params: { submissionId } }) {
    const { stored } = await reviewedOf(context, submissionId);
    return { data: { programme: viewOf(await readProgramme(context, stored.document)) } };
  },
});

export const componentUsageRoutes = [getUsage, getProgramme, getReviewProgramme] as const;
