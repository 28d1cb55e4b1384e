import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../../domain/aws-limits.ts';
import { batchKey } from '../../domain/messages.ts';
import { ITEMS_PER_OWNER, readDecision, type LedgerStore } from '../shared/ledger-store.ts';
import type { BatchState, FanOutDeps } from './fan-out.ts';

/** A transaction also holds the mark of the work. */
const OWNERS_PER_COMMIT = Math.floor((DYNAMODB_MAX_TRANSACTION_ITEMS - 1) / ITEMS_PER_OWNER);

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
    async stateOf(batchId) {
      // Only `commit` below writes these items.
      return (await readDecision(deps, batchKey(batchId))) as BatchState | undefined;
    },

    async commit(batchId, state, entry) {
      const owners = [...entry];
      const key = batchKey(batchId);
      for (let from = OWNERS_PER_COMMIT; from < owners.length; from += OWNERS_PER_COMMIT) {
        const part = new Map(owners.slice(from, from + OWNERS_PER_COMMIT));
        await deps.store.commit({ key: `${key}#${from}`, decision: state, entry: part });
      }
      await deps.store.commit({ key, decision: state, entry: new Map(owners.slice(0, OWNERS_PER_COMMIT)) });
    },
  };
}
