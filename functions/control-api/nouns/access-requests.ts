import * as z from 'zod/mini';
import {
  ACCESS_REQUEST_STATES,
  accessRequestForm,
  declineReason,
  type AccessRequest,
} from '../../../domain/access/access-requests.ts';
import { resourceId, resourceName } from '../../../domain/workspace/destination.ts';
import { apiError } from '../http/api-error.ts';
import type { WideContext } from '../http/context.ts';
import { countAccessRequest } from '../http/limits.ts';
import { accountView } from './account-view.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { wideRoute } from '../http/route.ts';
import {
  approveRequest,
  askForAccess,
  declineRequest,
  inviteApproved,
  listRequests,
  requestOf,
  requireProgramme,
  withCircumstances,
} from '../use-cases/access-requests.ts';

// How a partner gets a workspace to build in: the public form, and the queue of those who decide.

/** All that a stranger is told. */
const RECEIVED = { status: 'RECEIVED' } as const;
const params = z.object({ accessRequestId: z.string().check(z.regex(/^req_[0-9a-f]{20}$/)) });
const requestView = z.object({
  ...{ id: z.string(), company: z.string(), website: z.string(), name: z.string(), email: z.string() },
  ...{ useCase: z.string(), state: z.enum(ACCESS_REQUEST_STATES), requestedAt: z.string() },
  ...{ decidedAt: z.optional(z.string()), decidedBy: z.optional(z.string()), reason: z.optional(z.string()) },
  workspaceId: z.optional(z.string()),
  /** Of which workspaces the person is a member already; while it waits. */
  memberOf: z.optional(z.array(z.string())),
  suggestedWorkspaceId: z.optional(z.string()),
  account: accountView,
});
const response = z.object({ accessRequest: requestView });

async function shown(context: WideContext, request: AccessRequest) {
  return { data: { accessRequest: await withCircumstances(context, request) } };
}

const askRoute = wideRoute({
  method: 'POST',
  path: '/access-requests',
  operationId: 'askForAccess',
  summary: 'Asks for access to the Developer Center, without a token',
  description:
    'Where the stage takes requests. The answer is the same whoever asks: an email has one request, and the first counts until it is declined.',
  permission: 'access-requests:ask',
  isOpen: true,
  namesNoWorkspace: true,
  errors: ['access_requests_off', 'too_many_access_requests'],
  body: accessRequestForm,
  example: {
    ...{ company: 'Acme', website: 'https://acme.example.com', name: 'Ada', email: 'ada@acme.example.com' },
    ...{ useCase: 'Our customers want their orders in Acme CRM.', acceptsProgramme: true as const },
  },
  response: z.object({ status: z.literal('RECEIVED') }),
  status: 202,
  async answer(context, { body: { acceptsProgramme: _, ...asked } }) {
    if (context.installation.env.REQUEST_ACCESS !== 'on') throw apiError('access_requests_off');
    await countAccessRequest(context.counters, context.caller.actor.id, context.now);
    await askForAccess(context, asked);
    return { data: RECEIVED };
  },
});

const listRoute = wideRoute({
  method: 'GET',
  path: '/access-requests',
  operationId: 'listAccessRequests',
  summary: 'Who asks for access, oldest first; for the operator, and owners of the reviewing workspace',
  permission: 'access-requests:read',
  errors: ['not_found.access_requests'],
  query: z.extend(pageQuery, { state: z.optional(z.enum(ACCESS_REQUEST_STATES)) }),
  response: z.object({ accessRequests: z.array(requestView), pagination }),
  async answer(context, { query }) {
    await requireProgramme(context);
    const found = await listRequests(context, query.state);
    const page = pageOf(found, query, ({ requestedAt, id }) => `${requestedAt}#${id}`);
    const accessRequests = await Promise.all(page.items.map((request) => withCircumstances(context, request)));
    return { data: { accessRequests, pagination: page.pagination } };
  },
});

const getRoute = wideRoute({
  method: 'GET',
  path: '/access-requests/{accessRequestId}',
  operationId: 'getAccessRequest',
  summary: 'One request for access',
  permission: 'access-requests:read',
  errors: ['not_found.access_requests'],
  params,
  response,
  async answer(context, { params: { accessRequestId } }) {
    await requireProgramme(context);
    return shown(context, (await requestOf(context, accessRequestId)).document);
  },
});

const approveRoute = wideRoute({
  method: 'POST',
  path: '/access-requests/{accessRequestId}/approve',
  operationId: 'approveAccessRequest',
  summary: 'Makes a workspace, makes the person its owner, and has them invited',
  permission: 'access-requests:write',
  errors: [
    ...(['not_found.access_requests', 'already_decided', 'already_exists.workspace'] as const),
    ...(['quota_exceeded.rate', 'too_many_invitations', 'invitation_not_sent'] as const),
  ],
  params,
  body: z.strictObject({ workspaceId: resourceId, workspaceName: z.optional(resourceName) }),
  example: { workspaceId: 'acme' },
  response,
  async answer(context, { params: { accessRequestId: id }, body: { workspaceId, workspaceName } }) {
    await requireProgramme(context);
    return shown(context, await approveRequest(context, { id, workspaceId, workspaceName }));
  },
});

const declineRoute = wideRoute({
  method: 'POST',
  path: '/access-requests/{accessRequestId}/decline',
  operationId: 'declineAccessRequest',
  summary: 'Declines a request, with a reason; nobody is written to',
  permission: 'access-requests:write',
  errors: ['not_found.access_requests', 'already_decided'],
  params,
  body: z.strictObject({ reason: declineReason }),
  example: { reason: 'We have a component for this already.' },
  response,
  async answer(context, { params: { accessRequestId: id }, body: { reason } }) {
    await requireProgramme(context);
    return shown(context, await declineRequest(context, { id, reason }));
  },
});

const inviteRoute = wideRoute({
  method: 'POST',
  path: '/access-requests/{accessRequestId}/invitations',
  operationId: 'inviteApprovedPerson',
  summary: 'Has the sign-in provider write once more to who was approved',
  permission: 'access-requests:write',
  errors: [
    ...(['not_found.access_requests', 'not_approved', 'no_sign_in', 'account_active', 'account_disabled'] as const),
    ...(['quota_exceeded.rate', 'too_many_invitations', 'invitation_not_sent'] as const),
  ],
  params,
  response,
  status: 201,
  async answer(context, { params: { accessRequestId } }) {
    await requireProgramme(context);
    return shown(context, await inviteApproved(context, accessRequestId));
  },
});

export const accessRequestRoutes = [askRoute, listRoute, getRoute, approveRoute, declineRoute, inviteRoute] as const;
