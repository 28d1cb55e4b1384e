import { API_VOICE, textOf } from '../../../domain/base/error-texts.ts';
import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import {
  CODE_SECONDS,
  grantId as grantIdSchema,
  judgeRequest,
  oauthClientId,
  redirectTo,
  scopeOf,
  type Grant,
} from '../../../domain/access/oauth.ts';
import { grantsKey } from '../../../domain/tables/table-keys.ts';
import { readDocuments } from '../../shared/dynamo/document-store.ts';
import { codeKey, codeWrite, grantWrites, newCode, newGrantId, readClient, readGrant } from '../auth/grant-items.ts';
import { apiError } from '../http/api-error.ts';
import { configOf } from '../use-cases/config-resources.ts';
import { originOf, type ApiContext } from '../http/context.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { route, SUCCESS } from '../http/route.ts';

const MS_PER_SECOND = 1000;
const text = z.string().check(z.maxLength(500));

const grantView = z.object({
  id: z.string(),
  sourceId: z.string(),
  appId: z.string(),
  name: z.string(),
  scope: z.string(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.string(),
  connectedAt: z.optional(z.string()),
});
const grantBody = z.strictObject({
  clientId: oauthClientId,
  redirectUri: text,
  scope: text,
  state: text,
  codeChallenge: text,
  codeChallengeMethod: text,
  sourceId: resourceId,
});

function viewOf({ source, app, ...grant }: Grant): z.input<typeof grantView> {
  return { ...grant, sourceId: source, appId: app, scope: scopeOf(app) };
}

/** Throws 400 for a request that no partner could have made rightly. */
async function requireRequest({ tables }: ApiContext, { clientId, ...request }: z.output<typeof grantBody>) {
  const client = (await readClient(tables, clientId))?.document;
  const verdict = judgeRequest({ ...request, responseType: 'code' }, client);
  if (verdict.kind === 'valid' && client !== undefined) return { client, request: verdict.request };
  const why = verdict.kind === 'refused' ? textOf(verdict.failure, API_VOICE) : '';
  throw apiError('invalid_authorization_request', { why });
}

const createGrant = route({
  method: 'POST',
  path: '/oauth/grants',
  operationId: 'createGrant',
  summary: "Lets a partner's app manage its own destinations of one source",
  description: `What a person agrees to in "Enable with Penstock". The request must be what GET /oauth2/authorize has described; \`redirectTo\` takes a code to the partner that is good for ${CODE_SECONDS} seconds, once.`,
  permission: 'grants:write',
  errors: ['invalid_authorization_request', 'already_exists', 'quota_exceeded'],
  body: grantBody,
  example: {
    clientId: 'cli_0123456789abcdef',
    redirectUri: 'https://acme.example/penstock/callback',
    scope: 'destination/acme-crm',
    state: 'af0ifjsldkj',
    codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    codeChallengeMethod: 'S256',
    sourceId: 'website',
  },
  response: z.object({ grant: grantView, redirectTo: z.string() }),
  status: 201,
  async answer(context, { body }) {
    const { client, request } = await requireRequest(context, body);
    const { caller, workspace, now } = context;
    const source = (await configOf(context, 'source', body.sourceId)).document.id;
    const grant: Grant = {
      ...{ id: newGrantId(), workspace, source, app: client.app, client: client.id, name: client.name },
      ...{ ...originOf(caller), createdAt: now.toISOString() },
    };
    const code = newCode();
    const { redirectUri, codeChallenge } = request;
    const expiresAt = new Date(now.getTime() + CODE_SECONDS * MS_PER_SECOND).toISOString();
    const stored = { client: client.id, redirectUri, codeChallenge, grant: grant.id, expiresAt };
    await context.change({
      resource: { type: 'grant', id: grant.id },
      after: grant,
      adds: { grants: 1 },
      writes: [...grantWrites(undefined, grant), codeWrite(codeKey(code), stored, undefined)],
    });
    return { data: { grant: viewOf(grant), redirectTo: redirectTo(redirectUri, { code, state: request.state }) } };
  },
});

const listGrants = route({
  method: 'GET',
  path: '/oauth/grants',
  operationId: 'listGrants',
  summary: 'The apps that may manage destinations of the workspace',
  permission: 'grants:read',
  query: pageQuery,
  response: z.object({ grants: z.array(grantView), pagination }),
  async answer({ tables, workspace }, { query }) {
    const stored = await readDocuments<Grant>(tables, grantsKey(workspace));
    const connected = stored.map(({ document }) => document).filter(({ connectedAt }) => connectedAt !== undefined);
    const { items, pagination: next } = pageOf(connected, query, ({ id }) => id);
    return { data: { grants: items.map(viewOf), pagination: next } };
  },
});

const revokeGrant = route({
  method: 'DELETE',
  path: '/oauth/grants/{grantId}',
  operationId: 'revokeGrant',
  summary: 'Takes it back: every token of it stops working at once',
  description: 'Destinations that the app has made stay as they are.',
  permission: 'grants:write',
  params: z.object({ grantId: grantIdSchema }),
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { grantId } }) {
    const stored = await readGrant(context.tables, grantId);
    if (stored?.document.workspace !== context.workspace) throw notFound('grant', grantId);
    context.requireMatch(stored.revision);
    await context.change({
      resource: { type: 'grant', id: grantId },
      ...{ replaces: stored, before: stored.document },
      writes: grantWrites(stored, undefined),
    });
    return { data: SUCCESS };
  },
});

export const grantRoutes = [listGrants, createGrant, revokeGrant] as const;
