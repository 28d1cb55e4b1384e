import type { InputTo } from '../../client/api-client.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { printList } from './output.ts';

type Request = Omit<InputTo<'POST /oauth/grants'>['body'], 'sourceId'>;

/** What the query of a partner's link calls the fields of a request. */
const PARAMETERS = {
  clientId: 'client_id',
  redirectUri: 'redirect_uri',
  scope: 'scope',
  state: 'state',
  codeChallenge: 'code_challenge',
  codeChallengeMethod: 'code_challenge_method',
} as const satisfies Record<keyof Request, string>;

/** Only the query of the link counts: who agrees does so where the connection is, and nowhere else. */
function requestIn(link: string): Request {
  const query = URL.parse(link)?.searchParams;
  if (query === undefined) throw new UsageError(`"${link}" is no link. Put it in quotes: a shell stops at "&".`);
  const entries = Object.entries(PARAMETERS).map(([field, parameter]) => {
    const value = query.get(parameter);
    if (value !== null) return [field, value] as const;
    throw new UsageError(`The link has no ${parameter}. Put it in quotes: a shell stops at "&".`);
  });
  return Object.fromEntries(entries) as Request;
}

export const grantCommands: readonly Command[] = [
  command({
    words: 'grants list',
    summary: 'the apps that may manage their own destinations here',
    async run({ values: { json }, connection, out }) {
      const grants = await collect((await connection.client()).list('GET /oauth/grants'));
      printList({ out, json }, grants, {
        empty: 'No app has been let in.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          APP: ({ appId }) => appId,
          SOURCE: ({ sourceId }) => sourceId,
          'GRANTED BY': ({ createdBy }) => createdBy.name,
          GRANTED: ({ createdAt }) => createdAt.slice(0, 16),
        },
      });
    },
  }),
  command({
    words: 'grants create',
    args: ['LINK'],
    summary: "agrees to what a partner's link asks for, as its page would",
    options: { source: { type: 'string', value: 'SOURCE', help: 'whose events the app may have' } },
    async run({ args: [link = ''], values: { source, json }, connection, out }) {
      const request = requestIn(link);
      if (source === undefined) throw new UsageError('Say for which source: --source SOURCE.');
      const client = await connection.client();
      const answer = await client.call('POST /oauth/grants', { body: { ...request, sourceId: source } });
      if (json) out.json(answer);
      else {
        const { id, name, appId, sourceId } = answer.grant;
        out.line(`${name} (${appId}) may manage its own destinations of the source ${sourceId}.`);
        out.line(`"penstock grants revoke ${id}" takes it back.`);
        out.line(`Go on at ${answer.redirectTo}`);
      }
    },
  }),
  command({
    words: 'grants revoke',
    args: ['GRANT_ID'],
    summary: 'takes it back: tokens of the app stop at once, its destinations stay',
    async run({ args: [grantId = ''], values: { json }, connection, out }) {
      const answer = await (await connection.client()).call('DELETE /oauth/grants/{grantId}', { params: { grantId } });
      if (json) out.json(answer);
      else out.line(`${grantId} is taken back. The destinations of the app stay.`);
    },
  }),
];
