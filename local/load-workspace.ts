import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Workspace } from '../domain/workspace.ts';
import { applyWorkspace, ForeignIdError } from '../functions/shared/workspace-store.ts';
import { CREDENTIALS } from './dynamodb-call.ts';
import type { PipelineResources } from './start-pipeline.ts';
import { StartupError } from './startup-error.ts';

/** Makes the control table say what the workspace says. Returns how many sources and destinations had to change. */
export async function loadWorkspace(workspace: Workspace, resources: PipelineResources): Promise<number> {
  const table = controlTableOf(resources);
  return withDynamoDb(resources, async (dynamodb) => {
    try {
      return (await applyWorkspace({ dynamodb, table }, workspace)).length;
    } catch (error) {
      if (error instanceof ForeignIdError) throw new StartupError(error.message);
      throw error;
    }
  });
}

export function controlTableOf({ outputs }: PipelineResources): string {
  const table = outputs['ControlTableName'];
  if (table !== undefined) return table;
  throw new StartupError('The CDK app has no output ControlTableName, so nobody knows where the workspace goes.');
}

/** Calls `use` with a client of the emulated DynamoDB. */
export async function withDynamoDb<T>(
  { dynamoEndpoint }: PipelineResources,
  use: (dynamodb: DynamoDBClient) => Promise<T>,
): Promise<T> {
  const dynamodb = new DynamoDBClient({
    endpoint: dynamoEndpoint,
    region: CREDENTIALS.AWS_REGION,
    credentials: { accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY },
  });
  try {
    return await use(dynamodb);
  } finally {
    dynamodb.destroy();
  }
}
