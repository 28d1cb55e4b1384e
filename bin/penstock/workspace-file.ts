import { chmodSync, writeFileSync } from 'node:fs';
import { ApiCallError, type DataOf } from '../../client/api-client.ts';
import { createDynamoDb, createKms } from '../../functions/shared/clients.ts';
import { createDataKeys } from '../../functions/shared/data-keys.ts';
import { createSecretBox } from '../../functions/shared/secret-box.ts';
import {
  applyWorkspace,
  ForeignIdError,
  planWorkspace,
  type Change,
  type WorkspaceStore,
} from '../../functions/shared/workspace-store.ts';
import { openWorkspaceFile } from '../../local/workspace-file.ts';
import { printChanges } from './changes.ts';
import { command, UsageError, type Call, type Command, type Options } from './command.ts';
import { stackOutputs } from './stack-outputs.ts';
import { toYaml } from './to-yaml.ts';

type Way = 'plan' | 'apply';
type Changes = DataOf<'POST /workspace-file/plan'>['changes'];

/** Over the API with a token (or on one machine), else in the table of the stage with AWS credentials. */
async function changesOf(way: Way, path: string, { connection }: Pick<Call<Options>, 'connection'>): Promise<Changes> {
  const { stage, token } = connection.target();
  if (stage === undefined || token !== undefined) return overApi(way, path, connection);
  const store = storeOf(await stackOutputs(`Penstock-${stage}-Data`));
  const workspace = openWorkspaceFile(path).parse();
  try {
    const changes = way === 'plan' ? await planWorkspace(store, workspace) : await applyWorkspace(store, workspace);
    return changes.map(toChangeLine);
  } catch (error) {
    if (error instanceof ForeignIdError) throw new UsageError(error.message);
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
  return { dynamodb: createDynamoDb(), table: outputOf('ControlTableName'), secrets: createSecretBox(keys) };
}

function toChangeLine({ action, resource, differences = [] }: Change): Changes[number] {
  const [resourceType = '', resourceId = ''] = resource.split('#');
  return { action, resourceType, resourceId, differences: [...differences] };
}

/** The API checks the file, because only it knows what marks stand for; its problems get the lines of the file. */
async function overApi(way: Way, path: string, connection: Call<Options>['connection']): Promise<Changes> {
  const file = openWorkspaceFile(path);
  const client = await connection.client(file.workspace);
  try {
    // What is no workspace file, the API says.
    const body = file.plain as Record<string, never>;
    const { changes } = await client.call(`POST /workspace-file/${way}`, { body });
    return changes;
  } catch (error) {
    if (error instanceof ApiCallError && error.problems.length > 0) throw file.problems(error.problems);
    throw error;
  }
}

const fileCommand = (way: Way, summary: string): Command =>
  command({
    words: way,
    args: ['FILE'],
    summary,
    async run({ args: [path = ''], values: { json }, connection, out }) {
      const changes = await changesOf(way, path, { connection });
      if (json) for (const change of changes) out.json(change);
      else printChanges(out, changes, way === 'plan' ? 'would' : 'did');
    },
  });

const OWNER_ONLY = 0o600;
const HEADER = '# A workspace of Penstock; docs/workspace-file.md says what stands in it.\n';
const WITHOUT_SECRETS = '# Where it says `set: true`, applying this keeps the secret that is stored.\n';

export const workspaceFileCommands: readonly Command[] = [
  fileCommand('plan', 'what would have to change for the workspace to be as the file says'),
  fileCommand('apply', 'makes the workspace as the file says; what is not in it is deleted'),
  command({
    words: 'export',
    summary: 'prints the workspace as a file, with marks in the places of secrets',
    options: {
      secrets: { type: 'boolean', default: false, help: 'with secrets, for owners; the audit log says so' },
      output: { type: 'string', value: 'FILE', help: 'into this file, which only you may read' },
    },
    async run({ values: { secrets, output, json }, connection, out }) {
      const client = await connection.client();
      const line = secrets ? 'GET /workspace-file/with-secrets' : 'GET /workspace-file';
      const { workspaceFile } = await client.call(line);
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
        throw new UsageError(`${output} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  }),
];
