import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createSqs } from '../../functions/shared/clients.ts';
import { decodePack } from '../../functions/shared/pack-codec.ts';

/** How long a dead letter that was printed stays hidden from others who look. */
const LOOK_SECONDS = 30;

/** Prints every pack of a queue as one line of JSON, and leaves it there. */
export async function printDeadLetters(queueUrl: string): Promise<void> {
  const sqs = createSqs();
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: LOOK_SECONDS }),
    );
    if (messages.length === 0) return;
    for (const { MessageId: id, Body: body = '' } of messages)
      console.log(JSON.stringify({ id, queueUrl, ...readable(body) }));
  }
}

function readable(body: string): object {
  try {
    const { header, lines } = decodePack(body);
    return { ...header, events: lines.map((line): unknown => JSON.parse(line)) };
  } catch (error) {
    return { unreadable: body, why: String(error) };
  }
}
