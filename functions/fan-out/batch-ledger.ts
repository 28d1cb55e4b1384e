import { GetItemCommand, UpdateItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../../domain/base/aws-limits.ts';
import { upgrade } from '../../domain/pipeline/stored-formats.ts';
import { batchKey, batchPartKey } from '../../domain/tables/table-keys.ts';
import { ITEMS_PER_OWNER, type LedgerStore } from '../shared/ledger/ledger-store.ts';
import type { BatchState, FanOutDeps } from './fan-out.ts';

/** A transaction also holds the mark of the work. */
const OWNERS_PER_COMMIT = Math.floor((DYNAMODB_MAX_TRANSACTION_ITEMS - 1) / ITEMS_PER_OWNER);

/** Of the mark of a batch. */
const PUBLISHED = 'published';

const keyOf = (batchId: string): Record<'pk', AttributeValue> => ({ pk: { S: batchKey(batchId) } });

/**
 * The ledger as fan-out sees it. A source with more destinations than a transaction can count is counted in parts, each
 * with a mark of its own; the mark of the batch comes last, so a batch counts as committed only when all parts are.
 */
export function createBatchLedger(deps: {
  dynamodb: DynamoDBClient;
  dedupeTable: string;
  store: LedgerStore;
}): FanOutDeps['ledger'] {
  return {
    async markOf(batchId) {
      const { Item: found } = await deps.dynamodb.send(
        new GetItemCommand({ TableName: deps.dedupeTable, Key: keyOf(batchId), ConsistentRead: true }),
      );
      // Only `commit` below writes these items.
      const item = found && upgrade<typeof found>('mark', found);
      const state = item?.['decision']?.S as BatchState | undefined;
      return state === undefined ? undefined : { state, isPublished: item?.[PUBLISHED]?.BOOL === true };
    },

    async notePublished(batchId) {
      await deps.dynamodb.send(
        new UpdateItemCommand({
          TableName: deps.dedupeTable,
          Key: keyOf(batchId),
          UpdateExpression: `SET ${PUBLISHED} = :yes`,
          ExpressionAttributeValues: { ':yes': { BOOL: true } },
        }),
      );
    },

    async commit(batchId, state, entry) {
      const owners = [...entry];
      const key = batchKey(batchId);
      if (owners.length <= OWNERS_PER_COMMIT) {
        await deps.store.commit({ key, decision: state, entry });
        return;
      }
      // The source is the first of the owners: no destination ever has more events than its source.
      for (let from = 0; from < owners.length; from += OWNERS_PER_COMMIT) {
        const part = new Map(owners.slice(from, from + OWNERS_PER_COMMIT));
        await deps.store.commit({ key: batchPartKey(batchId, from), decision: state, entry: part });
      }
      await deps.store.commit({ key, decision: state, entry: new Map() });
    },
  };
}
