import { ACCESS_REQUEST_STATES } from '../../domain/access/access-requests.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { printList } from './output.ts';

/** Partners who ask for a workspace, for who operates the installation. */
export const accessRequestCommands: readonly Command[] = [
  command({
    words: 'access-requests list',
    summary: 'partners who ask for access, oldest first (for operators)',
    options: {
      state: { type: 'string', value: 'STATE', help: `${ACCESS_REQUEST_STATES.join(', ')}; all of them without` },
    },
    async run({ values: { state: wanted, json }, connection, out }) {
      const state = ACCESS_REQUEST_STATES.find((known) => known === wanted);
      if (wanted !== undefined && state === undefined) {
        throw new UsageError(`Say which state: ${ACCESS_REQUEST_STATES.join(', ')}.`);
      }
      const query = state === undefined ? {} : { state };
      const requests = await collect((await connection.operator()).list('GET /access-requests', { query }));
      printList({ out, json }, requests, {
        empty: 'Nobody asks for access.',
        columns: {
          ID: ({ id }) => id,
          STATE: ({ state: is }) => is,
          COMPANY: ({ company }) => company,
          EMAIL: ({ email }) => email,
          ASKED: ({ requestedAt }) => requestedAt.slice(0, 16),
          'MEMBER OF': ({ memberOf = [] }) => memberOf.join(' '),
          WORKSPACE: ({ workspaceId, suggestedWorkspaceId }) => workspaceId ?? suggestedWorkspaceId ?? '',
        },
      });
    },
  }),
  command({
    words: 'access-requests show',
    args: ['ID'],
    summary: 'one of them, with its use case (for operators)',
    async run({ args: [accessRequestId = ''], values: { json }, connection, out }) {
      const client = await connection.operator();
      const { accessRequest } = await client.call('GET /access-requests/{accessRequestId}', {
        params: { accessRequestId },
      });
      if (json) {
        out.json(accessRequest);
        return;
      }
      const { useCase, memberOf, account, ...fields } = accessRequest;
      out.fields({ ...fields, memberOf: memberOf?.join(' '), account: account?.state });
      out.line(`\n${useCase}`);
    },
  }),
  command({
    words: 'access-requests approve',
    args: ['ID', 'WORKSPACE'],
    summary: 'makes a workspace with that id, with the person as its owner, and has them invited (for operators)',
    async run({ args: [accessRequestId = '', workspaceId = ''], values: { json }, connection, out }) {
      const client = await connection.operator();
      const wanted = { params: { accessRequestId }, body: { workspaceId } };
      const { accessRequest } = await client.call('POST /access-requests/{accessRequestId}/approve', wanted);
      if (json) out.json(accessRequest);
      else out.line(`${accessRequest.email} is the owner of ${workspaceId}.`);
    },
  }),
  command({
    words: 'access-requests decline',
    args: ['ID'],
    summary: 'declines it; nobody is written to (for operators)',
    options: { reason: { type: 'string', value: 'TEXT', help: 'for whoever decides next' } },
    async run({ args: [accessRequestId = ''], values: { reason, json }, connection, out }) {
      if (reason === undefined) throw new UsageError('Say why: --reason TEXT.');
      const client = await connection.operator();
      const wanted = { params: { accessRequestId }, body: { reason } };
      const { accessRequest } = await client.call('POST /access-requests/{accessRequestId}/decline', wanted);
      if (json) out.json(accessRequest);
      else out.line(`${accessRequest.company} was declined.`);
    },
  }),
];
