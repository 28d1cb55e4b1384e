import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { destinationLedgerKey } from '../../domain/ledger.ts';
import { attemptKey } from '../../domain/messages.ts';
import type { LedgerStore } from '../shared/ledger-store.ts';
import type { Decision } from './decision.ts';
import type { DeliverDeps } from './deliver.ts';

/** The record of what was decided about each attempt of each pack, beside the claims in the dedupe table. */
export function createDecisions(deps: {
  dynamodb: DynamoDBClient;
  dedupeTable: string;
  store: LedgerStore;
}): DeliverDeps['decisions'] {
  return {
    async find(header) {
      const { Item: item } = await deps.dynamodb.send(
        new GetItemCommand({
          TableName: deps.dedupeTable,
          Key: { pk: { S: attemptKey(header) } },
          ConsistentRead: true,
        }),
      );
      return item?.['decision']?.S === undefined ? undefined : parse(item['decision'].S);
    },

    async commit(header, decision, counts) {
      const committed = await deps.store.commit({
        key: attemptKey(header),
        decision: JSON.stringify(decision),
        entry: new Map([[destinationLedgerKey(header.destinationId), counts]]),
      });
      return committed.first ? decision : parse(committed.decision);
    },
  };
}

/** Only `commit` above writes these. */
function parse(decision: string): Decision {
  return JSON.parse(decision) as Decision;
}
