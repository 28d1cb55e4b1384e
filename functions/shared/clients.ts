import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

// One place for how AWS is called. Endpoints come from the environment (AWS_ENDPOINT_URL_*), which the SDK reads itself.

export function createDynamoDb(): DynamoDBClient {
  return new DynamoDBClient({});
}

export function createKms(): KMSClient {
  return new KMSClient({});
}

export function createS3(): S3Client {
  return new S3Client({});
}

/** Bodies are checked by TLS and by the packs themselves; hashing each one again costs as much as sending it. */
export function createSqs(): SQSClient {
  return new SQSClient({ md5: false });
}
