import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Counts } from '../../domain/ledger.ts';

/** Where some counts are added. An item that expires is created with its expiry. */
export type CountsPlace = {
  readonly table: string;
  readonly key: Record<string, AttributeValue>;
  /** Epoch seconds. */
  readonly expiresAt?: number;
};

const EXPIRY = 'expiresAt';

/**
 * Part of a transaction: adds counts to an item. None when there is nothing to add. Placeholders are short, because an
 * expression may have 4 KB: that is room for 480 counters, and for every status that a pack of events can meet.
 */
export function addCountsItem({ table, key, expiresAt }: CountsPlace, counts: Counts): TransactWriteItem[] {
  const increments = Object.entries(counts).filter(([, value]) => value !== 0);
  if (increments.length === 0) return [];
  const placeholder = (index: number): string => index.toString(36);
  const add = `ADD ${increments.map((_, index) => `#${placeholder(index)} :${placeholder(index)}`).join(',')}`;
  const values = increments.map(([, value], index) => [`:${placeholder(index)}`, { N: String(value) }] as const);
  return [
    {
      Update: {
        TableName: table,
        Key: key,
        UpdateExpression: expiresAt === undefined ? add : `SET ${EXPIRY} = :expiry ${add}`,
        ExpressionAttributeNames: Object.fromEntries(
          increments.map(([name], index) => [`#${placeholder(index)}`, name]),
        ),
        ExpressionAttributeValues: {
          ...Object.fromEntries(values),
          ...(expiresAt === undefined ? {} : { ':expiry': { N: String(expiresAt) } }),
        },
      },
    },
  ];
}

/** The counts of an item that `addCountsItem` wrote. */
export function countsOfItem(item: Record<string, AttributeValue>): Counts {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value.N === undefined || name === EXPIRY ? [] : [[name, Number(value.N)]],
    ),
  );
}
