import * as z from 'zod/mini';
import { shownAppFields, tileOf, type App, type AppTile } from '../../../domain/catalog/app.ts';
import { entryOf } from '../../../domain/catalog/catalog-entry.ts';
import { stateOf } from '../../../domain/catalog/component-states.ts';
import { standingOf, type Component, type PublishedVersion } from '../../../domain/catalog/component.ts';
import { differences } from '../../../domain/base/differences.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { catalogKey, submissionKey, versionKey } from '../../../domain/tables/table-keys.ts';
import type { DocumentWrite } from '../../shared/dynamo/document-store.ts';
import {
  appInReview,
  checklistOf,
  draftOf,
  moved,
  publishedVersion,
  replaceComponent,
} from '../use-cases/components.ts';
import { sealDefinition } from '../use-cases/component-secrets.ts';
import type { ApiContext } from '../http/context.ts';
import { publishedLogo } from '../use-cases/logos.ts';
import { takeLane } from '../use-cases/lanes.ts';
import { notFound } from '../http/problem.ts';
import {
  isOwn,
  partnersAudit,
  peopleOfDraft,
  peopleOfVersion,
  requireOtherPerson,
  reviewedOf,
  reviewRevision,
} from '../use-cases/reviewed.ts';
import { route } from '../http/route.ts';
import { viewOfDefinition } from './component-fields.ts';
import { checklistView } from './submissions.ts';

// The reviewers' side: the one place where members of one workspace see something of others. Every route here has
// `reach: 'reviews'`, and the dispatcher lets in nobody but a workspace that the operator has made the reviewing one.

const params = z.object({ submissionId: resourceId });
const comments = z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(10_000));

const reviewView = z.object({
  id: z.string(),
  componentId: z.string(),
  workspaceId: z.string(),
  kind: z.string(),
  state: z.string(),
  publishedVersion: z.optional(z.number()),
  app: z.object({ id: z.string(), ...shownAppFields }),
  /** Whether the caller has had a part in it: then somebody else decides. */
  isOwn: z.boolean(),
  /** What waits; absent for a component of which nothing does. */
  submission: z.optional(
    z.object({
      version: z.number(),
      submittedAt: z.optional(z.string()),
      definition: z.unknown(),
      checklist: checklistView,
      /** Against the published version, or against nothing. */
      differences: z.array(
        z.object({ path: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) }),
      ),
    }),
  ),
});
const decided = z.object({
  component: z.object({ id: z.string(), state: z.string(), currentVersion: z.optional(z.number()) }),
});

const getReview = route({
  method: 'GET',
  path: '/reviews/{submissionId}',
  operationId: 'getReview',
  summary: 'A submitted version: its checklist, and what is different from the published one',
  description:
    'The id is that of the component. Also for published components of which nothing waits. Decisions name the ETag of this answer.',
  permission: 'reviews:read',
  reach: 'reviews',
  params,
  response: z.object({ review: reviewView }),
  async answer(context, { params: { submissionId } }) {
    const { stored, app, isWaiting, revision } = await reviewedOf(context, submissionId);
    const { id, workspace, kind, currentVersion } = stored.document;
    const people = isWaiting ? peopleOfDraft(stored.document) : await peopleOfPublished(context, stored.document);
    const review = {
      isOwn: await isOwn(context, stored.document, people),
      ...{ id, componentId: id, workspaceId: workspace, kind, state: stateOf(standingOf(stored.document)) },
      ...(currentVersion === undefined ? {} : { publishedVersion: currentVersion }),
      app: isWaiting ? app.document : await publishedTile(context, stored.document),
      ...(isWaiting ? { submission: await submissionOf(context, stored.document, app.document) } : {}),
    };
    return { data: { review }, revision };
  },
});

async function peopleOfPublished(context: ApiContext, { id, currentVersion = 0 }: Component) {
  return peopleOfVersion(await publishedVersion(context, id, currentVersion));
}

/** What a partner has changed since then is nobody's yet. */
async function publishedTile(context: ApiContext, { id, currentVersion = 0 }: Component): Promise<AppTile> {
  const version = await publishedVersion(context, id, currentVersion);
  if (version === undefined) throw notFound('submission', id);
  return version.app;
}

async function submissionOf(context: ApiContext, component: Component, app: App) {
  const { version, submitted, definition } = draftOf(component);
  const published = await publishedVersion(context, component.id, component.currentVersion ?? 0);
  const before = published && { app: published.app, definition: viewOfDefinition(published.definition) };
  const after = { app: tileOf(app), definition: viewOfDefinition(definition, published?.definition) };
  const checklist = await checklistOf(context, app, component);
  return {
    ...{ version, definition: after.definition },
    ...(submitted === undefined ? {} : { submittedAt: submitted.at }),
    checklist: checklist.map((item) => ({ ...item, details: [...item.details] })),
    differences: differences(before ?? {}, after),
  };
}

