import { DeleteItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isAllowed } from '../dynamo/is-allowed.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { LEASE_PARTITION, destinationItemKey } from '../../../domain/tables/table-keys.ts';

/**
 * A chain takes a step every second and renews its lease with each. One that was not heard of for this long has died, or
 * waits in a queue with a backlog; then the next message to come may go on in its place.
 */
const LEASE_MS = 30_000;

/** Who may release what is held for a destination: whoever knows the name of its lease, which changes with each step. */
export type ReleaseLeases = {
  /**
   * Takes the lease: the one called `lease`, or any that is free or over. Returns what it is called now, so that a copy
   * of the same message finds it gone; undefined when somebody else has it.
   */
  take(destinationId: string, lease: string | undefined): Promise<string | undefined>;
  /** Makes way for the next chain. A lease that somebody else has by now stays. */
  giveUp(destinationId: string, lease: string): Promise<void>;
};

/** Leases in the control table: one item for each destination for which something is being released, and no other. */
export function createReleaseLeases(deps: {
  dynamodb: DynamoDBClient;
  table: string;
  unique: () => string;
  now: () => Date;
}): ReleaseLeases {
  const { dynamodb, table } = deps;
  return {
    async take(destinationId, lease) {
      const nowMs = deps.now().getTime();
      const next = deps.unique();
      const put = new PutItemCommand({
        TableName: table,
        Item: { ...keyOf(destinationId), lease: { S: next }, leaseUntil: { N: String(nowMs + LEASE_MS) } },
        // The third is for a request whose answer was lost and that the SDK repeats.
        ConditionExpression: 'attribute_not_exists(pk) OR lease = :lease OR lease = :next OR leaseUntil < :now',
        ExpressionAttributeValues: {
          ':lease': { S: lease ?? next },
          ':next': { S: next },
          ':now': { N: String(nowMs) },
        },
      });
      return (await isAllowed(dynamodb.send(put))) ? next : undefined;
    },

    async giveUp(destinationId, lease) {
      const remove = new DeleteItemCommand({
        TableName: table,
        Key: keyOf(destinationId),
        ConditionExpression: 'lease = :lease',
        ExpressionAttributeValues: { ':lease': { S: lease } },
      });
      await isAllowed(dynamodb.send(remove));
    },
  };
}

/** The keys of the destinations (as in the configuration) for which somebody has the lease now. */
export async function readLeased(dynamodb: DynamoDBClient, table: string, now: Date): Promise<Set<string>> {
  const items = await readPartition(dynamodb, table, LEASE_PARTITION);
  const current = items.filter((item) => Number(item['leaseUntil']?.N) >= now.getTime());
  return new Set(current.map((item) => item['sk']?.S ?? ''));
}

function keyOf(destinationId: string) {
  return { pk: { S: LEASE_PARTITION }, sk: { S: destinationItemKey(destinationId) } };
}
