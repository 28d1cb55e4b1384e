import { callDynamoDb, type DynamoDbAccess } from './dynamodb-call.ts';
import type { Kms } from './emulators/kms.ts';
import type { SqsS3 } from './emulators/sqs-s3.ts';
import { StartupError } from './startup-error.ts';
import type { TableResource } from './topology-resources.ts';
import type { Topology } from './topology.ts';

/** Creates what the pipeline needs and is not there yet. Data from an earlier start stays. */
export async function createResources(
  { queues, tables, buckets, keys }: Topology,
  { sqsS3, kms, dynamoDb }: { sqsS3: SqsS3; kms: Kms; dynamoDb: DynamoDbAccess },
): Promise<void> {
  kms.createKeys(keys);
  await Promise.all([
    sqsS3.call('createQueues', queues),
    sqsS3.call('createBuckets', buckets),
    ...tables.map((table) => createTable(table, dynamoDb)),
  ]);
}

async function createTable({ name, definition, ttlAttribute }: TableResource, dynamoDb: DynamoDbAccess): Promise<void> {
  const created = await callDynamoDb(dynamoDb, 'CreateTable', definition);
  if (!created.ok && created.error === 'ResourceInUseException') return;
  if (!created.ok) throw new StartupError(`The table ${name} cannot be created: ${created.error}`);
  if (ttlAttribute === undefined) return;
  const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
  const updated = await callDynamoDb(dynamoDb, 'UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
  if (!updated.ok) throw new StartupError(`The table ${name} cannot expire items: ${updated.error}`);
}
