import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import type { PublishedVersion, Submission } from '../../../domain/catalog/component.ts';
import { failure } from '../../../domain/base/error-texts.ts';
import { isReady } from '../../../domain/catalog/submission-checklist.ts';
import { submissionKey, versionKey, versionsKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import { ApiError } from '../http/api-error.ts';
import {
  appInReview,
  appOf,
  checklistOf,
  componentOf,
  draftOf,
  movedByPartner,
  publishedVersion,
  replaceComponent,
} from '../use-cases/components.ts';
import { personOf } from '../http/context.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { answerOfComponent, componentView, versionView, viewOfVersion } from './component-fields.ts';

// From draft to review, and what came of it: the partner's side.

const params = z.object({ componentId: resourceId });
const response = z.object({ component: componentView });

export const checklistItemView = z.object({
  ...{ id: z.string(), title: z.string(), status: z.string(), details: z.array(z.string()) },
});
export const checklistView = z.array(checklistItemView);

const getChecklist = route({
  method: 'GET',
  path: '/components/{componentId}/checklist',
  operationId: 'getChecklistOfComponent',
  summary: 'What the draft still needs before it can be submitted',
  permission: 'apps:read',
  params,
  response: z.object({ ready: z.boolean(), checklist: checklistView }),
  async answer(context, { params: { componentId } }) {
    const { document } = await componentOf(context, componentId);
    const { document: app } = await appOf(context, document.appId);
    const items = await checklistOf(context, app, document);
    return {
      data: { ready: isReady(items), checklist: items.map((item) => ({ ...item, details: [...item.details] })) },
    };
  },
});

const submitComponent = route({
  method: 'POST',
  path: '/components/{componentId}/submission',
  operationId: 'submitComponent',
  summary: 'Hands the draft to the reviewers, when nothing of the checklist fails',
  description: 'Until they have decided, or it is withdrawn, neither the draft nor the app can be changed.',
  permission: 'apps:write',
  errors: ['wrong_role', 'wrong_state', 'not_ready'],
  params,
  response,
  status: 202,
  async answer(context, { params: { componentId } }) {
    const { stored, next } = await movedByPartner(context, componentId, 'submit');
    const app = await appOf(context, next.appId);
    const open = (await checklistOf(context, app.document, next)).filter(({ status }) => status === 'fail');
    if (open.length > 0) {
      const problems = open.flatMap(({ id, details }) => details.map((message) => ({ path: id, message })));
      throw new ApiError(failure('not_ready'), { problems });
    }
    const { workspace, now, caller } = context;
    const submittedAt = now.toISOString();
    const draft = { ...draftOf(next), submitted: { at: submittedAt, by: caller.actor, person: personOf(caller) } };
    const submission: Submission = { componentId, workspace, appId: next.appId, version: draft.version, submittedAt };
    const component = { ...next, draft };
    await replaceComponent(context, {
      ...{ stored, component },
      writes: [
        { key: submissionKey(componentId), document: submission, replaces: 'nothing' },
        appInReview(app, componentId, true),
      ],
    });
    return answerOfComponent(context, component);
  },
});

const withdrawComponent = route({
  method: 'DELETE',
  path: '/components/{componentId}/submission',
  operationId: 'withdrawComponent',
  summary: 'Takes the draft back from the reviewers',
  permission: 'apps:write',
  errors: ['wrong_role', 'wrong_state'],
  params,
  response,
  async answer(context, { params: { componentId } }) {
    const { stored, next: component } = await movedByPartner(context, componentId, 'withdraw');
    const app = await appOf(context, component.appId);
    await replaceComponent(context, {
      ...{ stored, component },
      writes: [{ key: submissionKey(componentId), replaces: 'anything' }, appInReview(app, componentId, false)],
    });
    return answerOfComponent(context, component);
  },
});

const listVersions = route({
  method: 'GET',
  path: '/components/{componentId}/versions',
  operationId: 'listVersionsOfComponent',
  summary: 'The published versions of a component',
  permission: 'apps:read',
  params,
  query: pageQuery,
  response: z.object({
    versions: z.array(z.object({ version: z.number(), publishedAt: z.string(), lane: z.string() })),
    pagination,
  }),
  async answer(context, { params: { componentId }, query }) {
    await componentOf(context, componentId);
    const stored = await readDocuments<PublishedVersion>(context.tables, versionsKey(componentId));
    const all = stored.map(({ document }) => document);
    const { items, pagination: next } = pageOf(all, query, ({ version }) => versionKey(componentId, version).sk);
    return { data: { versions: items.map(viewOfVersion), pagination: next } };
  },
});

const getVersion = route({
  method: 'GET',
  path: '/components/{componentId}/versions/{version}',
  operationId: 'getVersionOfComponent',
  summary: 'One published version, which never changes',
  permission: 'apps:read',
  params: z.object({ componentId: resourceId, version: z.string().check(z.regex(/^[1-9]\d{0,5}$/)) }),
  response: z.object({ version: versionView }),
  async answer(context, { params: { componentId, version } }) {
    await componentOf(context, componentId);
    const published = await publishedVersion(context, componentId, Number(version));
    if (published === undefined) throw notFound('version', version);
    return { data: { version: viewOfVersion(published) } };
  },
});

export const submissionRoutes = [
  ...[getChecklist, submitComponent, withdrawComponent, listVersions, getVersion],
] as const;
