import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_PARTITION_KEY_BYTES, DYNAMODB_MAX_SORT_KEY_BYTES } from '../../domain/base/aws-limits.ts';

export type Item = Record<string, AttributeValue>;
type Expression = {
  readonly TableName?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ReturnValues?: string | undefined;
};
type Write = Expression & { readonly Key?: Item | undefined; readonly Item?: Item | undefined };
type Checked = { readonly isAllowed: boolean; readonly existing: Item | undefined; readonly apply: () => void };

/**
 * Tables of DynamoDB in memory, for the requests that the pipeline makes: each write is atomic, a transaction as a whole, a
 * batch of inserts one by one. `onCreate` learns of every item that was not there before.
 */
export function createMemoryTables({ onCreate }: { onCreate?: (key: string, item: Item) => void } = {}) {
  const tables: Tables = new Map();
  const all: Store = {
    tableOf: (name = '') => {
      const table = tables.get(name) ?? new Map<string, Item>();
      tables.set(name, table);
      return table;
    },
    put(name, item) {
      const table = all.tableOf(name);
      if (!table.has(keyOf(item))) onCreate?.(keyOf(item), item);
      table.set(keyOf(item), item);
    },
  };
  return {
    item: (table: string, key: string): Item | undefined => all.tableOf(table).get(key),
    items: (table: string): ReadonlyMap<string, Item> => all.tableOf(table),

    /** Deletes items whose time is over, as DynamoDB does within days. */
    expire(nowMs: number, isChosen: () => boolean): number {
      const expired = [...tables.values()].flatMap((table) =>
        [...table].filter(([, item]) => Number(item['expiresAt']?.N ?? Infinity) * 1000 < nowMs && isChosen()),
      );
      for (const [key] of expired) for (const table of tables.values()) table.delete(key);
      return expired.length;
    },

    /** `isHalf`: the request stops in the middle, as far as such a request can. */
    execute: (command: object, isHalf: boolean): object => execute(all, command, isHalf),
  };
}

type Tables = Map<string, Map<string, Item>>;
type Store = {
  tableOf(name?: string): Map<string, Item>;
  put(name: string | undefined, item: Item): void;
};

function execute(store: Store, command: object, isHalf: boolean): object {
  if (command instanceof BatchExecuteStatementCommand) {
    const statements = command.input.Statements ?? [];
    const executed = statements.slice(0, isHalf ? statements.length / 2 : undefined);
    return { Responses: executed.map((statement) => insert(store, statement)) };
  }
  if (isHalf) return {};
  if (command instanceof TransactWriteItemsCommand) return transact(store, command);
  if (command instanceof UpdateItemCommand) return writeOne(store, command.input, 'update');
  if (command instanceof PutItemCommand) return writeOne(store, command.input, 'put');
  if (command instanceof DeleteItemCommand) return writeOne(store, command.input, 'delete');
  if (command instanceof GetItemCommand) return present(store.tableOf(command.input.TableName), command.input.Key);
  if (command instanceof QueryCommand) return query(store.tableOf(command.input.TableName), command.input);
  if (command instanceof BatchGetItemCommand) {
    const found = Object.entries(command.input.RequestItems ?? {}).map(([name, { Keys: keys = [] }]) => [
      name,
      keys.map((key) => store.tableOf(name).get(keyOf(key))).filter((item) => item !== undefined),
    ]);
    return { Responses: Object.fromEntries(found) as object };
  }
  throw new Error(`a world in memory knows no ${command.constructor.name}`);
}

type Kind = 'put' | 'update' | 'delete';

function check(store: Store, write: Write, kind: Kind): Checked {
  const key = write.Key ?? write.Item ?? {};
  const existing = store.tableOf(write.TableName).get(keyOf(key));
  return {
    existing,
    isAllowed: holds(write, existing),
    apply: () => {
      if (kind === 'delete') store.tableOf(write.TableName).delete(keyOf(key));
      else store.put(write.TableName, kind === 'put' ? key : updated(write, existing ?? key));
    },
  };
}

function writeOne(store: Store, write: Write, kind: Kind): object {
  const { isAllowed, existing, apply } = check(store, write, kind);
  if (!isAllowed) {
    const found = existing === undefined ? {} : { Item: existing };
    throw new ConditionalCheckFailedException({ message: 'condition', $metadata: {}, ...found });
  }
  apply();
  if (write.ReturnValues === 'ALL_OLD') return { Attributes: existing };
  return { Attributes: store.tableOf(write.TableName).get(keyOf(write.Key ?? write.Item ?? {})) };
}

