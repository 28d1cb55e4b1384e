import { GetItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { readDecisionText } from '../../../domain/delivery/delivery-decision.ts';
import { upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { attemptKey, batchKey, claimKey, undeliveredItemKey } from '../../../domain/tables/table-keys.ts';
import { readArchivedBatch } from '../../shared/stores/archive-reader.ts';
import { toHeld } from '../../shared/packs/claims.ts';
import { readDecision, REMEMBERED_SECONDS } from '../../shared/ledger/ledger-store.ts';
import { withShortId } from '../../shared/packs/pack-ids.ts';
import { readUndelivered } from '../../shared/stores/undelivered-store.ts';
import { findArchived } from './find-archived.ts';
import type { TraceDeps } from './trace.ts';

/** What fan-out and delivery leave behind about each event, in the dedupe table and the archive. */
export function createTraceRecords(deps: {
  dynamodb: DynamoDBClient;
  controlTable: string;
  dedupeTable: string;
  dedupeWindowHours: number;
  s3: S3Client;
  archiveBucket: string;
  now: () => Date;
}): Omit<TraceDeps, 'config'> {
  const read = async (key: string): Promise<Record<string, AttributeValue> | undefined> => {
    const { Item: item } = await deps.dynamodb.send(
      new GetItemCommand({ TableName: deps.dedupeTable, Key: { pk: { S: key } }, ConsistentRead: true }),
    );
    return item;
  };

  return {
    async claim({ sourceId, messageId, keyClass }) {
      const item = await read(claimKey(sourceId, messageId, keyClass));
      if (item === undefined) return undefined;
      const { expiresAt, owner, batchId } = toHeld(item);
      return {
        ...{ owner, batchId },
        claimedAt: isoTime(expiresAt - deps.dedupeWindowHours * 3600),
        expiresAt: isoTime(expiresAt),
      };
    },

    async batchMark(batchId) {
      const found = await read(batchKey(batchId));
      if (found === undefined) return undefined;
      const item = upgrade<typeof found>('mark', found);
      const countedAt = isoTime(Number(item['expiresAt']?.N ?? 0) - REMEMBERED_SECONDS);
      return { state: item['decision']?.S ?? '', countedAt };
    },

    archived: (sourceId, batchId) => readArchivedBatch({ s3: deps.s3, bucket: deps.archiveBucket }, sourceId, batchId),

    search: (event, receivedAtMs) => findArchived({ s3: deps.s3, bucket: deps.archiveBucket }, event, receivedAtMs),

    async decision(pack) {
      const decision = await readDecision(deps, attemptKey(withShortId(pack)));
      return decision === undefined ? undefined : readDecisionText(decision);
    },

    async resolution(header, endedAt, line) {
      const { destinationId } = header;
      const itemKey = undeliveredItemKey(endedAt, withShortId(header));
      const item = await readUndelivered(deps.dynamodb, deps.controlTable, { destinationId, itemKey });
      return item?.resolutions.find(({ positions }) => positions.includes(line));
    },

    isForgotten: (receivedAt) => deps.now().getTime() - Date.parse(receivedAt) > REMEMBERED_SECONDS * 1000,
  };
}

function isoTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
