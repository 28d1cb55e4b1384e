import type { TransactWriteItem, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readPartition } from '../shared/control-table.ts';
import { destinationItemKey } from '../shared/config-store.ts';

/** A destination whose breaker is open: its events are held, and one of them asks now and then whether it is back. */
export type OpenBreaker = {
  /** Tells this opening from any other of the same destination. */
  readonly id: string;
  /** ISO 8601. */
  readonly since: string;
  /** Why the attempts failed that opened it. */
  readonly reason: string;
};

const HEALTH_PARTITION = 'health';

/** A breaker that opens or closes is obeyed everywhere within this time. */
export const HEALTH_FRESH_MS = 2_000;

export type Health = {
  /** The open breaker of a destination, if it is open: read now, or at most two seconds ago. */
  openBreaker(destinationId: string, isFresh: boolean): Promise<OpenBreaker | undefined>;
};

/** Reads the open breakers from the control table; there is an item for each destination that is down, and no other. */
export function createHealth(deps: { dynamodb: DynamoDBClient; table: string; now: () => Date }): Health {
  let cached: { breakers: ReadonlyMap<string, OpenBreaker>; readAt: number } | undefined;
  let reading: Promise<ReadonlyMap<string, OpenBreaker>> | undefined;

  const read = async (): Promise<ReadonlyMap<string, OpenBreaker>> => {
    const readAt = deps.now().getTime();
    const items = await readPartition(deps.dynamodb, deps.table, HEALTH_PARTITION);
    const breakers = new Map(
      items.map((item): [string, OpenBreaker] => [
        item['sk']?.S ?? '',
        { id: item['breakerId']?.S ?? '', since: item['since']?.S ?? '', reason: item['reason']?.S ?? '' },
      ]),
    );
    cached = { breakers, readAt };
    return breakers;
  };

  return {
    async openBreaker(destinationId, isFresh) {
      if (isFresh) return (await read()).get(destinationItemKey(destinationId));
      if (cached !== undefined && deps.now().getTime() - cached.readAt < HEALTH_FRESH_MS) {
        return cached.breakers.get(destinationItemKey(destinationId));
      }
      reading ??= read().finally(() => (reading = undefined));
      return (await reading).get(destinationItemKey(destinationId));
    },
  };
}

/** Part of a transaction: opens the breaker, unless it is open. */
export function openBreakerItem(table: string, destinationId: string, breaker: OpenBreaker): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: {
        pk: { S: HEALTH_PARTITION },
        sk: { S: destinationItemKey(destinationId) },
        breakerId: { S: breaker.id },
        since: { S: breaker.since },
        reason: { S: breaker.reason },
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** Part of a transaction: closes the breaker, unless it is closed or another one is open by now. */
export function closeBreakerItem(table: string, destinationId: string, breakerId: string): TransactWriteItem {
  return {
    Delete: {
      TableName: table,
      Key: { pk: { S: HEALTH_PARTITION }, sk: { S: destinationItemKey(destinationId) } },
      ConditionExpression: 'breakerId = :id',
      ExpressionAttributeValues: { ':id': { S: breakerId } },
    },
  };
}
