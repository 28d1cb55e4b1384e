import { PutItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DAY_MS } from '../../../domain/base/time-units.ts';
import {
  createReceivedPace,
  lastOfEach,
  RECEIVED_LIMITS,
  type ReceivedRequest,
} from '../../../domain/functions/received-request.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { receivedPartition } from '../../../domain/tables/table-keys.ts';
import type { TableOnly } from '../dynamo/document-store.ts';
import { log } from '../lambda/log.ts';
import type { Outside } from '../lambda/outside.ts';

/** Writes down what became of some requests to a source, if it is not busy. It never throws: events go on without. */
export type NoteReceived = (sourceId: string, requests: readonly ReceivedRequest[]) => Promise<void>;

const KEPT_MS = RECEIVED_LIMITS.keptDays * DAY_MS;
const UNIQUE_CHARACTERS = 8;

/** One item for the requests of a call, which is mostly below the kilobyte that a write is charged by. */
export function createNoteReceived({
  dynamodb,
  table,
  now,
  unique,
}: TableOnly & Pick<Outside, 'now' | 'unique'>): NoteReceived {
  const isAllowed = createReceivedPace();

  return async (sourceId, requests) => {
    const at = now();
    if (requests.length === 0 || !isAllowed(sourceId, at.getTime())) return;
    const Item = numberedItem('received-requests', {
      pk: { S: receivedPartition(sourceId) },
      sk: { S: `${at.toISOString()}#${unique().slice(0, UNIQUE_CHARACTERS)}` },
      requests: { S: JSON.stringify(requests) },
      expiresAt: { N: String(Math.ceil((at.getTime() + KEPT_MS) / 1000)) },
    });
    await dynamodb.send(new PutItemCommand({ TableName: table, Item })).catch((error: unknown) => {
      log.failed('requests of a source could not be written down', { ids: { sourceId }, error });
    });
  };
}

/** The requests that a source had last, newest first. */
export async function readReceived(
  { dynamodb, table }: TableOnly,
  sourceId: string,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<ReceivedRequest[]> {
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk > :from',
      ExpressionAttributeValues: {
        ':pk': { S: receivedPartition(sourceId) },
        ':from': { S: new Date(now.getTime() - KEPT_MS).toISOString() },
      },
      ScanIndexForward: false,
      // Each has one request at least, and a request that was run again several.
      Limit: RECEIVED_LIMITS.shown,
      ConsistentRead: true,
    }),
  );
  return lastOfEach(items.toReversed().flatMap(toRequests)).slice(0, limit);
}

function toRequests(stored: Readonly<Record<string, AttributeValue>>): ReceivedRequest[] {
  const item = upgrade<typeof stored>('received-requests', stored);
  return JSON.parse(item['requests']?.S ?? '[]') as ReceivedRequest[];
}
