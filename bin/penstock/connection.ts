import { createApiClient, type ApiClient } from '../../client/api-client.ts';
import { createDynamoDb } from '../../functions/shared/lambda/clients.ts';
import { UsageError } from './command.ts';
import { readProfiles } from './profiles.ts';
import { asItIs, createSign } from './sign-request.ts';
import { targetOf, urlOf, type Target, type Wanted } from './target.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The ways to the pipeline that the shell speaks of. One client; who calls is different. */
export type Connection = {
  /** Throws when a profile is meant that is not there. */
  target(): Target;
  /**
   * In one workspace: that of the token, else the one that is said, on a stage as its operator. On one machine nothing has
   * to be said.
   */
  client(workspace?: string): Promise<ApiClient>;
  /** In the workspace of the token, or in the one that is said, else as an operator in all of them. */
  wide(): Promise<ApiClient>;
  /** As an operator, in no workspace. */
  operator(): Promise<ApiClient>;
};

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Where nobody is asked for a token. */
export function isThisMachine(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

const HOW_TO_GET_A_TOKEN = `The operator of the installation makes one with AWS credentials:
  penstock workspaces create WORKSPACE --stage STAGE    (or: workspaces token WORKSPACE, when it is there)
and everybody with a token makes more with "penstock tokens create". Then keep it:
  penstock login --url URL`;

export function createConnection(wanted: Wanted & { readonly workspace?: string | undefined }, env: Env): Connection {
  // Not before it is asked for: login and completion want no profile.
  const target = (): Target => targetOf(wanted, { env, profiles: () => readProfiles(env) });
  const said = wanted.workspace ?? env['PENSTOCK_WORKSPACE'];
  const asOperator = async (workspace?: string): Promise<ApiClient> => {
    const { stage } = target();
    const operator = stage === undefined ? asItIs : createSign(createDynamoDb().config);
    return createApiClient({ url: await urlOf(target()), operator, workspace });
  };
  const client = async (workspace = said): Promise<ApiClient> => {
    const { stage, token } = target();
    if (stage !== undefined && token === undefined && workspace !== undefined) return asOperator(workspace);
    const url = await urlOf(target());
    requireSafe(url, token, stage);
    return createApiClient({ url, token, ...(token === undefined ? { workspace } : {}) });
  };
  const operator = (): Promise<ApiClient> => asOperator();
  return {
    ...{ target, client, operator },
    wide: () => (target().token === undefined && said === undefined ? operator() : client()),
  };
}

export function requireSafe(url: string, token: string | undefined, stage?: string): void {
  const { protocol, hostname } = new URL(url);
  const isHere = isThisMachine(url);
  const orAsOperator =
    stage === undefined ? '' : `\nAs the operator of the stage, say in which workspace: --workspace ID.`;
  if (token === undefined && !isHere)
    throw new UsageError(`There is no token for ${url}.\n${HOW_TO_GET_A_TOKEN}${orAsOperator}`);
  if (token !== undefined && protocol === 'http:' && !isHere) {
    throw new UsageError(`A token does not go over plain http to ${hostname}. Use https.`);
  }
}
