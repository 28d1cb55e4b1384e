import { createHash, hkdfSync } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failure } from '../../../domain/base/error-texts.ts';
import { apiAnswerKey } from '../../../domain/tables/table-keys.ts';
import { fromBox, toBox } from '../../shared/secrets/cipher-box.ts';
import { ApiError, apiError } from './api-error.ts';
import type { CounterTable } from './limits.ts';

type Answer = APIGatewayProxyStructuredResultV2;
type Item = Readonly<Record<string, AttributeValue>>;

const KEPT_SECONDS = 24 * 60 * 60;
/** Longer than the function can be at work; a claim this old is of one that died. */
const CLAIM_SECONDS = 30;
const MS_PER_SECOND = 1000;
const KEY_PATTERN = /^[\x21-\x7e]{16,200}$/;

export type IdempotentRequest = {
  /** The value of the header. */
  readonly key: string;
  /** Keys of different callers have nothing to do with each other. */
  readonly callerKey: string;
  /** What must be the same each time: operation, path and body. */
  readonly content: string;
  readonly now: Date;
};

/**
 * Does a thing once for each key: the first answer is kept for a day and given again. Answers may hold a secret that is
 * shown once, so they are encrypted with the key of the request, of which only a hash is stored.
 */
export async function answerOnce(
  table: CounterTable,
  request: IdempotentRequest,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  if (!KEY_PATTERN.test(request.key)) {
    throw apiError('invalid_idempotency_key');
  }
  const pk = apiAnswerKey(hash(`${request.callerKey}\n${request.key}`));
  const earlier = await claim(table, pk, request);
  if (earlier !== undefined) return answerOf(earlier, request);
  const given = await answer().catch(async (error: unknown) => {
    // A refusal says that nothing was done, so the same key may try again. After anything else nobody knows.
    if (error instanceof ApiError) await release(table, pk);
    throw error;
  });
  await keep(table, pk, { ...request, given });
  return given;
}

async function release({ dynamodb, dedupeTable }: CounterTable, pk: string): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: dedupeTable, Key: { pk: { S: pk } } }));
}

/** Undefined when the claim is ours, else what is there. */
async function claim(table: CounterTable, pk: string, { content, now }: IdempotentRequest): Promise<Item | undefined> {
  const nowSeconds = Math.floor(now.getTime() / MS_PER_SECOND);
  try {
    await table.dynamodb.send(
      new PutItemCommand({
        TableName: table.dedupeTable,
        Item: { pk: { S: pk }, content: { S: hash(content) }, expiresAt: { N: String(nowSeconds + CLAIM_SECONDS) } },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
        ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
}

async function keep(
  { dynamodb, dedupeTable }: CounterTable,
  pk: string,
  { given, key, content, now }: IdempotentRequest & { given: Answer },
): Promise<void> {
  const expiresAt = Math.floor(now.getTime() / MS_PER_SECOND) + KEPT_SECONDS;
  const Item = {
    pk: { S: pk },
    content: { S: hash(content) },
    answer: { B: toBox(derive(key), JSON.stringify(given)) },
    expiresAt: { N: String(expiresAt) },
  };
  await dynamodb.send(new PutItemCommand({ TableName: dedupeTable, Item }));
}

function answerOf(earlier: Item, { key, content }: IdempotentRequest): Answer {
  if (earlier['content']?.S !== hash(content)) {
    throw apiError('idempotency_key_reused');
  }
  const kept = earlier['answer']?.B;
  if (kept === undefined) {
    throw new ApiError(failure('in_progress'), { headers: { 'retry-after': '5' } });
  }
  const answer = JSON.parse(fromBox(derive(key), kept)) as Answer;
  return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } };
}

function derive(key: string): Uint8Array {
  const KEY_BYTES = 32;
  return new Uint8Array(hkdfSync('sha256', key, '', 'penstock idempotent answer', KEY_BYTES));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
