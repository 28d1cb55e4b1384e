import * as z from 'zod/mini';
import type { CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import type { Submission } from '../../../domain/catalog/component.ts';
import { catalogKey, submissionKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import type { ApiContext } from '../http/context.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { route } from '../http/route.ts';

/** What waits, and where a published component can stand: what is still built is nobody's to see. */
const STATES = ['in-review', 'private-beta', 'public-beta', 'public', 'retired'] as const;
type State = (typeof STATES)[number];

const listedView = z.object({
  id: z.string(),
  componentId: z.string(),
  workspaceId: z.string(),
  appId: z.string(),
  state: z.enum(STATES),
  /** The one that waits, or the published one. */
  version: z.number(),
  /** Of what waits. */
  submittedAt: z.optional(z.string()),
  /** Of what is published. */
  publishedAt: z.optional(z.string()),
});
type Listed = z.output<typeof listedView>;

const listReviews = route({
  method: 'GET',
  path: '/reviews',
  operationId: 'listReviews',
  summary: 'What waits for a reviewer, of all workspaces, oldest first',
  description: 'With another `state`, the published components that stand there.',
  permission: 'reviews:read',
  reach: 'reviews',
  query: z.extend(pageQuery, { state: z._default(z.enum(STATES), 'in-review') }),
  response: z.object({ reviews: z.array(listedView), pagination }),
  async answer(context, { query: { state, ...query } }) {
    const all = state === 'in-review' ? await waiting(context) : await published(context, state);
    const since = ({ submittedAt, publishedAt }: Listed): string => submittedAt ?? publishedAt ?? '';
    const { items, pagination: next } = pageOf(all, query, (listed) => `${since(listed)}#${listed.id}`);
    return { data: { reviews: items, pagination: next } };
  },
});

async function waiting({ tables }: ApiContext): Promise<Listed[]> {
  const stored = await readDocuments<Submission>(tables, submissionKey(''));
  return stored.map(({ document: { workspace: workspaceId, ...rest } }) => ({
    ...{ ...rest, id: rest.componentId, workspaceId, state: 'in-review' as const },
  }));
}

async function published({ tables }: ApiContext, state: Exclude<State, 'in-review'>): Promise<Listed[]> {
  const stored = await readDocuments<CatalogEntry>(tables, catalogKey(''));
  return stored.flatMap(({ document: { id, workspace: workspaceId, app, stage, version, publishedAt } }) =>
    stage === state ? [{ id, componentId: id, workspaceId, appId: app.id, state, version, publishedAt }] : [],
  );
}

export const reviewListRoutes = [listReviews] as const;
