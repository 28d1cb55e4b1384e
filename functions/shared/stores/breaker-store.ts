import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { HEALTH_PARTITION, destinationItemKey } from '../../../domain/tables/table-keys.ts';

/** A destination whose breaker is open: its events are held, and one of them asks now and then whether it is back. */
export type OpenBreaker = {
  /** Tells this opening from any other of the same destination. */
  readonly id: string;
  /** ISO 8601. */
  readonly since: string;
  /** Why the attempts failed that opened it. */
  readonly reason: string;
};

/** Reads back what `openBreakerItem` wrote. */
export function toBreaker(stored: Readonly<Record<string, AttributeValue>>): OpenBreaker {
  const item = upgrade<typeof stored>('breaker', stored);
  return { id: item['breakerId']?.S ?? '', since: item['since']?.S ?? '', reason: item['reason']?.S ?? '' };
}

/** Part of a transaction: opens the breaker, unless it is open. */
export function openBreakerItem(table: string, destinationId: string, breaker: OpenBreaker): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: numberedItem('breaker', {
        pk: { S: HEALTH_PARTITION },
        sk: { S: destinationItemKey(destinationId) },
        breakerId: { S: breaker.id },
        since: { S: breaker.since },
        reason: { S: breaker.reason },
      }),
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
