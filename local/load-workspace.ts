import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { Workspace } from '../domain/workspace.ts';
import { createDataKeys } from '../functions/shared/data-keys.ts';
import { createSecretBox } from '../functions/shared/secret-box.ts';
import { applyWorkspace, ForeignIdError, type WorkspaceStore } from '../functions/shared/workspace-store.ts';
import type { PipelineResources } from './start-pipeline.ts';
import { StartupError } from './startup-error.ts';
import { REGION } from './template-values.ts';

/** Makes the control table say what the workspace says. Returns how many sources and destinations had to change. */
export async function loadWorkspace(workspace: Workspace, resources: PipelineResources): Promise<number> {
  return withWorkspaceStore(resources, async (store) => {
    try {
      return (await applyWorkspace(store, workspace)).length;
    } catch (error) {
      if (error instanceof ForeignIdError) throw new StartupError(error.message);
      throw error;
    }
  });
}

/** Calls `use` with the control table of the emulated DynamoDB, and the key of the emulated KMS. */
export async function withWorkspaceStore<T>(
  resources: PipelineResources,
  use: (store: WorkspaceStore) => Promise<T>,
): Promise<T> {
  const settings = { region: REGION, credentials: resources.credentials };
  const dynamodb = new DynamoDBClient({ endpoint: resources.dynamoEndpoint, ...settings });
  const kms = new KMSClient({ endpoint: resources.kmsEndpoint, ...settings });
  try {
    const secrets = createSecretBox(createDataKeys({ kms, keyId: outputOf(resources, 'SecretsKeyArn') }));
    return await use({ dynamodb, table: outputOf(resources, 'ControlTableName'), secrets });
  } finally {
    dynamodb.destroy();
    kms.destroy();
  }
}

function outputOf({ outputs }: PipelineResources, name: string): string {
  const value = outputs[name];
  if (value !== undefined) return value;
  throw new StartupError(`The CDK app has no output ${name}, so nobody knows where the workspace goes.`);
}
