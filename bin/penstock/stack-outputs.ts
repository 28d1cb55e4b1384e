import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { awsProblem } from './aws-credentials.ts';
import { UsageError } from './command.ts';

/** What a deployed stack says of itself. */
export async function stackOutputs(stackName: string): Promise<Map<string, string>> {
  const problem = await awsProblem();
  if (problem !== undefined) throw new UsageError(problem);
  const client = new CloudFormationClient({});
  const { Stacks: stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: unknown) => {
      throw new UsageError(whyUnreadable(stackName, error));
    });
  const outputs = stacks[0]?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey: key = '', OutputValue: value = '' }) => [key, value]));
}

/** How the names of AWS's errors about credentials begin. */
const REFUSALS = [
  ...['AccessDenied', 'ExpiredToken', 'InvalidClientTokenId'],
  ...['UnrecognizedClient', 'SignatureDoesNotMatch'],
];

/** CloudFormation says ValidationError for a stack that is not there. */
function whyUnreadable(stackName: string, error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return `There is no stack ${stackName} in this account and region. "npm run deploy -- -c stage=STAGE" makes it.`;
  }
  if (REFUSALS.some((start) => name.startsWith(start))) {
    return `AWS refuses the credentials of this shell (${name}). They need cloudformation:DescribeStacks for ${stackName}.`;
  }
  return `The stack ${stackName} cannot be read: ${message}`;
}
