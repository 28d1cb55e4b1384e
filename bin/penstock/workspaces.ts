import type { Api } from './api.ts';
import { USAGE, UsageError } from './usage.ts';

export const WORKSPACE_OPTIONS = {
  name: { type: 'string' },
  owner: { type: 'string' },
  reviews: { type: 'boolean' },
} as const;

type Values = {
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly reviews?: boolean | undefined;
  readonly json: boolean;
};
type Created = { readonly workspace: { readonly id: string }; readonly token: { readonly token: string } };
type List = { readonly workspaces: readonly { readonly id: string; readonly name: string }[] };

/** `workspaces`, `workspaces create ID` and `workspaces token ID`. */
export async function runWorkspaces(
  api: Api,
  words: readonly string[],
  { name, owner, reviews, json }: Values,
): Promise<void> {
  const [verb = 'list', id] = words;
  if (verb === 'list') {
    const { workspaces } = await api<List>('GET', '/api/workspaces');
    for (const workspace of workspaces) console.log(json ? JSON.stringify(workspace) : workspace.id);
    return;
  }
  if (!['create', 'token'].includes(verb) || id === undefined)
    throw new UsageError(`Say: workspaces create ID, or workspaces token ID.\n\n${USAGE}`);
  if (verb === 'token') {
    const path = `/api/workspaces/${encodeURIComponent(id)}/tokens`;
    const made = await api<Pick<Created, 'token'>>('POST', path, {});
    console.log(json ? JSON.stringify(made) : made.token.token);
    return;
  }
  const wanted = {
    id,
    ...(name === undefined ? {} : { name }),
    ...(owner === undefined ? {} : { owner }),
    ...(reviews === undefined ? {} : { reviews }),
  };
  const created = await api<Created>('POST', '/api/workspaces', wanted);
  if (json) console.log(JSON.stringify(created));
  else
    console.log(
      `The workspace "${created.workspace.id}" is there. Its first token, shown this once:\n${created.token.token}`,
    );
}
