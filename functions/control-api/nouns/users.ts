import * as z from 'zod/mini';
import { resourceName } from '../../../domain/workspace/destination.ts';
import type { Member } from '../../../domain/access/people.ts';
import { ROLES } from '../../../domain/access/permissions.ts';
import { memberKey, ownersKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, readDocuments, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import { memberWrites, newMember, type Owners } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
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
  { before, member }: { before?: Stored<Member>; member?: Member },
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
    ...(member === undefined ? {} : { after: member }),
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
  async answer({ tables, workspace }, { query }) {
    const members = await readDocuments<Member>(tables, memberKey(workspace, ''));
    const { items, pagination: next } = pageOf(members, query, ({ document }) => document.id);
    return { data: { users: items.map(({ document }) => document), pagination: next } };
  },
});

const addUser = route({
  method: 'POST',
  path: '/users',
  operationId: 'addUser',
  summary: 'Adds a person, who signs in with this email',
  permission: 'members:write',
  errors: ['already_exists', 'quota_exceeded'],
  body: z.strictObject({ email: emailAddress, role, name: z.optional(resourceName) }),
  example: { email: 'ada@example.com', role: 'developer' as const },
  response,
  status: 201,
  async answer(context, { body }) {
    const { caller, now } = context;
    const added = { addedAt: now.toISOString(), addedBy: caller.actor.name };
    const member = newMember({ ...body, ...added });
    await changeMember(context, { member });
    return { data: { user: member }, revision: revisionOf(member) };
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
    return { data: { user: document }, revision };
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
    return { data: { user: member }, revision: revisionOf(member) };
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

export const userRoutes = [listUsers, addUser, getUser, updateUser, removeUser] as const;
