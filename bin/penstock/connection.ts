import { createApiClient, type ApiClient } from '../../client/api-client.ts';
import { UsageError } from './command.ts';
import { createOperatorApi, idInPath, type OperatorApi } from './operator-api.ts';
import { readProfiles } from './profiles.ts';
import { targetOf, urlOf, type Target, type Wanted } from './target.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The ways to the pipeline that the shell speaks of. */
export type Connection = {
  /** Throws when a profile is meant that is not there. */
  target(): Target;
  /** With a token, or on one machine without. `workspace` is for one machine, where no token says which. */
  client(workspace?: string): Promise<ApiClient>;
  /** An operator in one workspace: with an owner's token that ends with the work. The audit log has both. */
  asOwner<T>(workspace: string, work: (client: ApiClient) => Promise<T>): Promise<T>;
  /** What operators may, who see all workspaces. */
  operator(): Promise<OperatorApi>;
  /** The first when there is a token or a workspace is said, and else the second. */
  choose<T>(ways: {
    client: (client: ApiClient) => Promise<T>;
    operator: (api: OperatorApi) => Promise<T>;
  }): Promise<T>;
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
  const client = async (workspace = said): Promise<ApiClient> => {
    const { token } = target();
    const url = await urlOf(target());
    requireSafe(url, token);
    return createApiClient({ url, token, ...(token === undefined ? { workspace } : {}) });
  };
  const operator = async (): Promise<OperatorApi> => {
    return createOperatorApi(target());
  };
  const asOwner = async <T>(workspace: string, work: (client: ApiClient) => Promise<T>): Promise<T> => {
    const url = await urlOf(target());
    const path = `/api/workspaces/${idInPath(workspace)}/tokens`;
    const { token } = await (await operator())<{ token: { id: string; token: string } }>('POST', path, {});
    const owner = createApiClient({ url, token: token.token });
    try {
      return await work(owner);
    } finally {
      await owner.call('DELETE /tokens/{tokenId}', { params: { tokenId: token.id } });
    }
  };
  return {
    ...{ target, client, operator, asOwner },
    choose: async (ways) =>
      target().token === undefined && said === undefined
        ? ways.operator(await operator())
        : ways.client(await client()),
  };
}

export function requireSafe(url: string, token: string | undefined): void {
  const { protocol, hostname } = new URL(url);
  const isHere = isThisMachine(url);
  if (token === undefined && !isHere) throw new UsageError(`There is no token for ${url}.\n${HOW_TO_GET_A_TOKEN}`);
  if (token !== undefined && protocol === 'http:' && !isHere) {
    throw new UsageError(`A token does not go over plain http to ${hostname}. Use https.`);
  }
}
