// The design that comes to mind first: one event is one message, one item and one request, by the libraries that come to
// mind first. It is written as well as that allows: clients and connections are kept, and what can run at once does.
import { createHmac } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

type Event = { readonly messageId: string };
type Message = { readonly event: Event; readonly destinationId: string };

export type Naive = {
  /** A request with many events: each becomes a message. */
  ingest(body: string): Promise<void>;
  /** The events that Lambda hands over: each is claimed, archived and sent to each destination. */
  fanOut(messages: readonly string[], destinationIds: readonly string[]): Promise<void>;
  /** A message for a destination: a POST with a signature. */
  deliver(message: string, url: string, secret: string): Promise<void>;
  close(): void;
};

/** Takes its endpoints and credentials from the environment. `queuesUrl`: what the URLs of queues begin with. */
export function createNaive(queuesUrl: string): Naive {
  const [sqs, dynamodb, s3] = [new SQSClient({ md5: false }), new DynamoDBClient({}), new S3Client({})];

  const send = (queue: string, message: object): Promise<unknown> =>
    sqs.send(new SendMessageCommand({ QueueUrl: `${queuesUrl}/${queue}`, MessageBody: JSON.stringify(message) }));

  const isNew = async ({ messageId }: Event): Promise<boolean> => {
    const put = new PutItemCommand({
      TableName: 'dedupe',
      Item: { pk: { S: messageId }, expiresAt: { N: String(Math.floor(Date.now() / 1000) + 86_400) } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    try {
      await dynamodb.send(put);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    async ingest(body) {
      const { batch } = JSON.parse(body) as { batch: Event[] };
      await Promise.all(batch.map((event) => send('ingest', event)));
    },
    async fanOut(messages, destinationIds) {
      const events = messages.map((message) => JSON.parse(message) as Event);
      const fresh = await Promise.all(events.map(isNew));
      const taken = events.filter((_, index) => fresh[index]);
      const lines = taken.map((event) => JSON.stringify(event)).join('\n');
      await s3.send(
        new PutObjectCommand({ Bucket: 'archive', Key: `${taken[0]?.messageId ?? ''}.ndjson`, Body: lines }),
      );
      const deliveries = taken.flatMap((event) => destinationIds.map((destinationId) => ({ event, destinationId })));
      await Promise.all(deliveries.map((delivery) => send('live', delivery)));
    },
    async deliver(message, url, secret) {
      const { event } = JSON.parse(message) as Message;
      const body = JSON.stringify(event);
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': signature },
        body,
        signal: AbortSignal.timeout(5_000),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the partner answered ${response.status}`);
    },
    close() {
      for (const client of [sqs, dynamodb, s3]) client.destroy();
    },
  };
}
