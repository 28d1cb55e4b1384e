import { ARCHIVE_PREFIX, UNDELIVERED_PREFIX } from '../../domain/pipeline/archive-key.ts';
import type { Cloud } from './cloud.ts';
import { DATA_STACK, type Deployment, type Outputs } from './deployment.ts';
import { expect } from './expect.ts';
import { notFaithful, ok, type Report } from './report.ts';
import { HOOK_ID, IDENTIFY_ID, ORDER_ID } from './traffic.ts';
import { until } from './until.ts';

/** What was deployed, and the ways to look at it. */
export type Deployed = { readonly cloud: Cloud; readonly outputs: Outputs; readonly deployment: Deployment };

/** The letter is sent after the delivery was counted. */
const DEAD_LETTER_MS = 10_000;

/** The tag by which CDK's own function knows that it may empty a bucket. */
const AUTO_DELETE = { 'aws-cdk:auto-delete-objects': 'true' };

export function outputOf(outputs: Outputs, stack: string, name: string): string {
  const value = outputs[stack]?.[name];
  if (value === undefined) throw new Error(`the stack ${stack} has no output ${name}`);
  return value;
}

/** What the pipeline left in its dead-letter queue and in S3. */
export async function checkStorage(report: Report, { cloud, outputs, deployment }: Deployed): Promise<void> {
  await report.check('an operator sees the dead letter', async () => {
    const queueUrl = outputOf(outputs, DATA_STACK, 'WebhooksDeadLetterQueueUrl');
    await until('there is a dead letter', DEAD_LETTER_MS, async () => {
      const { ApproximateNumberOfMessages: waiting } = await cloud.queueAttributes(queueUrl);
      return Number(waiting) > 0;
    });
    const printed = await deployment.penstock('dead-letters');
    const letters = printed.split('\n').filter((line) => line.includes('"dead-letter"'));

    expect('dead letters', letters.length, 1);
    if (!letters[0]?.includes('"broken"')) throw new Error(`it is not that of the broken destination: ${printed}`);
    return ok('npm run penstock -- dead-letters');
  });

  await report.check('the archive holds each event once', async () => {
    const objects = await cloud.readObjects(outputOf(outputs, DATA_STACK, 'ArchiveBucketName'));
    const [archived, undelivered] = [ARCHIVE_PREFIX, UNDELIVERED_PREFIX].map((prefix) =>
      [...objects].filter(([key]) => key.startsWith(prefix)).flatMap(([, lines]) => lines),
    );

    expect('archived', archived?.map(messageId).sort(), [HOOK_ID, IDENTIFY_ID, ORDER_ID]);
    expect('undelivered', undelivered?.map(messageId).sort(), [ORDER_ID, ORDER_ID]);
    return ok('and, under undelivered/, the two deliveries that were given up');
  });
}

/** Facts of the deployed resources that the pipeline leans on, and that emulators are known to lose. */
export async function checkResources(report: Report, { cloud, outputs }: Deployed): Promise<void> {
  await report.check('queues kept their redrive policy', async () => {
    const names = ['IngestQueueUrl', 'WebhooksLiveQueueUrl', 'WebhooksRetryQueueUrl'];
    const policies = await Promise.all(
      names.map(async (name) => {
        const { RedrivePolicy: policy = '{}' } = await cloud.queueAttributes(outputOf(outputs, DATA_STACK, name));
        return Number((JSON.parse(policy) as { maxReceiveCount?: number | string }).maxReceiveCount);
      }),
    );
    expect('maxReceiveCount of ingest, live and retry', policies, [10, 10, 9]);
    return ok('receive counts 10, 10 and 9');
  });

  await report.check('the buckets kept their tags', async () => {
    const buckets = ['ArchiveBucketName', 'FunctionCodeBucketName'].map((name) => outputOf(outputs, DATA_STACK, name));
    const tags = await Promise.all(buckets.map((bucket) => cloud.bucketTags(bucket)));
    const bare = buckets.filter((_, index) => !('aws-cdk:auto-delete-objects' in (tags[index] ?? {})));
    if (bare.length === 0) return ok('as the template says');
    for (const bucket of bare) await cloud.tagBucket(bucket, AUTO_DELETE);
    return notFaithful('CloudFormation of the emulator forgets them; set here, because cdk destroy needs one');
  });
}

/** Destroying the stage leaves nothing but CDK's own bucket. */
export async function checkDestroy(report: Report, { cloud, deployment }: Deployed): Promise<void> {
  await report.check('cdk destroy --all', async () => {
    const startedAt = performance.now();
    await deployment.destroy();
    const left = (await cloud.listAll()).filter((name) => !name.startsWith('cdk-'));
    expect('buckets, tables and queues that are left', left, []);
    return ok(`leaves no bucket, table or queue (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  });
}

function messageId(line: string): string {
  return (JSON.parse(line) as { messageId: string }).messageId;
}
