import { QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { fittingItems } from './fitting-items.ts';
import type { TableOnly } from './document-store.ts';

/** Clocks of functions differ, and a write takes its time: what is younger is shown the next time, in its order. */
const SETTLED_MS = 1_000;
const MAX_ITEMS = 50;

/** Where to go on reading: a time, or the key of the item that was read last. */
export type RecentCursor = string;

type Item = Readonly<Record<string, AttributeValue>>;
type Asked = { readonly since: RecentCursor | undefined; readonly now: Date; readonly keptSeconds: number };

/**
 * Items of a partition whose keys are a time, "#" and chance: what was written after a cursor, oldest first; without one, the
 * newest of what is kept. The cursor of the answer continues it without a gap.
 */
export async function readRecent<T extends { readonly key: string | undefined }>(
  { dynamodb, table, toItem }: TableOnly & { readonly toItem: (item: Item) => T },
  partition: string,
  { since, now, keptSeconds }: Asked,
): Promise<{ items: readonly T[]; cursor: RecentCursor }> {
  const settled = new Date(now.getTime() - SETTLED_MS).toISOString();
  const from = since ?? new Date(now.getTime() - keptSeconds * 1000).toISOString();
  if (from >= settled) return { items: [], cursor: from };
  const { Items: found = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': { S: partition },
        // A space sorts before "#", so it is after the item of the cursor.
        ':from': { S: `${from} ` },
        ':to': { S: settled },
      },
      ScanIndexForward: since !== undefined,
      Limit: MAX_ITEMS,
      ConsistentRead: true,
    }),
  );
  const page = fittingItems(found.map(toItem));
  const isPartial = since !== undefined && (lastKey !== undefined || page.length < found.length);
  return {
    items: since === undefined ? page.toReversed() : page,
    cursor: isPartial ? (page.at(-1)?.key ?? settled) : settled,
  };
}
