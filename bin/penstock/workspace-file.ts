import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { type ApiClient, type DataOf } from '../../client/api-client.ts';
import { ApiCallError } from '../../client/call-error.ts';
import { toChangeLine } from '../../domain/workspace/describe-change.ts';
import { fileErrorReason } from '../../domain/base/file-errors.ts';
import { mistakesInWorkspace } from '../../domain/workspace/likely-mistakes.ts';
import { isMark } from '../../domain/workspace/secret-settings.ts';
import { isFunctionSource, type Workspace } from '../../domain/workspace/workspace.ts';
import { createDynamoDb, createKms } from '../../functions/shared/lambda/clients.ts';
import { MissingFunctionError } from '../../functions/shared/stores/decided-by-functions.ts';
import { urlsOfSources } from '../../functions/shared/stores/source-addresses.ts';
import { createDataKeys } from '../../functions/shared/secrets/data-keys.ts';
import { realOutside } from '../../functions/shared/lambda/outside.ts';
import { createSecretBox } from '../../functions/shared/secrets/secret-box.ts';
import {
  applyWorkspace,
  ForeignIdError,
  planWorkspace,
  type WorkspaceStore,
} from '../../functions/shared/stores/workspace-store.ts';
import { openWithCode, type OpenWorkspaceFile } from '../../local/workspace-file.ts';
import { noteWarnings, printChanges } from './changes.ts';
import { printDrift, readDrift } from './drift.ts';
import { command, UsageError, type Call, type Command, type Options } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { stackOutputs } from './stack-outputs.ts';
import { toYaml } from './to-yaml.ts';

type Way = 'plan' | 'apply';
type Changes = DataOf<'POST /workspace-file/plan'> & {
  /** Where requests to sources of a function come, once they are applied. */
  readonly addresses?: readonly { readonly source: string; readonly url: string }[];
};
type Connection = Call<Options>['connection'];

/** Compares the workspace with the file, or makes it so. */
type Run = (way: Way) => Promise<Changes>;

