import { createHash } from 'node:crypto';
import {
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { FORMAT_FIELD, type Fields } from '../../../domain/pipeline/format-numbers.ts';
import { formatAt, numbered, upgrade, type StoredFormat } from '../../../domain/pipeline/stored-formats.ts';
import type { Table } from './batch-get.ts';
import { readBeginning } from './control-table.ts';
import { requireSealedDefinition } from '../secrets/require-sealed.ts';
import type { DocumentKey } from '../../../domain/tables/table-keys.ts';

export type { Table } from './batch-get.ts';

/** Of which one item or one partition is read at a time. */
export type TableOnly = Omit<Table, 'waitMs'>;

/** A document of the control table as it was read. */
export type Stored<T> = {
  readonly key: DocumentKey;
  readonly document: T;
  /** What lies in the table; a change is made on condition that it still does. */
  readonly text: string;
  /** Another one after each change; the ETag. */
  readonly revision: string;
};

/** A document that is to be there, or not to be there any more. `replaces` is what must be there until then. */
export type DocumentWrite = {
  readonly key: DocumentKey;
  /** Absent for one that goes. */
  readonly document?: object;
  readonly replaces: Pick<Stored<unknown>, 'text'> | 'nothing' | 'anything';
  /** Epoch seconds. */
  readonly expiresAt?: number;
};

const REVISION_CHARACTERS = 16;

export async function readDocument<T>(
  table: TableOnly,
  key: DocumentKey,
  decode?: Decode,
): Promise<Stored<T> | undefined> {
  const item = await readItem(table, key);
  return item === undefined ? undefined : toStored<T>(item, decode);
}

/** One item as it is now. */
export async function readItem(
  { dynamodb, table }: TableOnly,
  key: DocumentKey,
): Promise<Readonly<Record<string, AttributeValue>> | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: itemKey(key), ConsistentRead: true }),
  );
  return item;
}

/** From what lies in the table to the document. */
type Decode = (text: string) => unknown;

/** All documents of a partition whose sort key begins so, in the order of their keys. */
export async function readDocuments<T>(
  { dynamodb, table }: TableOnly,
  { pk, sk }: DocumentKey,
  decode?: Decode,
): Promise<Stored<T>[]> {
  const items = await readBeginning({ dynamodb, table }, { pk, sk });
  return items.flatMap((item) => toStored<T>(item, decode) ?? []);
}

export function toStored<T>(item: Readonly<Record<string, AttributeValue>>, decode?: Decode): Stored<T> | undefined {
  const [pk, sk, text] = [item['pk']?.S, item['sk']?.S, item['document']?.S];
  if (pk === undefined || sk === undefined || text === undefined) return undefined;
  const key = { pk, sk };
  if (decode !== undefined) return { key, document: decode(text) as T, text, revision: revisionOf(text) };
  const fields = JSON.parse(text) as Fields;
  const document = upgrade<T & object>(formatOf(key), fields);
  // The number is no part of what people see, so it makes no other revision.
  return { key, document, text, revision: revisionOf(FORMAT_FIELD in fields ? document : text) };
}

/** Whoever stores a new kind of document gives it a number. */
function formatOf(key: DocumentKey): StoredFormat {
  const format = formatAt(key);
  if (format === undefined)
    throw new Error(`domain/pipeline/stored-formats.ts has no format for what lies under "${key.pk}"`);
  return format;
}

/** What the revision of a document will be. */
export function revisionOf(document: string | object): string {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return createHash('sha256').update(text).digest('hex').slice(0, REVISION_CHARACTERS);
}

/** Part of a transaction. */
export function writeItem(table: string, { key, document, replaces, expiresAt }: DocumentWrite): TransactWriteItem {
  const condition = conditionItem(replaces);
  if (document === undefined) return { Delete: { TableName: table, Key: itemKey(key), ...condition } };
  requireSealedDefinition(document, replaces);
  const Item = {
    ...itemKey(key),
    document: { S: JSON.stringify(numbered(formatOf(key), document)) },
    ...(expiresAt === undefined ? {} : { expiresAt: { N: String(expiresAt) } }),
  };
  return { Put: { TableName: table, Item, ...condition } };
}

/** Part of a write: that there is still what it replaces. */
export function conditionItem(replaces: DocumentWrite['replaces']): object {
  if (replaces === 'anything') return {};
  if (replaces === 'nothing') return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: 'document = :before',
    ExpressionAttributeValues: { ':before': { S: replaces.text } },
  };
}

export function itemKey({ pk, sk }: DocumentKey): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** Two changes of one stage meet at the version of the configuration; the loser tries again after 20, 40, 80 ... ms. */
const TRIES = 6;
const CONFLICT_PAUSE_MS = 10;

/** Does all of it or nothing. Returns the index of the first item whose condition does not hold, if there is one. */
export async function transact(
  { dynamodb, waitMs }: Omit<Table, 'table'>,
  items: TransactWriteItem[],
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      const refused = codes.indexOf('ConditionalCheckFailed');
      if (refused !== -1) return refused;
      if (!codes.includes('TransactionConflict') || attempt === TRIES) throw error;
      await waitMs(CONFLICT_PAUSE_MS * 2 ** attempt);
    }
  }
}
