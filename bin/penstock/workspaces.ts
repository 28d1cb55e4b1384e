import { resourceId } from '../../domain/workspace/destination.ts';
import { command, UsageError, type Command } from './command.ts';

/** For operators, before there is any token. */
export const workspaceCommands: readonly Command[] = [
  command({
    words: 'workspaces list',
    summary: 'the workspaces of the installation (for operators)',
    async run({ values: { json }, connection, out }) {
      // Ids and nothing else, for loops of the shell.
      for await (const workspace of (await connection.operator()).list('GET /workspaces')) {
        if (json) out.json(workspace);
        else out.line(workspace.id);
      }
    },
  }),
  command({
    words: 'workspaces create',
    args: ['ID'],
    summary: 'makes one and prints its first API token (for operators)',
    options: {
      name: { type: 'string', value: 'NAME', help: 'what people call it' },
      owner: { type: 'string', value: 'EMAIL', help: 'its first owner, who signs in with this email' },
      invite: { type: 'boolean', default: false, help: 'has the sign-in provider write to the owner' },
      reviews: { type: 'boolean', default: false, help: 'its reviewers decide about components of all workspaces' },
    },
    async run({ args: [id = ''], values: { name, owner, invite, reviews, json }, connection, out }) {
      if (!resourceId.safeParse(id).success) {
        throw new UsageError(
          `"${id}" cannot be an id: lower-case letters, digits, - and _, at most 63, such as shop-eu.`,
        );
      }
      const wanted = {
        id,
        ...(name === undefined ? {} : { name }),
        ...(owner === undefined ? {} : { owner }),
        ...(invite ? { invite } : {}),
        ...(reviews ? { reviews } : {}),
      };
      const created = await (await connection.operator()).call('POST /workspaces', { body: wanted });
      const { workspace, token } = created;
      if (json) out.json(created);
      else out.line(`The workspace "${workspace.id}" is there. Its first token, shown this once:\n${token.token}`);
    },
  }),
  command({
    words: 'workspaces token',
    args: ['ID'],
    summary: "prints a new API token with an owner's rights (for operators)",
    async run({ args: [id = ''], values: { json }, connection, out }) {
      const params = { workspaceId: id };
      const made = await (await connection.operator()).call('POST /workspaces/{workspaceId}/tokens', { params });
      if (json) out.json(made);
      else out.line(made.token.token);
    },
  }),
];
