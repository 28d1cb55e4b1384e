import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { withFewCounters, type Counts } from '../../../domain/ledger/ledger.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { ledgerPartition } from '../../../domain/tables/table-keys.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Where some counts are added. An item that expires is created with its expiry. */
export type CountsPlace = {
  readonly table: string;
  readonly key: Record<string, AttributeValue>;
  /** Epoch seconds. */
  readonly expiresAt?: number;
};

/** Where an owner's totals lie on one shard, in the control table. */
export const totalsKey = (shard: number, owner: string): Record<'pk' | 'sk', AttributeValue.SMember> => ({
  pk: { S: ledgerPartition(shard) },
  sk: { S: owner },
});

const EXPIRY = 'expiresAt';
/** Counters of the minute that goes on carry this before their names. */
const MINUTE_PREFIX = 'm.';
/** Which minute that is. */
const MINUTE = 'minuteAt';
/** Changes with every write, so that who replaces an item knows that nobody has added to it since it was read. */
const REVISION = 'rev';

/** An expression may have 4 KB: with short placeholders, that is room for so many counters. */
const MAX_COUNTERS = 480;

/** Part of a transaction: adds counts to an item. None when there is nothing to add. */
export function addCountsItem({ table, key, expiresAt }: CountsPlace, counts: Counts): TransactWriteItem[] {
  const increments = Object.entries(withFewCounters(counts, MAX_COUNTERS)).filter(([, value]) => value !== 0);
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

/** Part of a transaction: adds to totals, whatever minute goes on in them. */
export function addTotalsItem(place: CountsPlace, counts: Counts): TransactWriteItem[] {
  return addCountsItem(place, { ...counts, [REVISION]: 1 });
}

/** Part of a transaction: adds to totals and to the minute that goes on in them; refused when that is another one. */
export function addToMinuteItem(place: CountsPlace, minute: string, counts: Counts): TransactWriteItem[] {
  return addTotalsItem(place, { ...counts, ...renamed(counts) }).map(({ Update: update }) => ({
    Update: {
      ...update,
      ConditionExpression: `${MINUTE} = :${MINUTE}`,
      ExpressionAttributeValues: { ...update?.ExpressionAttributeValues, [`:${MINUTE}`]: { S: minute } },
    } as NonNullable<TransactWriteItem['Update']>,
  }));
}

/** Part of a transaction: totals in which a minute begins; refused when they are not those that were `read` any more. */
export function beginMinuteItem(
  { table, key, expiresAt }: CountsPlace,
  { read, minute, totals, counts }: { read: Item | undefined; minute: string; totals: Counts; counts: Counts },
): TransactWriteItem {
  const revision = read?.[REVISION]?.N;
  const numbers = { ...totals, ...renamed(counts), [REVISION]: Number(revision ?? 0) + 1 };
  const absent = read === undefined ? 'pk' : REVISION;
  return {
    Put: {
      TableName: table,
      Item: numberedItem('ledger-counts', {
        ...key,
        ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { N: String(value) }])),
        [MINUTE]: { S: minute },
        ...(expiresAt === undefined ? {} : { [EXPIRY]: { N: String(expiresAt) } }),
      }),
      ...(revision === undefined
        ? { ConditionExpression: `attribute_not_exists(${absent})` }
        : { ConditionExpression: `${REVISION} = :rev`, ExpressionAttributeValues: { ':rev': { N: revision } } }),
    },
  };
}

/** The counts of an item that was written by this file. */
export function countsOfItem(item: Item): Counts {
  return Object.fromEntries(
    Object.entries(upgrade<Item>('ledger-counts', item)).flatMap(([name, value]) =>
      value.N === undefined || name === EXPIRY || name === REVISION || name.startsWith(MINUTE_PREFIX)
        ? []
        : [[name, Number(value.N)]],
    ),
  );
}

/** A minute that goes on in totals, as `2026-11-22T10:05`, and what was counted in it. */
export type OpenMinute = { readonly minute: string; readonly counts: Counts };

export function openMinuteOf(stored: Item): OpenMinute | undefined {
  const item = upgrade<Item>('ledger-counts', stored);
  const minute = item[MINUTE]?.S;
  if (minute === undefined) return undefined;
  const counts = Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(MINUTE_PREFIX) ? [[name.slice(MINUTE_PREFIX.length), Number(value.N)] as const] : [],
  );
  return { minute, counts: Object.fromEntries(counts) };
}

function renamed(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [MINUTE_PREFIX + name, value]));
}
