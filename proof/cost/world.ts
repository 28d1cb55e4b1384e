// The pipeline as the CDK app describes it, with its real handlers in this thread, one invocation at a time, so that what
// each takes can be told apart. SQS, S3 and DynamoDB are the emulators of `npm start`.
import { workspaceSchema, type WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { createHandler as createDelivery } from '../../functions/delivery/handler.ts';
import { deliveryEnv } from '../../functions/delivery/env.ts';
import { createHandler as createFanOut } from '../../functions/fan-out/handler.ts';
import { fanOutEnv } from '../../functions/fan-out/env.ts';
import { createHandler as createIngest } from '../../functions/ingest/handler.ts';
import { ingestEnv } from '../../functions/ingest/env.ts';
import { createHandler as createSource } from '../../functions/source/handler.ts';
import { sourceEnv } from '../../functions/source/env.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { sweepEnv } from '../../functions/sweep/env.ts';
import { parseEnv } from '../../functions/shared/lambda/parse-env.ts';
import { prepareCode } from '../../local/code.ts';
import { createCredentials } from '../../local/emulators/credentials.ts';
import { startDynamoDb } from '../../local/emulators/dynamodb.ts';
import { startKms } from '../../local/emulators/kms.ts';
import { startLambda } from '../../local/emulators/lambda.ts';
import { startSqsS3 } from '../../local/emulators/sqs-s3.ts';
import { addressLines, loadWorkspace } from '../../local/load-workspace.ts';
import type { Credentials } from '../../local/sigv4.ts';
import { createResources } from '../../local/resources.ts';
import { REGION, type Template } from '../../local/template-values.ts';
import { readTopology, type Topology } from '../../local/topology.ts';
import type { EventSourceResource, FunctionResource } from '../../local/topology-resources.ts';
import type { Handler } from './design.ts';
import type { MeteredOutside } from './meter-clients.ts';
import { startPartner, type Partner } from './partner.ts';
import { loadRunner, type LocalRunner } from './runner.ts';

export type Stage = 'ingest' | 'source' | 'fan-out' | 'delivery' | 'sweep';

/** One function of the pipeline: what the template says of it, and how to make an instance. */
export type StageFunction = FunctionResource & { readonly createInstance: (outside: MeteredOutside) => Handler };

export type World = {
  readonly templates: readonly Template[];
  readonly topology: Topology;
  readonly partner: Partner;
  readonly functions: Readonly<Record<Stage, StageFunction>>;
  /** The event source that reads the queue with this URL; undefined for dead letters. */
  sourceOf(queueUrl: string): EventSourceResource | undefined;
  readonly endpoints: { readonly dynamodb: string; readonly sqsS3: string };
  readonly runner: LocalRunner;
  /** Makes the workspace of the pipeline this one. Returns the path at which requests to its source function come, if it has one. */
  load(workspace: WorkspaceInput): Promise<string | undefined>;
  close(): Promise<void>;
};

const onFailure = (error: Error): never => {
  throw error;
};

const CREATE: Readonly<Record<Stage, (env: Readonly<Record<string, string>>, outside: MeteredOutside) => Handler>> = {
  ingest: (env, outside) => createIngest(parseEnv(ingestEnv, env), outside),
  source: (env, outside) => createSource(parseEnv(sourceEnv, env), outside),
  'fan-out': (env, outside) => createFanOut(parseEnv(fanOutEnv, env), outside),
  delivery: (env, outside) => createDelivery(parseEnv(deliveryEnv, env), outside),
  sweep: (env, outside) => createSweep(parseEnv(sweepEnv, env), outside),
};

export async function startWorld(): Promise<World> {
  const code = await prepareCode();
  const credentials = createCredentials();
  const [sqsS3, dynamodb, kms, lambda, partner] = await Promise.all([
    startSqsS3({ dataDir: undefined, credentials, onFailure }),
    startDynamoDb({ databaseFile: undefined, env: process.env, credentials, onFailure }),
    startKms({ keysFile: undefined, credentials }),
    startLambda({ credentials }),
    startPartner(),
  ]);
  const topology = readTopology(code.templates, { sqsEndpoint: sqsS3.endpoint, apiUrl: 'http://localhost' });
  await createResources(topology, { sqsS3, kms, dynamoDb: dynamodb });
  setEnvironment({ sqsS3, dynamodb, kms, credentials });
  const resources = {
    sqsEndpoint: sqsS3.endpoint,
    s3Endpoint: sqsS3.endpoint,
    dynamoEndpoint: dynamodb.endpoint,
    kmsEndpoint: kms.endpoint,
    lambdaEndpoint: lambda.endpoint,
    credentials,
    signIn: undefined,
    queues: topology.queues.map(({ name }) => name),
    tables: topology.tables.map(({ name }) => name),
    buckets: topology.buckets,
    outputs: topology.outputs,
  };
  const runnerResource = functionOf(topology, 'runner');
  const runner = await loadRunner(runnerResource, code.bundleUrl(runnerResource.entry));
  // Code is loaded before it is saved; that is no part of the traffic.
  lambda.serve(async (_name, _tenant, event) => {
    const payload = JSON.parse((await runner.run(JSON.stringify(event))).toString()) as unknown;
    return { outcome: 'returned', payload };
  });
  return {
    runner,
    templates: code.templates,
    topology,
    partner,
    functions: Object.fromEntries(
      (Object.keys(CREATE) as Stage[]).map((stage) => [stage, stageOf(topology, stage)]),
    ) as Record<Stage, StageFunction>,
    sourceOf: (queueUrl) => topology.eventSources.find(({ queue }) => queueUrl.endsWith(`/${queue}`)),
    endpoints: { dynamodb: dynamodb.endpoint, sqsS3: sqsS3.endpoint },
    async load(workspace) {
      const wanted = workspaceSchema.parse(workspace);
      await loadWorkspace(wanted, resources);
      const [line] = await addressLines(wanted, { ...resources, url: '' });
      return line?.slice(line.indexOf('/fn/'));
    },
    async close() {
      await Promise.all([
        sqsS3.close(),
        dynamodb.close(),
        kms.close(),
        lambda.close(),
        runner.close(),
        partner.close(),
      ]);
    },
  };
}

function functionOf({ functions }: Topology, stage: string): FunctionResource {
  const found = functions.find(({ entry }) => entry.startsWith(`functions/${stage}/`));
  if (found === undefined) throw new Error(`The app has no function ${stage}.`);
  return found;
}

function stageOf(topology: Topology, stage: Stage): StageFunction {
  const found = functionOf(topology, stage);
  return { ...found, createInstance: (outside) => CREATE[stage](found.env, outside) };
}

type Endpoint = { readonly endpoint: string };
type Places = {
  readonly sqsS3: Endpoint;
  readonly dynamodb: Endpoint;
  readonly kms: Endpoint;
  readonly credentials: Credentials;
};

/** The clients of the AWS SDK read these when they are made. */
function setEnvironment({ sqsS3, dynamodb, kms, credentials }: Places): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: sqsS3.endpoint,
    AWS_ENDPOINT_URL_S3: sqsS3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}
