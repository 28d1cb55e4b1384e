import type { SqsS3 } from './emulators/sqs-s3.ts';
import { StartupError } from './startup-error.ts';
import { ACCOUNT, REGION } from './template-values.ts';
import type { Topology } from './topology.ts';
import type { TableResource } from './topology-resources.ts';

/** The emulators want to see credentials, and look at nothing but the region in them. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: REGION };

/** Creates what the pipeline needs and is not there yet. Data from an earlier start stays. */
export async function createResources(
  { queues, tables, buckets }: Topology,
  { sqsS3, dynamoEndpoint }: { sqsS3: SqsS3; dynamoEndpoint: string },
): Promise<void> {
  await Promise.all([
    sqsS3.call('createQueues', queues),
    sqsS3.call('createBuckets', buckets),
    ...tables.map((table) => createTable(table, dynamoEndpoint)),
  ]);
}

async function createTable({ name, definition, ttlAttribute }: TableResource, endpoint: string): Promise<void> {
  const created = await callDynamoDb(endpoint, 'CreateTable', definition);
  if (created === 'ResourceInUseException') return;
  if (created !== undefined) throw new StartupError(`The table ${name} cannot be created: ${created}`);
  if (ttlAttribute === undefined) return;
  const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
  const updated = await callDynamoDb(endpoint, 'UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
  if (updated !== undefined) throw new StartupError(`The table ${name} cannot expire items: ${updated}`);
}

/** The AWS SDK would take longer to load than everything else here takes together. Returns the name of the error, if any. */
async function callDynamoDb(endpoint: string, operation: string, input: object): Promise<string | undefined> {
  const scope = `${CREDENTIALS.AWS_ACCESS_KEY_ID}/20250101/${REGION}/dynamodb/aws4_request`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20250101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  }).catch((error: unknown) => {
    throw new StartupError(`DynamoDB does not answer at ${endpoint}: ${String(error)}`);
  });
  if (response.ok) return undefined;
  const { __type: type = `status ${response.status}` } = (await response.json()) as { __type?: string };
  return type.split('#').at(-1);
}
