import { TransactWriteItemsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../domain/destination.ts';
import { NOTICE_PARTITION, putDocument, raiseVersion, destinationItemKey } from '../shared/config-store.ts';

/**
 * Switches a destination off that says it is gone for good, and leaves a notice for people. A destination that is off
 * already stays as it is.
 */
export function createSwitchOff(deps: {
  dynamodb: DynamoDBClient;
  table: string;
  destination: (id: string) => Promise<Destination | undefined>;
  now: () => Date;
}): (destinationId: string, reason: string) => Promise<void> {
  return async (destinationId, reason) => {
    const destination = await deps.destination(destinationId);
    if (destination?.enabled !== true) return;
    const key = destinationItemKey(destinationId);
    const message = `Switched off: it answered ${reason.replace('http_', 'with status ')}, which says that it is gone for good.`;
    await deps.dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          putDocument(deps.table, key, { ...destination, enabled: false }),
          raiseVersion(deps.table),
          {
            Put: {
              TableName: deps.table,
              Item: {
                pk: { S: NOTICE_PARTITION },
                sk: { S: key },
                message: { S: message },
                at: { S: deps.now().toISOString() },
              },
            },
          },
        ],
      }),
    );
  };
}
