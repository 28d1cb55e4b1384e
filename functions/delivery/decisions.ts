import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Decision } from '../../domain/delivery-decision.ts';
import { deliveryEntry } from '../../domain/ledger.ts';
import { DYNAMODB_MAX_PARTITION_KEY_BYTES } from '../../domain/aws-limits.ts';
import { type DeliveryPackHeader } from '../../domain/messages.ts';
import { attemptKey } from '../../domain/table-keys.ts';
import { closeBreakerItem, openBreakerItem } from '../shared/breaker-store.ts';
import { readDecision, type LedgerStore } from '../shared/ledger-store.ts';
import { withShortId } from '../shared/pack-ids.ts';
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
      for (const key of keysOf(header)) {
        const decision = await readDecision(deps, key);
        if (decision !== undefined) return parse(decision);
      }
      return undefined;
    },

    async commit(header, decision, counts) {
      const committed = await deps.store.commit({
        key: attemptKey(withShortId(header)),
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

/** Before ids had an end, decisions were recorded under whole ids, as long as the table took them. */
function keysOf(header: DeliveryPackHeader): string[] {
  const keys = new Set([attemptKey(withShortId(header)), attemptKey(header)]);
  return [...keys].filter((key) => key.length <= DYNAMODB_MAX_PARTITION_KEY_BYTES);
}

/** Only `commit` above writes these. */
function parse(decision: string): Decision {
  return JSON.parse(decision) as Decision;
}
