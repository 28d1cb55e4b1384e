import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { createApiClient, type ApiClient } from '../../client/api-client.ts';
import { ApiCallError } from '../../client/call-error.ts';
import { command, UsageError, type Command } from './command.ts';
import { DEFAULT_PROFILE, readProfiles, writeProfiles } from './profiles.ts';
import { isThisMachine, requireSafe } from './connection.ts';
import { urlOf } from './target.ts';
import { printList } from './output.ts';

const TOKEN_PATTERN = /^\S+$/;

/** Not shown while it is typed. Read as a whole when a program writes it. */
async function askForToken(address: string): Promise<string> {
  if (!process.stdin.isTTY) return (await readAll(process.stdin)).trim();
  const hint = isThisMachine(address)
    ? 'not shown; on this machine none is needed, Enter goes on without'
    : 'not shown';
  process.stderr.write(`API token (${hint}): `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const answer = await new Promise<string>((done) => lines.question('', done));
  lines.close();
  process.stderr.write('\n');
  return answer.trim();
}

type Who = { readonly name: string; readonly workspace: string; readonly permissions?: readonly string[] | undefined };

/** Who a token is. One that may not even read its workspace is a token all the same. */
async function whoIs(client: ApiClient): Promise<Who> {
  try {
    const { caller } = await client.call('GET /caller');
    return { name: caller.name, workspace: caller.workspaceId, permissions: caller.permissions };
  } catch (error) {
    if (!(error instanceof ApiCallError) || error.code !== 'forbidden') throw error;
    return { name: 'a token that may not read its workspace', workspace: 'not known' };
  }
}

export const loginCommands: readonly Command[] = [
  command({
    words: 'login',
    summary: 'keeps an address and a token for the commands that follow',
    async run({ values: { url, stage, token: said, workspace, profile = DEFAULT_PROFILE, json }, env, out }) {
      const kept = readProfiles(env);
      const place = url ?? (stage === undefined ? (env['PENSTOCK_URL'] ?? kept[profile]?.url) : undefined);
      if (place === undefined && stage === undefined) {
        throw new UsageError('Say where: penstock login --url https://..., or --stage STAGE.');
      }
      const address = await urlOf({ url: place, stage });
      const given = said ?? env['PENSTOCK_TOKEN'] ?? (await askForToken(address));
      const token = given === '' && isThisMachine(address) ? undefined : given;
      if (token !== undefined && !TOKEN_PATTERN.test(token)) {
        throw new UsageError('Give the token at the prompt, on stdin, or as --token.');
      }
      requireSafe(address, token);
      const who = await whoIs(createApiClient({ url: address, token, ...(token === undefined ? { workspace } : {}) }));
      const path = writeProfiles(env, { ...kept, [profile]: { url: address, ...(token !== undefined && { token }) } });
      if (json) out.json({ profile, url: address, ...who });
      else out.line(`You are ${who.name}, in the workspace ${who.workspace}.`);
      out.note(`Kept as the profile "${profile}" in ${path}.`);
    },
  }),
  command({
    words: 'logout',
    summary: 'forgets a profile; its token works until it is revoked',
    async run({ values: { profile = DEFAULT_PROFILE }, env, out }) {
      const { [profile]: gone, ...rest } = readProfiles(env);
      if (gone === undefined) throw new UsageError(`There is no profile "${profile}".`);
      writeProfiles(env, rest);
      out.line(`The profile "${profile}" is forgotten.`);
    },
  }),
  command({
    words: 'profiles',
    summary: 'what "login" has kept, without the tokens',
    async run({ values: { json }, env, out }) {
      const profiles = Object.entries(readProfiles(env)).map(([name, { url }]) => ({ name, url }));
      const columns = { NAME: ({ name }: { name: string }) => name, URL: ({ url }: { url: string }) => url };
      printList({ out, json }, profiles, { empty: 'There are none. "penstock login" makes one.', columns });
    },
  }),
  command({
    words: 'whoami',
    summary: 'who the API takes you for, and what you may do',
    async run({ values: { json }, connection, out }) {
      const { caller } = await (await connection.client()).call('GET /caller');
      if (json) out.json(caller);
      else {
        const { name, type, workspaceId, permissions, expiresAt } = caller;
        out.fields({ name, kind: type, workspace: workspaceId, expires: expiresAt, may: permissions.join(' ') });
      }
    },
  }),
];
