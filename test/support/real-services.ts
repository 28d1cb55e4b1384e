import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startSqsS3, type SqsS3 } from '../../local/emulators/sqs-s3.ts';
import { startRealTables } from './real-tables.ts';

export type RealServices = Awaited<ReturnType<typeof startRealServices>>;

/**
 * The two tables, a bucket and a queue on this machine, and the clients by which a handler finds them.
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
  const settings = { endpoint: sqsS3.endpoint, region: 'us-east-1', credentials };
  const [s3, sqs] = [new S3Client({ ...settings, forcePathStyle: true }), new SQSClient(settings)];
  return {
    clients: { dynamodb: tables.dynamodb, s3, sqs },
    queueUrl: queueUrl(sqsS3, queue),
    async close(): Promise<void> {
      s3.destroy();
      sqs.destroy();
      await Promise.all([sqsS3.close(), tables.close()]);
    },
  };
}

const queueUrl = ({ endpoint }: SqsS3, name: string): string => `${endpoint}/000000000000/${name}`;
