import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import type { Destination } from '../domain/workspace/destination.ts';
import { describeChange, toChangeLine } from '../domain/workspace/describe-change.ts';
import { mergeWorkspace } from '../domain/workspace/merge-workspace.ts';
import { keptFunctions } from '../domain/workspace/merge-functions.ts';
import { isFunctionSource, type Source, type Workspace } from '../domain/workspace/workspace.ts';
import { isSource } from '../functions/shared/stores/config-index.ts';
import { readResourcesOf } from '../functions/shared/stores/config-documents.ts';
import { functionIds, FunctionLoadError } from '../functions/shared/stores/apply-functions.ts';
import { MissingFunctionError, withDecided } from '../functions/shared/stores/decided-by-functions.ts';
import { createFunctionCodeStore } from '../functions/shared/functions/function-code.ts';
import { createFunctionDesk } from '../functions/shared/functions/function-desk.ts';
import { createInvokeRunner } from '../functions/shared/functions/invoke-runner.ts';
import { pathToFileURL } from 'node:url';
import { readActionCatalog } from '../functions/shared/destinations/action-catalog.ts';
import { prepareActions } from './action-files.ts';
import { createDataKeys } from '../functions/shared/secrets/data-keys.ts';
import { createLambda } from '../functions/shared/lambda/clients.ts';
import { realOutside } from '../functions/shared/lambda/outside.ts';
import { openAll } from '../functions/shared/secrets/keep-secrets.ts';
import { createSecretBox } from '../functions/shared/secrets/secret-box.ts';
import {
  applyWorkspace,
  ForeignIdError,
  planWorkspace,
  type WorkspaceStore,
} from '../functions/shared/stores/workspace-store.ts';
import { urlsOfSources } from '../functions/shared/stores/source-addresses.ts';
import { keepLoadedFile, loadedFunctions, readLoadedFile } from './loaded-file.ts';
import type { Pipeline, PipelineResources } from './start-pipeline.ts';
import { StartupError } from './startup-error.ts';
import { REGION } from './template-values.ts';

/** What came of loading: how many sources and destinations changed, and how many are kept otherwise than the file says. */
export type Loaded = { readonly changed: number; readonly kept: number };

/**
 * Makes the control table say what is new in the file since it was loaded the last time; what was changed otherwise stays.
 * `confirm` sees what of that changes or deletes something that is there, and may refuse; then nothing changes.
 */
export async function loadWorkspace(
  written: Workspace,
  resources: PipelineResources,
  confirm: (lines: readonly string[]) => Promise<boolean> = async () => true,
): Promise<Loaded> {
  return withWorkspaceStore(resources, async (store) => {
    try {
      // What is kept of the file has secrets too, which its functions name.
      const file = await withDecided(store, written);
      const before = await readLoadedFile(store, file.workspace);
      const merged = {
        ...mergeWorkspace(file, before, await storedOf(store, file)),
        keptFunctions: keptFunctions({
          ...{ file: loadedFunctions(file), before: before.functions },
          stored: await functionIds(store, file.workspace),
        }),
      };
      const changes = await planWorkspace(store, merged);
      const isHarmless = changes.every(({ action }) => action === 'create');
      const lines = changes.flatMap((change) => describeChange(toChangeLine(change), 'would'));
      if (!isHarmless && !(await confirm(lines)))
        return { changed: 0, kept: (await planWorkspace(store, file)).length };
      await applyWorkspace(store, merged);
      await keepLoadedFile(store, file);
      return { changed: changes.length, kept: (await planWorkspace(store, file)).length };
    } catch (error) {
      if (error instanceof ForeignIdError || error instanceof MissingFunctionError)
        throw new StartupError(error.message);
      if (error instanceof FunctionLoadError) {
        throw new StartupError(`The function "${error.id}" of the workspace file does not load: ${error.message}`);
      }
      throw error;
    }
  });
}

/** Where requests to the sources of the file come that functions make the events of: a line for each. */
export async function addressLines(
  { sources }: Workspace,
  pipeline: PipelineResources & Pick<Pipeline, 'url'>,
): Promise<string[]> {
  const ids = sources.filter(isFunctionSource).map(({ id }) => id);
  if (ids.length === 0) return [];
  const found = await withWorkspaceStore(pipeline, (store) => urlsOfSources(store, ids, pipeline.url));
  return found.map(({ source, url }) => `Requests to the source "${source}" come at ${url}`);
}

async function storedOf(store: WorkspaceStore, { workspace }: Workspace) {
  const documents = (await readResourcesOf<Source | Destination>(store, workspace)).map(({ document }) => document);
  const destinations = documents.filter((document): document is Destination => !isSource(document));
  const sources = documents.filter(isSource);
  return { sources: await openAll(store.secrets, sources), destinations: await openAll(store.secrets, destinations) };
}

/** Calls `use` with the control table of the emulated DynamoDB, and the key of the emulated KMS. */
export async function withWorkspaceStore<T>(
  resources: PipelineResources,
  use: (store: WorkspaceStore) => Promise<T>,
): Promise<T> {
  const settings = { region: REGION, credentials: resources.credentials };
  const dynamodb = new DynamoDBClient({ endpoint: resources.dynamoEndpoint, ...settings });
  const kms = new KMSClient({ endpoint: resources.kmsEndpoint, ...settings });
  const lambda = createLambda({ endpoint: resources.lambdaEndpoint, ...settings });
  const s3 = new S3Client({ endpoint: resources.s3Endpoint, forcePathStyle: true, ...settings });
  try {
    const secrets = createSecretBox(createDataKeys({ kms, keyId: outputOf(resources, 'SecretsKeyArn') }));
    const functions = createFunctionDesk({
      code: createFunctionCodeStore({ s3, bucket: outputOf(resources, 'FunctionCodeBucketName') }),
      invoke: createInvokeRunner({ lambda, functionName: outputOf(resources, 'RunnerFunctionName') }),
    });
    const actions = readActionCatalog(async () => new URL('catalog/', pathToFileURL(`${await prepareActions()}/`)));
    return await use(
      realOutside({ dynamodb, table: outputOf(resources, 'ControlTableName'), secrets, functions, actions }),
    );
  } finally {
    dynamodb.destroy();
    for (const client of [kms, s3]) client.destroy();
  }
}

function outputOf({ outputs }: PipelineResources, name: string): string {
  const value = outputs[name];
  if (value !== undefined) return value;
  throw new StartupError(`The CDK app has no output ${name}, so nobody knows where the workspace goes.`);
}
