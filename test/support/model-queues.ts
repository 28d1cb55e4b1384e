import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';

export type ModelMessage = { readonly id: number; readonly body: string; visibleAtMs: number };

/**
 * Standard queues in memory: messages have delays, are hidden while somebody works on them, come in any order, and come
 * again unless they are deleted. How often one was received is not counted.
 */
export function createModelQueues({ nowMs, random }: { nowMs: () => number; random: () => number }) {
  const queues = new Map<string, ModelMessage[]>();
  let sent = 0;

  const queueOf = (name = ''): ModelMessage[] => {
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    return queue;
  };

  const send = (name: string | undefined, body: string, delaySeconds = 0): void => {
    queueOf(name).push({ id: (sent += 1), body, visibleAtMs: nowMs() + delaySeconds * 1000 });
  };

  return {
    send,
    waiting: (name: string): readonly ModelMessage[] => queueOf(name),
    visible: (name: string): ModelMessage[] => queueOf(name).filter(({ visibleAtMs }) => visibleAtMs <= nowMs()),

    /** Some of the visible messages, in no order, hidden from others for a while. */
    receive(name: string, most: number, hiddenMs: number): ModelMessage[] {
      const candidates = this.visible(name);
      const taken: ModelMessage[] = [];
      while (taken.length < most && candidates.length > 0) {
        taken.push(...candidates.splice(Math.floor(random() * candidates.length), 1));
      }
      for (const message of taken) message.visibleAtMs = nowMs() + hiddenMs;
      return taken;
    },

    remove(name: string, messages: readonly ModelMessage[]): void {
      const ids = new Set(messages.map(({ id }) => id));
      queues.set(
        name,
        queueOf(name).filter(({ id }) => !ids.has(id)),
      );
    },

    /** `isHalf`: only some of the messages arrive. */
    execute(command: object, isHalf: boolean): object {
      if (!(command instanceof SendMessageBatchCommand))
        throw new Error(`the model knows no ${command.constructor.name}`);
      const entries = command.input.Entries ?? [];
      for (const entry of entries.slice(0, isHalf ? entries.length / 2 : undefined)) {
        send(command.input.QueueUrl, entry.MessageBody ?? '', entry.DelaySeconds);
      }
      return { Successful: entries };
    },
  };
}
