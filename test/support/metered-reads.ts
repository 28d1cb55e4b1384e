import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export type MeteredReads = {
  readonly dynamodb: DynamoDBClient;
  /** What was read since this was called last: how many requests of each kind, how many keys they named in batches, and how many bytes came back. */
  take(): { readonly requests: Readonly<Record<string, number>>; readonly batchedKeys: number; readonly bytes: number };
};

type Answer = { readonly Item?: unknown; readonly Items?: unknown; readonly Responses?: unknown };

type Command = {
  readonly constructor: { readonly name: string };
  readonly input: { readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly unknown[] }>> };
};

/** A client that counts what is read through it. */
export function meterReads(client: DynamoDBClient): MeteredReads {
  let requests: Record<string, number> = {};
  let [bytes, batchedKeys] = [0, 0];
  const send = async (command: Command) => {
    const { name } = command.constructor;
    // One of the client's overloads, which the caller has chosen.
    const answer: object = await client.send(command as never);
    const { Item: item, Items: items, Responses: responses } = answer as Answer;
    for (const { Keys: keys = [] } of Object.values(command.input.RequestItems ?? {})) batchedKeys += keys.length;
    requests[name] = (requests[name] ?? 0) + 1;
    bytes += JSON.stringify([item, items, responses]).length;
    return answer;
  };
  return {
    // The client of the SDK has dozens of members; the code under test calls this one.
    dynamodb: { send } as unknown as DynamoDBClient,
    take() {
      const taken = { requests, batchedKeys, bytes };
      [requests, batchedKeys, bytes] = [{}, 0, 0];
      return taken;
    },
  };
}
