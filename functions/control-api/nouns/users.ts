import * as z from 'zod/mini';
import { resourceName } from '../../../domain/workspace/destination.ts';
import type { Member } from '../../../domain/access/people.ts';
import { ROLES } from '../../../domain/access/permissions.ts';
import { memberKey, ownersKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, readDocuments, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import { memberWrites, newMember, type Owners } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { accountView, INVITATION_ERRORS } from './account-view.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { admitInvitation, requireInvitation, withAccount } from '../use-cases/invitations.ts';
import { revokeAllOf } from '../auth/revoke.ts';
import { definedFields, route, SUCCESS } from '../http/route.ts';

const memberId = z.string().check(z.regex(/^usr_[0-9a-f]{20}$/));
const role = z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` });
const emailAddress = z.pipe(
  z.string().check(z.trim(), z.maxLength(254), z.email('must be an email address')),
  z.transform((text: string) => text.toLowerCase()),
);

const userView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.optional(z.string()),
  role: z.enum(ROLES),
  addedAt: z.string(),
  addedBy: z.string(),
  account: accountView,
});
const params = z.object({ userId: memberId });
const response = z.object({ user: userView });

async function memberOf({ tables, workspace }: ApiContext, id: string): Promise<Stored<Member>> {
  const stored = await readDocument<Member>(tables, memberKey(workspace, id));
  if (stored === undefined) throw notFound('user', id);
  return stored;
}

/** Writes a member, or (without `member`) takes him out. The last owner cannot go, or become anything else. */
async function changeMember(
  context: ApiContext,
  { before, member, isInvited = false }: { before?: Stored<Member>; member?: Member; isInvited?: boolean },
): Promise<void> {
  const { tables, workspace } = context;
  const owners = await readDocument<Owners>(tables, ownersKey(workspace));
  const id = (member ?? before?.document)?.id ?? '';
  const left = (owners?.document.owners ?? []).filter((owner) => owner !== id);
  if (before?.document.role === 'owner' && member?.role !== 'owner' && left.length === 0) {
    throw apiError('last_owner');
  }
  await context.change({
    resource: { type: 'user', id },
    ...(before === undefined ? {} : { replaces: before, before: before.document }),
    ...(member === undefined ? {} : { after: { ...member, ...(isInvited ? { isInvited } : {}) } }),
    writes: memberWrites(workspace, { before, member, owners }),
    ...(before === undefined ? { adds: { members: 1 } } : {}),
    taken: 'This person is a member already, or the owners were changed at the same moment.',
  });
}

const listUsers = route({
  method: 'GET',
  path: '/users',
  operationId: 'listUsers',
  summary: 'The members of the workspace',
  permission: 'members:read',
  query: pageQuery,
  response: z.object({ users: z.array(userView), pagination }),
  async answer(context, { query }) {
    const members = await readDocuments<Member>(context.tables, memberKey(context.workspace, ''));
    const { items, pagination: next } = pageOf(members, query, ({ document }) => document.id);
    const users = await Promise.all(items.map(({ document }) => withAccount(context, document)));
    return { data: { users, pagination: next } };
  },
});

const addUser = route({
  method: 'POST',
  path: '/users',
  operationId: 'addUser',
  summary: 'Adds a person, who signs in with this email',
  description:
    'With `invite`, the sign-in provider makes an account where there is none, and writes to the person. Who has one is sent nothing.',
  permission: 'members:write',
  errors: ['already_exists', 'quota_exceeded', ...INVITATION_ERRORS],
  body: z.strictObject({
    email: emailAddress,
    role,
    name: z.optional(resourceName),
    invite: z._default(z.boolean(), false),
  }),
  example: { email: 'ada@example.com', role: 'developer' as const },
  response,
  status: 201,
  async answer(context, { body }) {
    const { caller, now, workspace } = context;
    const { invite: isInvited, ...fields } = body;
    const invitation = isInvited ? await admitInvitation(context, { email: body.email, workspace }) : undefined;
    const member = newMember({ ...fields, addedAt: now.toISOString(), addedBy: caller.actor.name });
    await changeMember(context, { member, isInvited });
    const account = await invitation?.send();
    const user = account === undefined ? await withAccount(context, member) : { ...member, account };
    return { data: { user }, revision: revisionOf(member) };
  },
});

const getUser = route({
  method: 'GET',
  path: '/users/{userId}',
  operationId: 'getUser',
  summary: 'One member',
  permission: 'members:read',
  params,
  response,
  async answer(context, { params: { userId } }) {
    const { document, revision } = await memberOf(context, userId);
    return { data: { user: await withAccount(context, document) }, revision };
  },
});

const inviteUser = route({
  method: 'POST',
  path: '/users/{userId}/invitations',
  operationId: 'inviteUser',
  summary: 'Has the sign-in provider send a member an invitation, again if one was sent before',
  permission: 'members:write',
  errors: ['account_active', 'account_disabled', ...INVITATION_ERRORS],
  params,
  response,
  status: 201,
  async answer(context, { params: { userId } }) {
    const stored = await memberOf(context, userId);
    const { document: member, revision } = stored;
    const invitation = await requireInvitation(context, { email: member.email, workspace: context.workspace });
    // First, because it cannot be part of what the provider does: what is sent is always in the log.
    await context.change({ resource: { type: 'user', id: userId }, replaces: stored, after: { isInvited: true } });
    return { data: { user: { ...member, account: await invitation.send() } }, revision };
  },
});

const updateUser = route({
  method: 'PATCH',
  path: '/users/{userId}',
  operationId: 'updateUser',
  summary: 'Gives a member another role or name',
  permission: 'members:write',
  errors: ['last_owner'],
  params,
  body: z.strictObject({ role: z.optional(role), name: z.optional(resourceName) }),
  example: { role: 'operator' as const },
  response,
  async answer(context, { params: { userId }, body }) {
    const before = await memberOf(context, userId);
    const member: Member = { ...before.document, ...definedFields(body) };
    await changeMember(context, { before, member });
    return { data: { user: await withAccount(context, member) }, revision: revisionOf(member) };
  },
});

const removeUser = route({
  method: 'DELETE',
  path: '/users/{userId}',
  operationId: 'removeUser',
  summary: 'Takes a member out; tokens and grants that come from him stop working',
  description: 'They stay so when the person is added again.',
  permission: 'members:write',
  errors: ['last_owner'],
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { userId } }) {
    await changeMember(context, { before: await memberOf(context, userId) });
    await revokeAllOf(context, ({ createdBy }) => createdBy.id === userId);
    return { data: SUCCESS };
  },
});

export const userRoutes = [listUsers, addUser, getUser, inviteUser, updateUser, removeUser] as const;
