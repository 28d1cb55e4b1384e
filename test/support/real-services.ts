import { vi } from 'vitest';
import { startSqsS3, type SqsS3 } from '../../local/emulators/sqs-s3.ts';
import { startRealTables } from './real-tables.ts';

export type RealServices = Awaited<ReturnType<typeof startRealServices>>;

/**
 * The two tables, a bucket and a queue on this machine, and an environment in which a handler's own clients find them.
 */
export async function startRealServices({ bucket, queue }: { bucket: string; queue: string }) {
  const onFailure = (error: Error): never => {
    throw error;
  };
  const tables = await startRealTables();
  const { credentials } = tables;
  const sqsS3 = await startSqsS3({ dataDir: undefined, credentials, onFailure });
  await sqsS3.call('createQueues', [{ name: queue, attributes: { VisibilityTimeout: '180' } }]);
  await sqsS3.call('createBuckets', [bucket]);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqsS3.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', sqsS3.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', tables.endpoint);
  return {
    dynamodb: tables.dynamodb,
    queueUrl: queueUrl(sqsS3, queue),
    async close(): Promise<void> {
      vi.unstubAllEnvs();
      await Promise.all([sqsS3.close(), tables.close()]);
    },
  };
}

const queueUrl = ({ endpoint }: SqsS3, name: string): string => `${endpoint}/000000000000/${name}`;
