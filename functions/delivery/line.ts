import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { lineKey } from '../../domain/tables/table-keys.ts';

/** A place in a destination's line: when it begins, or that the line is too long for another. Epoch milliseconds. */
export type Place = { readonly kind: 'given'; readonly startMs: number } | { readonly kind: 'full' };

type Wanted = { readonly spanMs: number; readonly fromMs: number; readonly longestMs: number };

/** The lines of limited destinations. */
export type Line = {
  /** Takes `spanMs` at the end of the line, from `fromMs` on, unless that begins more than `longestMs` later. */
  reserve(destinationId: string, wanted: Wanted): Promise<Place>;
  /** How long somebody would have to wait who came now. */
  lengthMs(destinationId: string): Promise<number>;
};

/** Two that meet at one item decide again; more often than this is more than a line can be used. */
const TRIES = 6;

/** Long after its end nobody asks for a line any more. */
const KEPT_SECONDS = 24 * 60 * 60;

const END = 'endMs';

/**
 * The end of each line is one number in the dedupe table. A place costs one write, two when the line was empty, and is
 * taken for a whole pack: a destination that gets a thousand events a second is a few writes a second.
 */
export function createLine(deps: { dynamodb: DynamoDBClient; table: string; now: () => Date }): Line {
  return {
    async reserve(destinationId, { spanMs, fromMs, longestMs }) {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const joined = await update(deps, destinationId, {
          set: `${END} = ${END} + :span`,
          condition: `${END} >= :from AND ${END} <= :longest`,
          values: { ':span': spanMs, ':from': fromMs, ':longest': fromMs + longestMs },
        });
        if (joined.isDone) return { kind: 'given', startMs: joined.endMs - spanMs };
        if (joined.endMs > fromMs + longestMs) return { kind: 'full' };
        const begun = await update(deps, destinationId, {
          set: `${END} = :end`,
          condition: `attribute_not_exists(${END}) OR ${END} < :from`,
          values: { ':end': fromMs + spanMs, ':from': fromMs },
        });
        if (begun.isDone) return { kind: 'given', startMs: fromMs };
      }
      // So many take places at this moment that this one may as well come later.
      return { kind: 'given', startMs: fromMs + longestMs };
    },

    async lengthMs(destinationId) {
      const { Item: item } = await deps.dynamodb.send(
        new GetItemCommand({ TableName: deps.table, Key: keyOf(destinationId), ConsistentRead: true }),
      );
      return Math.max(0, Number(item?.[END]?.N ?? 0) - deps.now().getTime());
    },
  };
}

type Change = { readonly set: string; readonly condition: string; readonly values: Readonly<Record<string, number>> };

/** Where the line ends after the change, or where it ended when the change was refused. */
async function update(
  { dynamodb, table, now }: { dynamodb: DynamoDBClient; table: string; now: () => Date },
  destinationId: string,
  { set, condition, values }: Change,
): Promise<{ isDone: boolean; endMs: number }> {
  const expiresAt = Math.ceil(now().getTime() / 1000) + KEPT_SECONDS;
  const numbers = Object.entries({ ...values, ':expiry': expiresAt });
  try {
    const { Attributes: item } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(destinationId),
        UpdateExpression: `SET ${set}, expiresAt = :expiry`,
        ConditionExpression: condition,
        ExpressionAttributeValues: Object.fromEntries(numbers.map(([name, value]) => [name, { N: String(value) }])),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { isDone: true, endMs: Number(item?.[END]?.N ?? 0) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { isDone: false, endMs: Number(error.Item?.[END]?.N ?? 0) };
  }
}

function keyOf(destinationId: string): Record<string, AttributeValue> {
  return { pk: { S: lineKey(destinationId) } };
}
