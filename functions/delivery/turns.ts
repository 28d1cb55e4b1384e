import { UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { turnKey } from '../../domain/tables/table-keys.ts';
import { DELIVERY_TIMEOUT_SECONDS } from '../../domain/pipeline/time-budget.ts';
import { isAllowed } from '../shared/dynamo/is-allowed.ts';

/** Who may have requests under way at a destination that takes only so many at once. */
export type Turns = {
  /**
   * A turn of one of the functions that may be at work on the destination; undefined when all are taken. Every pack that
   * this function has in hand shares its turn.
   */
  take(destinationId: string, turns: number): Promise<{ end(): Promise<void> } | undefined>;
};

/** A function that dies leaves its turn behind for as long as it could have lived, and a little longer. */
const LEASE_MS = (DELIVERY_TIMEOUT_SECONDS + 5) * 1000;

/** How many turns are tried before giving up for now. */
const TRIES = 3;

type Held = { readonly key: string; readonly owner: string; users: number };

/** Turns are leases in the dedupe table: one write to take one, one to give it back. */
export function createTurns(deps: TurnDeps): Turns {
  const held = new Map<string, Promise<Held | undefined>>();

  const take = async (destinationId: string, turns: number): Promise<Held | undefined> => {
    const owner = deps.unique();
    const first = Math.floor(deps.random() * turns);
    for (let attempt = 0; attempt < Math.min(TRIES, turns); attempt += 1) {
      const key = turnKey(destinationId, (first + attempt) % turns);
      if (await lease(deps, key, owner)) return { key, owner, users: 0 };
    }
    return undefined;
  };

  return {
    async take(destinationId, turns) {
      const taking = held.get(destinationId) ?? take(destinationId, turns);
      held.set(destinationId, taking);
      const forget = (): void => {
        if (held.get(destinationId) === taking) held.delete(destinationId);
      };
      const turn = await taking.catch((error: unknown) => {
        forget();
        throw error;
      });
      if (turn === undefined) {
        forget();
        return undefined;
      }
      turn.users += 1;
      return {
        async end() {
          turn.users -= 1;
          if (turn.users > 0) return;
          forget();
          await giveBack(deps, turn);
        },
      };
    },
  };
}

type TurnDeps = {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly now: () => Date;
  readonly random: () => number;
  readonly unique: () => string;
};

async function lease({ dynamodb, table, now }: TurnDeps, key: string, owner: string): Promise<boolean> {
  const nowMs = now().getTime();
  return isAllowed(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: key } },
        UpdateExpression: 'SET #owner = :owner, untilMs = :until, expiresAt = :expiry',
        // The last is what a request finds that the SDK repeats because the answer to it was lost.
        ConditionExpression: 'attribute_not_exists(untilMs) OR untilMs < :now OR #owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':owner': { S: owner },
          ':now': { N: String(nowMs) },
          ':until': { N: String(nowMs + LEASE_MS) },
          ':expiry': { N: String(Math.ceil((nowMs + LEASE_MS) / 1000)) },
        },
      }),
    ),
  );
}

/** Free from this moment on, unless the lease was over and somebody else has it. */
async function giveBack({ dynamodb, table }: TurnDeps, { key, owner }: Held): Promise<void> {
  await isAllowed(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: key } },
        UpdateExpression: 'SET untilMs = :never',
        ConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner }, ':never': { N: '0' } },
      }),
    ),
  );
}
