// The operator's command: what a deployed stage is configured with, and what lies in its dead-letter queues.

import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createDynamoDb, createSqs } from '../functions/shared/clients.ts';
import { decodePack } from '../functions/shared/pack-codec.ts';
import { applyWorkspace, planWorkspace, type Change } from '../functions/shared/workspace-store.ts';
import { readWorkspaceFile, WorkspaceFileError } from '../local/workspace-file.ts';

const USAGE = `Usage: npm run penstock -- <command> --stage <stage>

  plan FILE       what would have to change for the stage to be as the workspace file says
  apply FILE      makes the stage as the workspace file says
  dead-letters    prints the packs in the dead-letter queues, one JSON object a line, and leaves them there

The stage must be deployed, and the AWS credentials of your shell are used.`;

/** How long a dead letter that was printed stays hidden from others who look. */
const LOOK_SECONDS = 30;

/** What the operator can put right; shown without a stack trace. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [command, file] = positionals;
  if (values.help || command === undefined) {
    console.log(USAGE);
    return;
  }
  if (values.stage === undefined) throw new UsageError(`Say which stage: --stage dev, for example.\n\n${USAGE}`);
  const outputs = await stackOutputs(`Penstock-${values.stage}-Data`);
  switch (command) {
    case 'plan':
      printChanges(
        await planWorkspace(createDynamoDb(), controlTable(outputs), readWorkspaceFile(fileOf(file))),
        'would',
      );
      return;
    case 'apply':
      printChanges(
        await applyWorkspace(createDynamoDb(), controlTable(outputs), readWorkspaceFile(fileOf(file))),
        'did',
      );
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
      options: { stage: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function fileOf(file: string | undefined): string {
  if (file === undefined) throw new UsageError(`Say which workspace file.\n\n${USAGE}`);
  return file;
}

async function stackOutputs(stackName: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient({});
  const { Stacks: stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(
        `The stack ${stackName} cannot be read: ${reason}\nDeploy it with "npm run deploy -- -c stage=..." first.`,
      );
    });
  const outputs = stacks[0]?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey: key = '', OutputValue: value = '' }) => [key, value]));
}

function controlTable(outputs: ReadonlyMap<string, string>): string {
  const table = outputs.get('ControlTableName');
  if (table === undefined) throw new UsageError('The stack has no output ControlTableName. Deploy this version first.');
  return table;
}

function printChanges(changes: readonly Change[], mood: 'would' | 'did'): void {
  const verbs = {
    would: { create: '+ create', update: '~ update', delete: '- delete' },
    did: { create: '+ created', update: '~ updated', delete: '- deleted' },
  };
  for (const { action, resource } of changes) console.log(`${verbs[mood][action]} ${resource.replace('#', ' ')}`);
  if (changes.length === 0) console.log('Nothing to change: the stage is as the file says.');
}

async function printDeadLetters(queueUrl: string): Promise<void> {
  const sqs = createSqs();
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: LOOK_SECONDS }),
    );
    if (messages.length === 0) return;
    for (const { MessageId: id, Body: body = '' } of messages)
      console.log(JSON.stringify({ id, queueUrl, ...readable(body) }));
  }
}

function readable(body: string): object {
  try {
    const { header, lines } = decodePack(body);
    return { ...header, events: lines.map((line): unknown => JSON.parse(line)) };
  } catch (error) {
    return { unreadable: body, why: String(error) };
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof WorkspaceFileError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
