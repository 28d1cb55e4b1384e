import { TransactWriteItemsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { switchOffLimit, type Destination } from '../../domain/destination.ts';
import { switchedOffText } from '../../domain/setup-failures.ts';
import { NOTICE_PARTITION, putDocument, raiseVersion, destinationItemKey } from '../shared/config-store.ts';

/**
 * Switches a destination off that is gone for good or has been refusing everything, and leaves a notice for people. A destination that is off
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
    const at = deps.now().toISOString();
    const message = switchedOffText({ id: destinationId, limit: switchOffLimit(destination) }, reason, at);
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
                at: { S: at },
              },
            },
          },
        ],
      }),
    );
  };
}
