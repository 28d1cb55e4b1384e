import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineResources } from './start-pipeline.ts';
import { REGION } from './template-values.ts';

const OWNER_ONLY = 0o600;
export const ACCESS_FILE = 'aws.env';

type Access = Pick<
  PipelineResources,
  'credentials' | 'sqsEndpoint' | 's3Endpoint' | 'dynamoEndpoint' | 'kmsEndpoint' | 'buckets'
>;

/**
 * Writes down how tools of AWS reach this start, for a shell to read: `. .penstock/aws.env`. Returns how to take it away
 * at the end, when it is of no use any more.
 */
export function writeAccessFile(directory: string, access: Access): () => void {
  const { accessKeyId, secretAccessKey } = access.credentials;
  const path = join(directory, ACCESS_FILE);
  const variables = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_S3: access.s3Endpoint,
    AWS_ENDPOINT_URL_SQS: access.sqsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: access.dynamoEndpoint,
    AWS_ENDPOINT_URL_KMS: access.kmsEndpoint,
    PENSTOCK_ARCHIVE_BUCKET: access.buckets[0] ?? '',
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
  // One of an earlier start may be there, with the rights that it had.
  rmSync(path, { force: true });
  writeFileSync(path, ['unset AWS_SESSION_TOKEN AWS_PROFILE\n', ...lines].join(''), { mode: OWNER_ONLY });
  return () => rmSync(path, { force: true });
}
