import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from './command.ts';

/** What a deployed stack says of itself. */
export async function stackOutputs(stackName: string): Promise<Map<string, string>> {
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
