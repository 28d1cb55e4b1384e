import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createSqs } from '../../functions/shared/lambda/clients.ts';
import { decodePack } from '../../functions/shared/packs/pack-codec.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Output } from './output.ts';
import { stackOutputs } from './stack-outputs.ts';

/** How long a dead letter that was printed stays hidden from others who look. */
const LOOK_SECONDS = 30;

/** Prints every pack of a queue as one line of JSON, and leaves it there. */
async function printDeadLetters(queueUrl: string, out: Output): Promise<void> {
  const sqs = createSqs();
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: LOOK_SECONDS }),
    );
    if (messages.length === 0) return;
    for (const { MessageId: id, Body: body = '' } of messages) out.json({ id, queueUrl, ...readable(body) });
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

export const deadLetterCommands: readonly Command[] = [
  command({
    words: 'dead-letters',
    summary: 'the packs in the dead-letter queues of a stage, and leaves them there (for operators)',
    async run({ connection, out }) {
      const { stage } = connection.target();
      if (stage === undefined) throw new UsageError('Say which stage: penstock dead-letters --stage dev.');
      for (const [name, url] of await stackOutputs(`Penstock-${stage}-Data`)) {
        if (name.endsWith('DeadLetterQueueUrl')) await printDeadLetters(url, out);
      }
    },
  }),
];
