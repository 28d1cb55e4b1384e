import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { decisionText, readDecisionText, type Decision } from '../../domain/delivery/delivery-decision.ts';
import { deliveryEntry } from '../../domain/ledger/ledger.ts';
import { attemptKey } from '../../domain/tables/table-keys.ts';
import { closeBreakerItem, openBreakerItem } from '../shared/stores/breaker-store.ts';
import { readDecision, type LedgerStore } from '../shared/ledger/ledger-store.ts';
import { decisionKeys, withShortId } from '../shared/packs/pack-ids.ts';
import type { DeliverDeps } from './deliver.ts';

/** The record of what was decided about each attempt of each pack, beside the claims in the dedupe table. */
export function createDecisions(deps: {
  dynamodb: DynamoDBClient;
  controlTable: string;
  dedupeTable: string;
  store: LedgerStore;
}): DeliverDeps['decisions'] {
  return {
    async find(header) {
      for (const key of decisionKeys(header)) {
        const decision = await readDecision(deps, key);
        if (decision !== undefined) return readDecisionText(decision);
      }
      return undefined;
    },

    async commit(header, decision, counts) {
      const committed = await deps.store.commit({
        key: attemptKey(withShortId(header)),
        decision: decisionText(decision),
        entry: deliveryEntry(header, counts),
        along: breakerItems(deps.controlTable, header.destinationId, decision),
      });
      if (committed === 'refused') return undefined;
      return committed.first ? decision : readDecisionText(committed.decision);
    },
  };
}

function breakerItems(table: string, destinationId: string, { breaker, decidedAt }: Decision): TransactWriteItem[] {
  switch (breaker?.kind) {
    case undefined:
      return [];
    case 'open':
      return [
        openBreakerItem(table, destinationId, { id: breaker.breakerId, since: decidedAt, reason: breaker.reason }),
      ];
    case 'close':
      return [closeBreakerItem(table, destinationId, breaker.breakerId)];
  }
}
