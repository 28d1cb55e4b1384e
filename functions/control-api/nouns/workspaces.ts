import * as z from 'zod/mini';
import { ROLES } from '../../../domain/access/permissions.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { wideRoute } from '../http/route.ts';
import { accountView, INVITATION_ERRORS } from './account-view.ts';
import { admitInvitation, withAccount } from '../use-cases/invitations.ts';
import { createOwnersToken, createWorkspace, listWorkspaces, newWorkspace } from '../use-cases/workspaces.ts';

// The workspaces that somebody may work in; and for operators of the installation, what comes before anybody's role in one.

const workspaceView = z.object({
  id: resourceId,
  name: z.string(),
  createdAt: z.string(),
  reviews: z.optional(z.boolean()),
});
/** With what the caller is in it; the operator of the installation is nothing. */
const ownWorkspace = z.extend(workspaceView, { role: z.optional(z.enum(ROLES)) });
const ownerView = z.object({ email: z.string(), account: accountView });
const shownToken = z.object({ id: z.string(), token: z.string() });

const getWorkspaces = wideRoute({
  method: 'GET',
  path: '/workspaces',
  operationId: 'listWorkspaces',
  summary: 'The workspaces that the caller may work in, and as what',
  description: 'For operators all of the installation; a token has one. Who has several need not name one for this.',
  permission: 'workspace:read',
  namesNoWorkspace: true,
  query: pageQuery,
  response: z.object({ workspaces: z.array(ownWorkspace), pagination }),
  async answer(context, { query }) {
    const { items: workspaces, pagination: page } = pageOf(await listWorkspaces(context), query, ({ id }) => id);
    return { data: { workspaces, pagination: page } };
  },
});

const workspaceBody = z
  .extend(newWorkspace, { invite: z._default(z.boolean(), false) })
  .check(
    z.refine(({ invite, owner }) => !invite || owner !== undefined, { error: 'needs an owner', path: ['invite'] }),
  );

const postWorkspace = wideRoute({
  method: 'POST',
  path: '/workspaces',
  operationId: 'createWorkspace',
  summary: 'Makes a workspace, with a first owner if there is an email, and a token of an owner’s rights',
  description:
    'The token is shown this once. With `invite`, the sign-in provider makes an account for the owner where there is none, and writes to them; `account` of the owner says whether there is one.',
  permission: 'workspaces:write',
  reach: 'installation',
  errors: ['already_exists.workspace', ...INVITATION_ERRORS],
  body: workspaceBody,
  example: { id: 'shop-eu', name: 'Shop Europe', owner: 'ada@example.com' },
  response: z.object({ workspace: workspaceView, token: shownToken, owner: z.optional(ownerView) }),
  status: 201,
  async answer(context, { body: { invite, ...wanted } }) {
    const { id, owner: email } = wanted;
    if (email === undefined) return { data: await createWorkspace(context, wanted) };
    const invitation = invite ? await admitInvitation(context, { email, workspace: id }) : undefined;
    const made = await createWorkspace(context, wanted, invite);
    const account = await invitation?.send();
    const owner = account === undefined ? await withAccount(context, { email }) : { email, account };
    return { data: { ...made, owner } };
  },
});

const postOwnersToken = wideRoute({
  method: 'POST',
  path: '/workspaces/{workspaceId}/tokens',
  operationId: 'createTokenByOperator',
  summary: 'Makes a token of an owner’s rights, for a workspace that a file has made or whose tokens are lost',
  description: 'The token is shown this once.',
  permission: 'workspaces:write',
  reach: 'installation',
  params: z.object({ workspaceId: resourceId }),
  response: z.object({ token: shownToken }),
  status: 201,
  answer: async (context, { params: { workspaceId } }) => ({ data: await createOwnersToken(context, workspaceId) }),
});

export const workspacesRoutes = [getWorkspaces, postWorkspace, postOwnersToken] as const;
