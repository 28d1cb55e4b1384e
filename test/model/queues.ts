import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';

export type ModelMessage = {
  readonly id: number;
  readonly body: string;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receives: number;
};

/** Fewer than any queue of the pipeline has, so that programs reach it. */
const MAX_RECEIVES = 4;

/**
 * Standard queues in memory: messages have delays, are hidden while somebody works on them, come in any order, come
 * again unless they are deleted, and go to a dead-letter queue when that happened too often.
 */
export function createModelQueues(deps: {
  nowMs: () => number;
  random: () => number;
  deadLettersOf?: (name: string) => string;
  onSend?: (name: string, body: string) => void;
}) {
  const { nowMs, random, deadLettersOf = (name) => `${name}-dead-letters`, onSend } = deps;
  const queues = new Map<string, ModelMessage[]>();
  const totals = { poisoned: 0, redelivered: 0 };
  let sent = 0;

  const queueOf = (name = ''): ModelMessage[] => {
    const queue = queues.get(name) ?? [];
    queues.set(name, queue);
    return queue;
  };

  const send = (name = '', body: string, delaySeconds = 0): void => {
    onSend?.(name, body);
    const visibleAtMs = nowMs() + delaySeconds * 1000;
    queueOf(name).push({ id: (sent += 1), body, sentAtMs: nowMs(), visibleAtMs, receives: 0 });
  };

  const remove = (name: string, messages: readonly ModelMessage[]): void => {
    const ids = new Set(messages.map(({ id }) => id));
    queues.set(
      name,
      queueOf(name).filter(({ id }) => !ids.has(id)),
    );
  };

  const removePoison = (name: string): void => {
    const poison = queueOf(name).filter(
      (message) => message.receives >= MAX_RECEIVES && message.visibleAtMs <= nowMs(),
    );
    remove(name, poison);
    for (const message of poison) queueOf(deadLettersOf(name)).push({ ...message, visibleAtMs: nowMs() });
    totals.poisoned += poison.length;
  };

  const visible = (name: string): ModelMessage[] => {
    removePoison(name);
    return queueOf(name).filter(({ visibleAtMs }) => visibleAtMs <= nowMs());
  };

  return {
    ...{ send, remove, visible, totals },
    waiting: (name: string): readonly ModelMessage[] => queueOf(name),

    /** Some of the visible messages, in no order, hidden from others for a while. */
    receive(name: string, most: number, hiddenMs: number): ModelMessage[] {
      const candidates = visible(name);
      const taken: ModelMessage[] = [];
      while (taken.length < most && candidates.length > 0) {
        const next = candidates.length > 1 ? Math.floor(random() * candidates.length) : 0;
        taken.push(...candidates.splice(next, 1));
      }
      for (const message of taken) {
        message.visibleAtMs = nowMs() + hiddenMs;
        totals.redelivered += message.receives > 0 ? 1 : 0;
        message.receives += 1;
      }
      return taken;
    },

    /** What an operator does with a dead-letter queue: all of it is sent to another queue, as new messages. */
    moveAll(from: string, to: string): void {
      for (const { body } of queueOf(from)) send(to, body);
      queues.set(from, []);
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
