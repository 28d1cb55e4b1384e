import * as z from 'zod/mini';
import { resourceId, resourceName } from '../../../domain/workspace/destination.ts';
import {
  MAX_REDIRECT_URIS,
  oauthClientId,
  redirectUri,
  scopeOf,
  type OAuthClient,
} from '../../../domain/access/oauth.ts';
import { clientsKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import { sha256 } from '../../shared/stores/workspace-items.ts';
import { clientWrites, newClientId, newClientSecret, readClient } from '../auth/grant-items.ts';
import { apiError } from '../http/api-error.ts';
import { appOf } from '../use-cases/components.ts';
import type { ApiContext } from '../http/context.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { definedFields, route, SUCCESS } from '../http/route.ts';

const MAX_CLIENTS = 5;

const redirectUris = z
  .array(redirectUri)
  .check(z.minLength(1), z.maxLength(MAX_REDIRECT_URIS, `must be at most ${MAX_REDIRECT_URIS}`));

const clientView = z.object({
  id: z.string(),
  appId: z.string(),
  name: z.string(),
  redirectUris: z.readonly(z.array(z.string())),
  /** What the app asks people for. */
  scope: z.string(),
  createdAt: z.string(),
});
const params = z.object({ appId: resourceId });
const clientParams = z.object({ appId: resourceId, clientId: oauthClientId });
const response = z.object({ oauthClient: clientView });

function viewOf({ app, secretHash: _, ...client }: OAuthClient): z.input<typeof clientView> {
  return { ...client, appId: app, scope: scopeOf(app) };
}

/** The log has no hashes. */
const forLog = ({ secretHash: _, ...client }: OAuthClient): object => client;

async function clientOf(context: ApiContext, appId: string, clientId: string): Promise<Stored<OAuthClient>> {
  const stored = await readClient(context.tables, clientId);
  if (stored?.document.workspace !== context.workspace || stored.document.app !== appId) {
    throw notFound('OAuth client', clientId);
  }
  return stored;
}

const listClients = route({
  method: 'GET',
  path: '/apps/{appId}/oauth-clients',
  operationId: 'listOAuthClients',
  summary: 'What an app proves itself with in "Enable with Penstock", without the secrets',
  permission: 'oauth-clients:read',
  params,
  query: pageQuery,
  response: z.object({ oauthClients: z.array(clientView), pagination }),
  async answer(context, { params: { appId }, query }) {
    await appOf(context, appId);
    const stored = await readDocuments<OAuthClient>(context.tables, clientsKey(context.workspace, appId));
    const { items, pagination: next } = pageOf(stored, query, ({ document }) => document.id);
    return { data: { oauthClients: items.map(({ document }) => viewOf(document)), pagination: next } };
  },
});

const createClient = route({
  method: 'POST',
  path: '/apps/{appId}/oauth-clients',
  operationId: 'createOAuthClient',
  summary: 'Creates an id and a secret for an app',
  description: `The answer holds the secret, once: only its hash is stored. Codes are sent to one of the redirect URIs (${MAX_REDIRECT_URIS} at most), which must be named exactly as here.`,
  permission: 'oauth-clients:write',
  errors: ['too_many_clients', 'already_exists'],
  params,
  body: z.strictObject({ name: resourceName, redirectUris }),
  example: { name: 'Acme CRM', redirectUris: ['https://acme.example/penstock/callback'] },
  response: z.object({ oauthClient: z.extend(clientView, { secret: z.string() }) }),
  status: 201,
  async answer(context, { params: { appId }, body }) {
    await appOf(context, appId);
    const { tables, workspace, now } = context;
    const existing = await readDocuments<OAuthClient>(tables, clientsKey(workspace, appId));
    if (existing.length >= MAX_CLIENTS) {
      throw apiError('too_many_clients', { most: MAX_CLIENTS });
    }
    const secret = newClientSecret();
    const client: OAuthClient = {
      ...{ id: newClientId(), workspace, app: appId, ...body },
      ...{ createdAt: now.toISOString(), secretHash: sha256(secret) },
    };
    await context.change({
      resource: { type: 'oauthClient', id: client.id },
      after: forLog(client),
      writes: clientWrites(undefined, client),
    });
    return { data: { oauthClient: { ...viewOf(client), secret } }, revision: revisionOf(client) };
  },
});

const updateClient = route({
  method: 'PATCH',
  path: '/apps/{appId}/oauth-clients/{clientId}',
  operationId: 'updateOAuthClient',
  summary: 'Changes the name or the redirect URIs',
  permission: 'oauth-clients:write',
  params: clientParams,
  body: z.strictObject({ name: z.optional(resourceName), redirectUris: z.optional(redirectUris) }),
  example: { redirectUris: ['https://acme.example/penstock/callback', 'http://localhost:3000/callback'] },
  response,
  async answer(context, { params: { appId, clientId }, body }) {
    const stored = await clientOf(context, appId, clientId);
    const client: OAuthClient = { ...stored.document, ...definedFields(body) };
    await context.change({
      resource: { type: 'oauthClient', id: clientId },
      ...{ replaces: stored, before: forLog(stored.document), after: forLog(client) },
      writes: clientWrites(stored, client),
    });
    return { data: { oauthClient: viewOf(client) }, revision: revisionOf(client) };
  },
});

const deleteClient = route({
  method: 'DELETE',
  path: '/apps/{appId}/oauth-clients/{clientId}',
  operationId: 'deleteOAuthClient',
  summary: 'Deletes a client: it gets no tokens any more, and those it has end within the hour',
  description: 'Grants stay: another client of the same app goes on with them. So a secret is changed.',
  permission: 'oauth-clients:write',
  params: clientParams,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { appId, clientId } }) {
    const stored = await clientOf(context, appId, clientId);
    await context.change({
      resource: { type: 'oauthClient', id: clientId },
      ...{ replaces: stored, before: forLog(stored.document) },
      writes: clientWrites(stored, undefined),
    });
    return { data: SUCCESS };
  },
});

export const oauthClientRoutes = [listClients, createClient, updateClient, deleteClient] as const;
