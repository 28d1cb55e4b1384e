import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

type Entry = NonNullable<SendMessageBatchCommand['input']['Entries']>[number];

/** What SQS answers to a request: the positions in it that it refuses, with a code, or an error for the whole of it. */
export type SqsAnswer = { readonly refused?: Readonly<Record<number, string>>; readonly error?: Error };

export type FakeSqs = {
  readonly client: SQSClient;
  /** The entries of every request, in the order in which they came. */
  readonly requests: readonly (readonly Entry[])[];
  readonly queueUrls: readonly (string | undefined)[];
};

/** Stands for SQS at the only method that is used of its client. Takes everything once its answers are used up. */
export function aFakeSqs(answers: readonly SqsAnswer[] = []): FakeSqs {
  const requests: Entry[][] = [];
  const queueUrls: (string | undefined)[] = [];
  const send = async ({ input }: SendMessageBatchCommand) => {
    const entries = input.Entries ?? [];
    const { refused = {}, error } = answers[requests.length] ?? {};
    requests.push(entries);
    queueUrls.push(input.QueueUrl);
    if (error !== undefined) throw error;
    const failed = Object.entries(refused).map(([position, Code]) => ({
      ...{ Id: entries[Number(position)]?.Id, Code },
      ...{ SenderFault: false },
    }));
    return failed.length === 0 ? { Successful: entries } : { Successful: [], Failed: failed };
  };
  // The client of the SDK has dozens of members; the code under test calls this one.
  return { client: { send } as unknown as SQSClient, requests, queueUrls };
}
