// The operator's command: what a deployed stage is configured with, what lies in its dead-letter queues, and what was not
// delivered.

import { parseArgs } from 'node:util';
import { createDynamoDb, createKms } from '../functions/shared/clients.ts';
import { createDataKeys } from '../functions/shared/data-keys.ts';
import { createSecretBox } from '../functions/shared/secret-box.ts';
import {
  applyWorkspace,
  ForeignIdError,
  planWorkspace,
  type Change,
  type WorkspaceStore,
} from '../functions/shared/workspace-store.ts';
import { readWorkspaceFile, WorkspaceFileError } from '../local/workspace-file.ts';
import { createApi } from './penstock/api.ts';
import { printDeadLetters } from './penstock/dead-letters.ts';
import { stackOutputs } from './penstock/stack-outputs.ts';
import { runUndelivered, UNDELIVERED_OPTIONS } from './penstock/undelivered.ts';
import { USAGE, UsageError } from './penstock/usage.ts';
import { runWorkspaces, WORKSPACE_OPTIONS } from './penstock/workspaces.ts';

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [command, file] = positionals;
  if (values.help || command === undefined) {
    console.log(USAGE);
    return;
  }
  if (command === 'undelivered') return runUndelivered(await createApi(values), positionals.slice(1), values);
  if (command === 'workspaces') return runWorkspaces(await createApi(values), positionals.slice(1), values);
  if (values.stage === undefined) throw new UsageError(`Say which stage: --stage dev, for example.\n\n${USAGE}`);
  const outputs = await stackOutputs(`Penstock-${values.stage}-Data`);
  switch (command) {
    case 'plan':
      printChanges(await planWorkspace(workspaceStore(outputs), readWorkspaceFile(fileOf(file))), 'would');
      return;
    case 'apply':
      printChanges(await applyWorkspace(workspaceStore(outputs), readWorkspaceFile(fileOf(file))), 'did');
      return;
    case 'dead-letters':
      for (const [name, url] of outputs) if (name.endsWith('DeadLetterQueueUrl')) await printDeadLetters(url);
      return;
    default:
      throw new UsageError(`There is no command "${command}".\n\n${USAGE}`);
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        stage: { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        ...UNDELIVERED_OPTIONS,
        ...WORKSPACE_OPTIONS,
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function fileOf(file: string | undefined): string {
  if (file === undefined) throw new UsageError(`Say which workspace file.\n\n${USAGE}`);
  return file;
}

function workspaceStore(outputs: ReadonlyMap<string, string>): WorkspaceStore {
  const [table, keyId] = ['ControlTableName', 'SecretsKeyArn'].map((name) => {
    const value = outputs.get(name);
    if (value === undefined) throw new UsageError(`The stack has no output ${name}. Deploy this version first.`);
    return value;
  }) as [string, string];
  return { dynamodb: createDynamoDb(), table, secrets: createSecretBox(createDataKeys({ kms: createKms(), keyId })) };
}

function printChanges(changes: readonly Change[], mood: 'would' | 'did'): void {
  const verbs = {
    would: { create: '+ create', update: '~ update', delete: '- delete' },
    did: { create: '+ created', update: '~ updated', delete: '- deleted' },
  };
  for (const { action, resource } of changes) console.log(`${verbs[mood][action]} ${resource.replace('#', ' ')}`);
  if (changes.length === 0) console.log('Nothing to change: the stage is as the file says.');
}

try {
  await main();
} catch (error) {
  const isExpected = [UsageError, WorkspaceFileError, ForeignIdError].some((kind) => error instanceof kind);
  if (!isExpected || !(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
