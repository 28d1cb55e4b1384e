import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Decision } from '../../domain/delivery-decision.ts';
import { deliveryEntry } from '../../domain/ledger.ts';
import { attemptKey } from '../../domain/messages.ts';
import { closeBreakerItem, openBreakerItem } from '../shared/breaker-store.ts';
import { readDecision, type LedgerStore } from '../shared/ledger-store.ts';
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
      const decision = await readDecision(deps, attemptKey(header));
      return decision === undefined ? undefined : parse(decision);
    },

    async commit(header, decision, counts) {
      const committed = await deps.store.commit({
        key: attemptKey(header),
        decision: JSON.stringify(decision),
        entry: deliveryEntry(header, counts),
        along: breakerItems(deps.controlTable, header.destinationId, decision),
      });
      if (committed === 'refused') return undefined;
      return committed.first ? decision : parse(committed.decision);
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

/** Only `commit` above writes these. */
function parse(decision: string): Decision {
  return JSON.parse(decision) as Decision;
}
