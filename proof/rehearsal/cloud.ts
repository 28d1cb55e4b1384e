import { ListTablesCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { decompressLines } from '../../functions/shared/packs/pack-codec.ts';
import { CREDENTIALS, REGION } from './environment.ts';
import type { Emulator } from './emulator.ts';

/** What the rehearsal looks at in the account, beside what Penstock shows by itself. */
export type Cloud = {
  /** Key -> lines of the object. */
  readObjects(bucket: string): Promise<ReadonlyMap<string, readonly string[]>>;
  putObject(bucket: string, key: string, body: string): Promise<void>;
  bucketTags(bucket: string): Promise<Readonly<Record<string, string>>>;
  tagBucket(bucket: string, tags: Readonly<Record<string, string>>): Promise<void>;
  queueAttributes(queueUrl: string): Promise<Readonly<Record<string, string>>>;
  /** Names of the buckets, tables and queues there are. */
  listAll(): Promise<string[]>;
};

export function connectToCloud({ endpoint }: Emulator): Cloud {
  const settings = { endpoint, region: REGION, credentials: CREDENTIALS };
  const s3 = new S3Client(settings);
  const sqs = new SQSClient(settings);
  const dynamodb = new DynamoDBClient(settings);

  const readObject = async (bucket: string, key: string): Promise<readonly string[]> => {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return decompressLines((await body?.transformToByteArray()) ?? new Uint8Array());
  };

  return {
    async readObjects(bucket) {
      const { Contents: contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      const keys = contents.map(({ Key: key = '' }) => key);
      return new Map(await Promise.all(keys.map(async (key) => [key, await readObject(bucket, key)] as const)));
    },
    async putObject(bucket, key, body) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
    async bucketTags(bucket) {
      try {
        const { TagSet: tags = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
        return Object.fromEntries(tags.map(({ Key: key = '', Value: value = '' }) => [key, value]));
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchTagSet') return {};
        throw error;
      }
    },
    async tagBucket(bucket, tags) {
      const set = Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value }));
      await s3.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: set } }));
    },
    async queueAttributes(queueUrl) {
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
      return (await sqs.send(command)).Attributes ?? {};
    },
    async listAll() {
      const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}));
      const { TableNames: tables = [] } = await dynamodb.send(new ListTablesCommand({}));
      const { QueueUrls: queues = [] } = await sqs.send(new ListQueuesCommand({}));
      return [...buckets.map(({ Name: name = '' }) => name), ...tables, ...queues];
    },
  };
}
