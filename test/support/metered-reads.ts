import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export type MeteredReads = {
  readonly dynamodb: DynamoDBClient;
  /** What was read since this was called last: how many requests of each kind, and how many bytes came back. */
  take(): { readonly requests: Readonly<Record<string, number>>; readonly bytes: number };
};

type Answer = { readonly Item?: unknown; readonly Items?: unknown; readonly Responses?: unknown };

/** A client that counts what is read through it. */
export function meterReads(client: DynamoDBClient): MeteredReads {
  let requests: Record<string, number> = {};
  let bytes = 0;
  const send = async (command: { readonly constructor: { readonly name: string } }) => {
    const { name } = command.constructor;
    // One of the client's overloads, which the caller has chosen.
    const answer: object = await client.send(command as never);
    const { Item: item, Items: items, Responses: responses } = answer as Answer;
    requests[name] = (requests[name] ?? 0) + 1;
    bytes += JSON.stringify([item, items, responses]).length;
    return answer;
  };
  return {
    // The client of the SDK has dozens of members; the code under test calls this one.
    dynamodb: { send } as unknown as DynamoDBClient,
    take() {
      const taken = { requests, bytes };
      [requests, bytes] = [{}, 0];
      return taken;
    },
  };
}
