import * as z from 'zod/mini';
import { appFields, isLocked, shownAppFields, type App } from '../../../domain/catalog/app.ts';
import { resourceId, resourceName } from '../../../domain/workspace/destination.ts';
import type { OAuthClient } from '../../../domain/access/oauth.ts';
import { appKey, clientsKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments, revisionOf, type DocumentWrite, type Stored } from '../../shared/dynamo/document-store.ts';
import { claimId } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import { appOf } from '../use-cases/components.ts';
import type { ApiContext } from '../http/context.ts';
import { withoutLogos, withoutOldLogo } from '../use-cases/logos.ts';
import { newResourceId } from '../use-cases/new-ids.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { route, SUCCESS, withoutNulls } from '../http/route.ts';

const { name: _name, ...optionalFields } = appFields;

const appView = z.object({
  ...shownAppFields,
  id: z.string(),
  slug: z.string(),
  workspaceId: z.string(),
  createdAt: z.string(),
  terms: z.optional(z.object({ acceptedAt: z.string(), acceptedBy: z.object({ id: z.string(), name: z.string() }) })),
  components: z.array(z.string()),
  /** While a reviewer looks at it, it cannot be changed. */
  locked: z.boolean(),
});
const params = z.object({ appId: resourceId });
export const appResponse = z.object({ app: appView });
const response = appResponse;

function viewOf({ workspace, inReview: _, ...app }: App, locked: boolean): z.input<typeof appView> {
  return { ...app, slug: app.id, workspaceId: workspace, components: [...app.components], locked };
}

const answerOf = (app: App) => ({ data: { app: viewOf(app, isLocked(app)) }, revision: revisionOf(app) });

/** Writes an app after a change; of its logos those stay that somebody can be shown. */
export async function replaceApp(
  context: ApiContext,
  { stored, document, writes = [] }: { stored: Stored<App>; document: App; writes?: readonly DocumentWrite[] },
) {
  await context.change({
    resource: { type: 'app', id: document.id },
    ...{ replaces: stored, before: stored.document, after: document },
    writes: [
      { key: stored.key, document, replaces: stored },
      ...writes,
      ...(await withoutOldLogo(context, stored.document, document)),
    ],
  });
  return answerOf(document);
}

export function requireUnlocked(app: App): void {
  if (!isLocked(app)) return;
  throw apiError('in_review', { components: app.inReview.join(', ') });
}

const listApps = route({
  method: 'GET',
  path: '/apps',
  operationId: 'listApps',
  summary: 'The apps that the workspace builds',
  permission: 'apps:read',
  query: pageQuery,
  response: z.object({ apps: z.array(appView), pagination }),
  async answer({ tables, workspace }, { query }) {
    const stored = await readDocuments<App>(tables, appKey(workspace, ''));
    const apps = stored.map(({ document }) => document);
    const { items, pagination: next } = pageOf(apps, query, ({ id }) => id);
    return { data: { apps: items.map((app) => viewOf(app, isLocked(app))), pagination: next } };
  },
});

const createApp = route({
  method: 'POST',
  path: '/apps',
  operationId: 'createApp',
  summary: 'Registers an app: the tile of a partner in the catalog',
  description: 'The id is the slug: unique in the installation, and never changed. Without one it is made of the name.',
  permission: 'apps:write',
  errors: ['already_exists', 'quota_exceeded'],
  body: z.strictObject({ id: z.optional(resourceId), ...appFields }),
  example: {
    name: 'Acme CRM',
    description: 'Keeps your customers in one place.',
    website: 'https://acme.example/',
    categories: ['CRM' as const],
  },
  response,
  status: 201,
  async answer(context, { body: { id: wanted, ...body } }) {
    const id = wanted ?? newResourceId(body.name);
    const { tables, workspace, now } = context;
    const document: App = { id, workspace, createdAt: now.toISOString(), ...body, components: [], inReview: [] };
    await context.change({
      resource: { type: 'app', id },
      after: document,
      writes: [{ key: appKey(workspace, id), document, replaces: 'nothing' }],
      along: [claimId(tables.table, appKey(workspace, id).sk, workspace)],
      adds: { apps: 1 },
      taken: `The id "${id}" is taken. Choose another one, or leave it out.`,
    });
    return answerOf(document);
  },
});

const getApp = route({
  method: 'GET',
  path: '/apps/{appId}',
  operationId: 'getApp',
  summary: 'One app',
  permission: 'apps:read',
  params,
  response,
  async answer(context, { params: { appId } }) {
    return answerOf((await appOf(context, appId)).document);
  },
});

const nullable = Object.fromEntries(
  Object.entries(optionalFields).map(([name, field]) => [name, z.optional(z.nullable(field))]),
) as { [Name in keyof typeof optionalFields]: z.ZodMiniOptional<z.ZodMiniNullable<(typeof optionalFields)[Name]>> };

const updateApp = route({
  method: 'PATCH',
  path: '/apps/{appId}',
  operationId: 'updateApp',
  summary: 'Changes an app; what is left out stays, `null` takes away',
  description: 'Customers see it when the next version of a component is approved. Not while one is in review.',
  permission: 'apps:write',
  errors: ['in_review'],
  params,
  body: z.strictObject({ name: z.optional(resourceName), ...nullable }),
  example: {
    categories: ['CRM' as const],
    support: { email: 'support@acme.example' },
    launch: {
      documentationUrl: 'https://acme.example/docs/penstock',
      testAccount: { username: 'reviewer@acme.example', notes: 'Ask support@acme.example for the password.' },
    },
  },
  response,
  async answer(context, { params: { appId }, body }) {
    const stored = await appOf(context, appId);
    requireUnlocked(stored.document);
    return replaceApp(context, { stored, document: withoutNulls({ ...stored.document, ...body }) as App });
  },
});

const acceptTerms = route({
  method: 'POST',
  path: '/apps/{appId}/terms',
  operationId: 'acceptTermsOfApp',
  summary: "Accepts the installation's terms for partners, for this app",
  permission: 'apps:own',
  params,
  body: z.strictObject({ accepted: z.literal(true) }),
  example: { accepted: true as const },
  response,
  async answer(context, { params: { appId } }) {
    const stored = await appOf(context, appId);
    const { caller, now } = context;
    const terms = { acceptedAt: now.toISOString(), acceptedBy: caller.actor };
    return replaceApp(context, { stored, document: { ...stored.document, terms } });
  },
});

const deleteApp = route({
  method: 'DELETE',
  path: '/apps/{appId}',
  operationId: 'deleteApp',
  summary: 'Deletes an app that has neither components nor OAuth clients; its id stays with the workspace',
  permission: 'apps:write',
  errors: ['app_in_use'],
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { appId } }) {
    const stored = await appOf(context, appId);
    const { components } = stored.document;
    if (components.length > 0) {
      throw apiError('app_in_use', { what: 'components', ids: components.slice(0, 10).join(', ') });
    }
    const clients = await readDocuments<OAuthClient>(context.tables, clientsKey(context.workspace, appId));
    if (clients.length > 0) {
      const ids = clients.map(({ document: { id } }) => id).join(', ');
      throw apiError('app_in_use', { what: 'OAuth clients', ids });
    }
    await context.change({
      resource: { type: 'app', id: appId },
      ...{ replaces: stored, before: stored.document },
      writes: [{ key: stored.key, replaces: stored }, ...(await withoutLogos(context, appId))],
    });
    return { data: SUCCESS };
  },
});

export const appRoutes = [listApps, createApp, getApp, updateApp, acceptTerms, deleteApp] as const;