/** Over the API with a token (or on one machine), else with AWS credentials. */
async function withFile<T>(path: string, connection: Connection, work: (run: Run) => Promise<T>): Promise<T> {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}. "penstock export --output FILE" makes one.`);
  const file = await openWithCode(path);
  const { stage, token } = connection.target();
  const over = (client: ApiClient): Promise<T> => work((way) => overApi(way, file, client));
  if (stage === undefined || token !== undefined) return over(await connection.client(file.workspace));
  if (hasFunctions(file.plain) || asksForStored(file.plain)) return over(await connection.client(workspaceSaid(file)));
  return work((way) => inTable(way, file.parse(), stage));
}

function workspaceSaid({ workspace }: OpenWorkspaceFile): string {
  if (workspace !== undefined) return workspace;
  throw new UsageError('The file does not say of which workspace it is: workspace: ID.');
}

/** Only the API can have them tried. */
function hasFunctions(plain: unknown): boolean {
  return typeof plain === 'object' && plain !== null && 'functions' in plain;
}

/** Marks and components stand for what is stored, which only the API knows; and it has the catalog of actions. */
function asksForStored(plain: unknown): boolean {
  if (typeof plain !== 'object' || plain === null) return false;
  const isAction = 'kind' in plain && plain.kind === 'action';
  return isAction || isMark(plain) || 'componentId' in plain || Object.values(plain).some(asksForStored);
}

/** Before there is any token, and without a limit to its size. */
async function inTable(way: Way, workspace: Workspace, stage: string): Promise<Changes> {
  const store = storeOf(await stackOutputs(`Penstock-${stage}-Data`));
  const functionSources = workspace.sources.filter(isFunctionSource).map(({ id }) => id);
  try {
    const changes = way === 'plan' ? await planWorkspace(store, workspace) : await applyWorkspace(store, workspace);
    const planned = { changes: changes.map(toChangeLine), warnings: mistakesInWorkspace(workspace) };
    if (way === 'plan' || functionSources.length === 0) return planned;
    const endpoint = (await stackOutputs(`Penstock-${stage}-Pipeline`)).get('EndpointUrl') ?? '';
    return { ...planned, addresses: await urlsOfSources(store, functionSources, endpoint) };
  } catch (error) {
    if (error instanceof ForeignIdError || error instanceof MissingFunctionError) throw new UsageError(error.message);
    throw error;
  }
}

/** Where the stage keeps its configuration, and the key of its secrets. */
function storeOf(outputs: ReadonlyMap<string, string>): WorkspaceStore {
  const outputOf = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new UsageError(`The stack has no output ${name}. Deploy this version first.`);
    return value;
  };
  const keys = createDataKeys({ kms: createKms(), keyId: outputOf('SecretsKeyArn') });
  const dynamodb = createDynamoDb();
  return realOutside({ dynamodb, table: outputOf('ControlTableName'), secrets: createSecretBox(keys) });
}

/** The API checks the file, because only it knows what marks stand for; its problems get the lines of the file. */
async function overApi(way: Way, file: OpenWorkspaceFile, client: ApiClient): Promise<Changes> {
  try {
    // What is no workspace file, the API says.
    const body = file.plain as Record<string, never>;
    const changes = await client.call(`POST /workspace-file/${way}`, { body });
    return way === 'plan' ? changes : { ...changes, addresses: await addressesOver(client, file.plain) };
  } catch (error) {
    if (error instanceof ApiCallError && error.problems.length > 0) throw file.problems(error.problems);
    throw error;
  }
}

/** Those of the file's sources that a function makes the events of, as far as the caller may know them. */
async function addressesOver(client: ApiClient, plain: unknown): Promise<NonNullable<Changes['addresses']>> {
  const sources = typeof plain === 'object' && plain !== null && 'sources' in plain ? plain.sources : [];
  const ids = (Array.isArray(sources) ? sources : []).flatMap((source: { id?: unknown; function?: unknown }) =>
    source.function === undefined ? [] : [String(source.id)],
  );
  const found = await Promise.all(
    ids.map(async (sourceId) => {
      const { source } = await client.call('GET /sources/{sourceId}', { params: { sourceId } });
      const lasting = source.addresses?.find(({ endsAt }) => endsAt === undefined);
      return lasting === undefined ? [] : [{ source: sourceId, url: lasting.url }];
    }),
  );
  return found.flat();
}

function print(
  { out, values: { json } }: Call<Options>,
  { changes, warnings, addresses = [] }: Changes,
  mood: 'would' | 'did',
): void {
  if (json) for (const change of changes) out.json(change);
  else printChanges(out, changes, mood);
  for (const { source, url } of addresses) {
    if (json) out.json({ source, url });
    else out.line(`requests to ${source}: ${url}`);
  }
  noteWarnings(out, warnings);
}

async function askForDeletions(call: Call<typeof YES>, { changes }: Changes): Promise<void> {
  const deleted = changes.filter(({ action }) => action === 'delete');
  if (deleted.length === 0) return;
  const names = deleted.map(({ resourceType, resourceId }) => `${resourceType} ${resourceId}`).join(', ');
  await requireYes(call, `What is not in the file is deleted: ${names} (${deleted.length} in all).`);
}

type Exported = DataOf<'GET /workspace-file'>['workspaceFile'];

async function exported(
  connection: Connection,
  { secrets, workspace }: { secrets: boolean; workspace: string | undefined },
): Promise<Exported> {
  const { stage, token } = connection.target();
  if (token === undefined && stage !== undefined && workspace === undefined)
    throw new UsageError('Say which: export --workspace ID. "workspaces list" has them.');
  if (token !== undefined && workspace !== undefined) throw new UsageError('--workspace is for who has no token.');
  const client = await connection.client(workspace);
  return (await client.call(secrets ? 'GET /workspace-file/with-secrets' : 'GET /workspace-file')).workspaceFile;
}

const OWNER_ONLY = 0o600;
const HEADER = '# A workspace of Penstock; docs/workspace-file.md says what stands in it.\n';
const WITHOUT_SECRETS = '# Where it says `set: true`, applying this keeps the secret that is stored.\n';

export const workspaceFileCommands: readonly Command[] = [
  command({
    words: 'plan',
    args: ['FILE'],
    summary: 'what would have to change for the workspace to be as the file says',
    options: { check: { type: 'boolean', default: false, help: 'ends with 1 when something would, for CI' } },
    async run(call) {
      const plan = await withFile(call.args[0] ?? '', call.connection, (run) => run('plan'));
      print(call, plan, 'would');
      if (call.values.check && plan.changes.length > 0) process.exitCode = 1;
    },
  }),
  command({
    words: 'apply',
    args: ['FILE'],
    summary: 'makes the workspace as the file says; what is not in it is deleted',
    options: YES,
    async run(call) {
      await withFile(call.args[0] ?? '', call.connection, async (run) => {
        if (!call.values.yes) await askForDeletions(call, await run('plan'));
        print(call, await run('apply'), 'did');
      });
    },
  }),
  command({
    words: 'drift',
    summary: 'what was changed since a file was applied last, by whom: what applying it again would undo',
    options: { check: { type: 'boolean', default: false, help: 'ends with 1 when something was, for CI' } },
    async run({ values: { check, json }, connection, out }) {
      const drift = await readDrift(await connection.client());
      if (json) out.json(drift);
      else printDrift(out, drift);
      if (check && drift.changes.length > 0) process.exitCode = 1;
    },
  }),
  command({
    words: 'export',
    summary: 'prints the workspace as a file, with marks in the places of secrets',
    options: {
      secrets: { type: 'boolean', default: false, help: 'with secrets, for owners; the audit log says so' },
      output: { type: 'string', value: 'FILE', help: 'into this file, which only you may read' },
    },
    async run({ values: { secrets, output, workspace, json }, connection, out }) {
      const workspaceFile = await exported(connection, { secrets, workspace });
      const yaml = `${HEADER}${secrets ? '' : WITHOUT_SECRETS}${toYaml(workspaceFile)}`;
      const text = json ? `${JSON.stringify(workspaceFile)}\n` : yaml;
      if (output === undefined) {
        if (json) out.json(workspaceFile);
        else out.line(text.trimEnd());
        return;
      }
      try {
        writeFileSync(output, text, { mode: OWNER_ONLY });
        // The mode above is for a new file only.
        chmodSync(output, OWNER_ONLY);
      } catch (error) {
        throw new UsageError(`${output} cannot be written: ${fileErrorReason(error)}.`);
      }
    },
  }),
];
