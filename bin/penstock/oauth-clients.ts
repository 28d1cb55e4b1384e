import type { ItemOf } from '../../client/api-client.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { printList, type Output } from './output.ts';

type Client = ItemOf<'GET /apps/{appId}/oauth-clients'>;

/** The secret is there once: when the client is created. */
function printClient(out: Output, json: boolean, client: Client & { readonly secret?: string }): void {
  if (json) out.json(client);
  else {
    const { id, appId: app, name, scope, redirectUris, secret } = client;
    out.fields({ id, app, name, scope, redirects: redirectUris.join(' '), secret });
  }
}

const REDIRECT = {
  type: 'string',
  value: 'URI',
  multiple: true,
  help: 'where codes may be sent, exactly so; up to five times',
} as const;

export const oauthClientCommands: readonly Command[] = [
  command({
    words: 'oauth-clients list',
    args: ['APP'],
    summary: 'what an app proves itself with in "Enable with Penstock"',
    async run({ args: [appId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const clients = await collect(client.list('GET /apps/{appId}/oauth-clients', { params: { appId } }));
      printList({ out, json }, clients, {
        empty: `The app has none. "penstock oauth-clients create ${appId} NAME --redirect URI" makes one.`,
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          SCOPE: ({ scope }) => scope,
          CREATED: ({ createdAt }) => createdAt.slice(0, 10),
          REDIRECTS: ({ redirectUris }) => redirectUris.join(' '),
        },
      });
    },
  }),
  command({
    words: 'oauth-clients create',
    args: ['APP', 'NAME'],
    summary: 'makes an id and a secret, and prints the secret, this once',
    options: { redirect: REDIRECT },
    async run({ args: [appId = '', name = ''], values: { redirect = [], json }, connection, out }) {
      if (redirect.length === 0) throw new UsageError('Say where codes are sent: --redirect https://...');
      const client = await connection.client();
      const body = { name, redirectUris: redirect };
      const { oauthClient } = await client.call('POST /apps/{appId}/oauth-clients', { params: { appId }, body });
      printClient(out, json, oauthClient);
    },
  }),
  command({
    words: 'oauth-clients set',
    args: ['APP', 'CLIENT_ID'],
    summary: 'changes the name, or where codes may be sent',
    options: { name: { type: 'string', value: 'NAME', help: 'what customers are asked about' }, redirect: REDIRECT },
    async run({ args: [appId = '', clientId = ''], values: { name, redirect, json }, connection, out }) {
      if (name === undefined && redirect === undefined) throw new UsageError('Say what: --name, --redirect.');
      const client = await connection.client();
      const { oauthClient } = await client.call('PATCH /apps/{appId}/oauth-clients/{clientId}', {
        params: { appId, clientId },
        body: {
          ...(name === undefined ? {} : { name }),
          ...(redirect === undefined ? {} : { redirectUris: redirect }),
        },
      });
      printClient(out, json, oauthClient);
    },
  }),
  command({
    words: 'oauth-clients delete',
    args: ['APP', 'CLIENT_ID'],
    summary: 'ends it; to change a secret, create a second one first: grants go on',
    options: YES,
    async run({ args: [appId = '', clientId = ''], values, connection, out, ask }) {
      const { json } = values;
      await requireYes({ ask, values }, `${clientId} gets no tokens any more.`);
      const client = await connection.client();
      const line = 'DELETE /apps/{appId}/oauth-clients/{clientId}';
      const answer = await client.call(line, { params: { appId, clientId } });
      if (json) out.json(answer);
      else out.line(`${clientId} gets no tokens any more; those that it has end within the hour.`);
    },
  }),
];
