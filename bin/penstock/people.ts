import type { Role } from '../../domain/access/permissions.ts';
import { PERMISSIONS, ROLES, type Permission } from '../../domain/access/permissions.ts';
import type { ApiClient, DataOf } from '../../client/api-client.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { didYouMean } from '../../domain/base/nearest.ts';
import { printList } from './output.ts';

function oneOf<Known extends string>(what: string, known: readonly Known[], text: string | undefined): Known {
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  const hint = text === undefined ? '' : ` There is no ${what} "${text}".${didYouMean(text, known)}`;
  throw new UsageError(`Say which ${what}: ${known.join(', ')}.${hint}`);
}

const role = (text: string | undefined): Role => oneOf('role', ROLES, text);

/** People are known by their email; the API knows them by an id that follows from it. */
async function userIdOf(client: ApiClient, user: string): Promise<string> {
  if (!user.includes('@')) return user;
  const users = await collect(client.list('GET /users'));
  const found = users.find(({ email }) => email === user.toLowerCase());
  if (found !== undefined) return found.id;
  throw new UsageError(`There is no member ${user} in this workspace. "penstock users list" has those that there are.`);
}

/** What the sign-in provider says of who was added. */
function accountText({ account }: DataOf<'POST /users'>['user']): string {
  switch (account?.state) {
    case 'none':
      return ' There is no account with this email yet: "penstock users invite" has one made.';
    case 'invited':
      return ` The invitation is good until ${account.invitationEndsAt?.slice(0, 16) ?? 'it ends'}.`;
    case 'disabled':
      return ' Their account is switched off at the sign-in provider.';
    default:
      return '';
  }
}

const userCommands: readonly Command[] = [
  command({
    words: 'users list',
    summary: 'the members of the workspace',
    async run({ values: { json }, connection, out }) {
      const users = await collect((await connection.client()).list('GET /users'));
      printList({ out, json }, users, {
        empty: 'There are no members. "penstock users add EMAIL --role owner" adds one.',
        columns: {
          EMAIL: ({ email }) => email,
          NAME: ({ name }) => name,
          ROLE: ({ role: has }) => has,
          ACCOUNT: ({ account }) => account?.state ?? '-',
          ADDED: ({ addedAt }) => addedAt.slice(0, 10),
          ID: ({ id }) => id,
        },
      });
    },
  }),
  command({
    words: 'users add',
    args: ['EMAIL'],
    summary: 'adds a person, who signs in with this email',
    options: {
      role: { type: 'string', value: 'ROLE', help: ROLES.join(', ') },
      name: { type: 'string', value: 'NAME', help: 'the name of the person' },
      invite: { type: 'boolean', default: false, help: 'has the sign-in provider make an account and write to them' },
    },
    async run({ args: [email = ''], values: { role: wanted, name, invite, json }, connection, out }) {
      const body = { email, role: role(wanted), invite, ...(name === undefined ? {} : { name }) };
      const { user } = await (await connection.client()).call('POST /users', { body });
      if (json) out.json(user);
      else out.line(`${user.email} is a member with the role ${user.role}.${accountText(user)}`);
    },
  }),
  command({
    words: 'users invite',
    args: ['USER'],
    summary: 'has the sign-in provider send a member an invitation, again if need be',
    async run({ args: [who = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { userId: await userIdOf(client, who) };
      const { user } = await client.call('POST /users/{userId}/invitations', { params });
      if (json) out.json(user);
      else out.line(`${user.email} was sent an invitation.${accountText(user)}`);
    },
  }),
  command({
    words: 'users set-role',
    args: ['USER', 'ROLE'],
    summary: 'gives a member another role',
    async run({ args: [who = '', wanted], values: { json }, connection, out }) {
      const client = await connection.client();
      const userId = await userIdOf(client, who);
      const { user } = await client.call('PATCH /users/{userId}', { params: { userId }, body: { role: role(wanted) } });
      if (json) out.json(user);
      else out.line(`${user.email} has the role ${user.role}.`);
    },
  }),
  command({
    words: 'users remove',
    args: ['USER'],
    summary: 'takes a member out; what the member has made stays, tokens end',
    async run({ args: [who = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const answer = await client.call('DELETE /users/{userId}', { params: { userId: await userIdOf(client, who) } });
      if (json) out.json(answer);
      else out.line(`${who} is no member any more.`);
    },
  }),
];

const tokenCommands: readonly Command[] = [
  command({
    words: 'tokens list',
    summary: 'the API tokens of the workspace',
    async run({ values: { json }, connection, out }) {
      const tokens = await collect((await connection.client()).list('GET /tokens'));
      printList({ out, json }, tokens, {
        empty: 'There are no tokens.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          ROLE: ({ role: has }) => has,
          SCOPES: ({ scopes }) => scopes?.join(' ') ?? 'all of the role',
          'CREATED BY': ({ createdBy }) => createdBy.name,
          'LAST USED': ({ lastUsedAt }) => lastUsedAt?.slice(0, 16) ?? 'never',
          EXPIRES: ({ expiresAt }) => expiresAt?.slice(0, 16) ?? 'never',
        },
      });
    },
  }),
  command({
    words: 'tokens create',
    args: ['NAME'],
    summary: 'makes a token and prints it, this once',
    options: {
      role: { type: 'string', value: 'ROLE', help: ROLES.join(', ') },
      scope: { type: 'string', value: 'PERMISSION', multiple: true, help: 'narrows the role, such as sources:read' },
      expires: { type: 'string', value: 'TIME', help: 'such as 2027-01-31T00:00:00Z' },
    },
    async run({ args: [name = ''], values, connection, out }) {
      const scopes = values.scope?.map((text): Permission => oneOf('permission', PERMISSIONS, text));
      const body = {
        ...{ name, role: role(values.role) },
        ...(scopes === undefined ? {} : { scopes }),
        ...(values.expires === undefined ? {} : { expiresAt: values.expires }),
      };
      const { token } = await (await connection.client()).call('POST /tokens', { body });
      if (values.json) out.json(token);
      else out.line(token.token);
    },
  }),
  command({
    words: 'tokens revoke',
    args: ['TOKEN_ID'],
    summary: 'a token works no more, at once',
    async run({ args: [tokenId = ''], values: { json }, connection, out }) {
      const answer = await (await connection.client()).call('DELETE /tokens/{tokenId}', { params: { tokenId } });
      if (json) out.json(answer);
      else out.line(`The token ${tokenId} works no more.`);
    },
  }),
];

export const peopleCommands: readonly Command[] = [...userCommands, ...tokenCommands];