function transact(store: Store, { input }: TransactWriteItemsCommand): object {
  const checks = (input.TransactItems ?? []).map(({ Put: put, Update: update, Delete: remove }) => {
    if (put !== undefined) return check(store, put, 'put');
    return update === undefined ? check(store, remove ?? {}, 'delete') : check(store, update, 'update');
  });
  if (checks.every(({ isAllowed }) => isAllowed)) {
    for (const { apply } of checks) apply();
    return {};
  }
  const CancellationReasons = checks.map(({ isAllowed, existing }) =>
    isAllowed ? { Code: 'None' } : { Code: 'ConditionalCheckFailed', ...(existing ? { Item: existing } : {}) },
  );
  throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

function insert(store: Store, { Statement: statement = '', Parameters: values = [] }: Insert): object {
  const names = [...statement.matchAll(/'(\w+)': \?/g)].map(([, name = '']) => name);
  const item = Object.fromEntries(names.flatMap((name, index) => (values[index] ? [[name, values[index]]] : [])));
  const name = /INSERT INTO "(\w+)"/.exec(statement)?.[1];
  if (store.tableOf(name).has(keyOf(item))) return { Error: { Code: 'DuplicateItem' } };
  store.put(name, item);
  return {};
}

type Insert = { readonly Statement?: string | undefined; readonly Parameters?: AttributeValue[] | undefined };

function present(table: ReadonlyMap<string, Item>, key: Item = {}): object {
  const item = table.get(keyOf(key));
  return item === undefined ? {} : { Item: item };
}

type Query = Expression & { readonly KeyConditionExpression?: string | undefined };

/** Knows one partition, an item or a range of it, newest first; and as a filter that something is still open. */
function query(table: ReadonlyMap<string, Item>, { ExpressionAttributeValues: values = {}, ...input }: Query): object {
  const { ':pk': partition, ':sk': only, ':from': from, ':to': to } = values;
  const begins = input.KeyConditionExpression?.includes('begins_with') === true;
  const isOpen = (item: Item): boolean => values[':zero'] === undefined || Number(item['open']?.N) > 0;
  const isWithin = (sort = ''): boolean => {
    if (only?.S !== undefined) return begins ? sort.startsWith(only.S) : sort === only.S;
    return from === undefined || (sort >= (from.S ?? '') && sort <= (to?.S ?? ''));
  };
  const found = [...table.values()].filter(
    (item) => item['pk']?.S === partition?.S && isWithin(item['sk']?.S) && isOpen(item),
  );
  found.sort((left, right) => ((left['sk']?.S ?? '') < (right['sk']?.S ?? '') ? 1 : -1));
  return {
    Items:
      input.KeyConditionExpression?.startsWith('pk = :pk') === true && from === undefined ? found.reverse() : found,
  };
}

/** Every request says a key, and DynamoDB refuses what has one that is too long. */
function keyOf(item: Item): string {
  const sort = item['sk']?.S;
  const isTooLong =
    Buffer.byteLength(item['pk']?.S ?? '') > DYNAMODB_MAX_PARTITION_KEY_BYTES ||
    Buffer.byteLength(sort ?? '') > DYNAMODB_MAX_SORT_KEY_BYTES;
  if (isTooLong)
    throw Object.assign(new Error('the key is too long'), { name: 'ValidationException', $fault: 'client' });
  return `${item['pk']?.S ?? ''}${sort === undefined ? '' : `|${sort}`}`;
}

const COMPARISONS: Readonly<Record<string, (left: string | number, right: string | number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Knows `attribute_not_exists(a)`, `contains(a, :a)`, and comparisons of a value or a size, joined by AND and OR. */
function holds(write: Write, existing: Item | undefined): boolean {
  if (write.ConditionExpression === undefined) return true;
  const alternatives = write.ConditionExpression.split(' OR ').map((text) => text.split(' AND '));
  const isTrue = (condition: string): boolean => {
    const absent = /^attribute_not_exists\((#?\w+)\)$/.exec(condition);
    if (absent !== null) return existing?.[nameOf(write, absent[1] ?? '')] === undefined;
    const within = /^contains\((#?\w+), (:\w+)\)$/.exec(condition);
    if (within !== null) {
      const [, name = '', value = ''] = within;
      return existing?.[nameOf(write, name)]?.SS?.includes(valueOf(write, value).S ?? '') === true;
    }
    const sized = /^size\((#?\w+)\) < (:\w+)$/.exec(condition);
    if (sized !== null) {
      const [, name = '', value = ''] = sized;
      const size = existing?.[nameOf(write, name)]?.SS?.length;
      return size !== undefined && size < Number(valueOf(write, value).N);
    }
    const match = /^(#?\w+) ([<>]?=|[<>]) (:\w+)$/.exec(condition);
    const compare = COMPARISONS[match?.[2] ?? ''];
    if (match === null || compare === undefined) throw new Error(`a world in memory knows no condition "${condition}"`);
    const left = existing?.[nameOf(write, match[1] ?? '')];
    return left !== undefined && compare(comparable(left), comparable(valueOf(write, match[3] ?? '')));
  };
  return alternatives.some((conditions) => conditions.every(isTrue));
}

function comparable(value: AttributeValue): string | number {
  return value.N === undefined ? JSON.stringify(value) : Number(value.N);
}

/** Knows `SET a = :a, b = b + :b, c = if_not_exists(c, :c)` and `ADD a :a,b :b`, of numbers and of sets. */
function updated(write: Write, before: Item): Item {
  const item = { ...before };
  for (const [, section = '', rest = ''] of (write.UpdateExpression ?? '').matchAll(/(SET|ADD) (.*?)(?= ADD |$)/g)) {
    for (const action of rest.split(/, ?(?![^(]*\))/)) {
      const [name = '', value = ''] = action.split(section === 'SET' ? ' = ' : ' ');
      const attribute = nameOf(write, name);
      const operand = valueOf(write, /:\w+/.exec(value)?.[0] ?? '');
      const isSum = section === 'ADD' || value.includes(' + ');
      if (operand.SS !== undefined)
        item[attribute] = { SS: [...new Set([...(item[attribute]?.SS ?? []), ...operand.SS])] };
      else if (isSum) item[attribute] = { N: String(Number(item[attribute]?.N ?? 0) + Number(operand.N)) };
      else if (!value.startsWith('if_not_exists') || item[attribute] === undefined) item[attribute] = operand;
    }
  }
  return item;
}

function nameOf({ ExpressionAttributeNames: names = {} }: Write, name: string): string {
  return name.startsWith('#') ? (names[name] ?? name) : name;
}

function valueOf({ ExpressionAttributeValues: values = {} }: Write, name: string): AttributeValue {
  const value = values[name];
  if (value === undefined) throw new Error(`the value ${name} is missing`);
  return value;
}