/** With the revision of what reviewers are shown from now on. */
const answerOf = (decidedOn: Component, waiting?: App) => {
  const { id, currentVersion, ...component } = decidedOn;
  const state = stateOf(standingOf(component));
  const shown = { id, state, ...(currentVersion === undefined ? {} : { currentVersion }) };
  return { data: { component: shown }, revision: reviewRevision(decidedOn, waiting) };
};

const approve = route({
  method: 'POST',
  path: '/reviews/{submissionId}/approve',
  operationId: 'approveReview',
  summary: 'Publishes the submitted version: the first one in private beta, later ones where the component is',
  description: 'Customers who have connected an earlier version keep it until they take this one.',
  permission: 'reviews:write',
  errors: ['wrong_state', 'own_submission'],
  reach: 'reviews',
  ifMatch: 'required',
  params,
  body: z.strictObject({ comments: z.optional(comments) }),
  example: { comments: 'Works as documented.' },
  response: decided,
  async answer(context, { params: { submissionId }, body }) {
    const { stored, app, revision } = await reviewedOf(context, submissionId);
    context.requireMatch(revision);
    const next = moved(stored.document, 'approve', 'reviewer');
    const people = peopleOfDraft(stored.document);
    await requireOtherPerson(context, stored.document, people);
    const { id, kind, workspace } = next;
    const { version, definition: drafted } = draftOf(stored.document);
    // A draft of before there was encryption is published encrypted; any other is so already.
    const definition = await sealDefinition(context, id, { definition: drafted, before: drafted });
    const at = context.now.toISOString();
    const { lane, write: laneWrite } = await takeLane(context, id);
    const { comments: said } = body;
    const published: PublishedVersion = {
      ...{
        componentId: id,
        workspace,
        kind,
        version,
        definition,
        app: tileOf(app.document),
        lane,
        publishedAt: at,
        people,
      },
      ...(said === undefined ? {} : { review: { at, comments: said } }),
    };
    const { draft: _, ...rest } = next;
    const component: Component = { ...rest, currentVersion: version };
    const writes: DocumentWrite[] = [
      { key: versionKey(id, version), document: published, replaces: 'nothing' },
      { key: catalogKey(id), document: entryOf(component, published), replaces: 'anything' },
      laneWrite,
      { key: submissionKey(id), replaces: 'anything' },
      appInReview(app, id, false),
      ...(await publishedLogo(context, app.document)),
    ];
    const along = [partnersAudit(context, 'approveReview', { before: stored.document, after: component })];
    await replaceComponent(context, { stored, component, writes, along });
    return answerOf(component);
  },
});

const reject = route({
  method: 'POST',
  path: '/reviews/{submissionId}/reject',
  operationId: 'rejectReview',
  summary: 'Gives the draft back to the partner, with what has to be different',
  permission: 'reviews:write',
  errors: ['wrong_state', 'own_submission'],
  reach: 'reviews',
  ifMatch: 'required',
  params,
  body: z.strictObject({ comments }),
  example: { comments: 'The documentation does not say where the API key is found.' },
  response: decided,
  async answer(context, { params: { submissionId }, body }) {
    const { stored, app, revision } = await reviewedOf(context, submissionId);
    context.requireMatch(revision);
    const next = moved(stored.document, 'reject', 'reviewer');
    await requireOtherPerson(context, stored.document, peopleOfDraft(stored.document));
    const review = { at: context.now.toISOString(), comments: body.comments };
    const component: Component = { ...next, draft: { ...draftOf(next), review } };
    const writes = [{ key: submissionKey(next.id), replaces: 'anything' } as const, appInReview(app, next.id, false)];
    const along = [partnersAudit(context, 'rejectReview', { before: stored.document, after: component })];
    await replaceComponent(context, { stored, component, writes, along });
    return answerOf(component);
  },
});

/** Moves a published component on. */
const published = <const Path extends `/reviews/{submissionId}/${'promote' | 'retire'}`>(
  action: 'promote' | 'retire',
  { path, summary }: { readonly path: Path; readonly summary: string },
) =>
  route({
    method: 'POST',
    path,
    operationId: `${action}Review`,
    summary,
    permission: 'reviews:write',
    errors: ['wrong_state', 'own_submission'],
    reach: 'reviews',
    ifMatch: 'required',
    params,
    response: decided,
    async answer(context, { params: { submissionId } }) {
      const { stored, app, isWaiting, revision } = await reviewedOf(context, submissionId);
      context.requireMatch(revision);
      const component = moved(stored.document, action, 'reviewer');
      if (action === 'promote') {
        await requireOtherPerson(context, component, await peopleOfPublished(context, component));
      }
      const along = [partnersAudit(context, `${action}Review`, { before: stored.document, after: component })];
      await replaceComponent(context, { stored, component, along });
      return answerOf(component, isWaiting ? app.document : undefined);
    },
  });

export const reviewRoutes = [
  ...[getReview, approve, reject],
  published('promote', {
    path: '/reviews/{submissionId}/promote',
    summary: 'Moves a published component on: from private beta to public beta, from there to public',
  }),
  published('retire', {
    path: '/reviews/{submissionId}/retire',
    summary: 'Takes a component out of the catalog for ever; who has connected it keeps it',
  }),
] as const;
