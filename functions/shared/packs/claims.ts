import {
  BatchExecuteStatementCommand,
  UpdateItemCommand,
  type BatchStatementRequest,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_BATCH_STATEMENTS } from '../../../domain/base/aws-limits.ts';
import { split } from '../../../domain/base/split.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { batchGet, type Table, type Item } from '../dynamo/batch-get.ts';
import { isAllowed } from '../dynamo/is-allowed.ts';

/** Who wants a key. `owners`: in order of preference; only one of them can have it. */
export type ClaimRequest = { readonly key: string; readonly owners: readonly [string, ...string[]] };

export type ClaimResult =
  /** `owner` holds the key since now, for this batch. */
  | { readonly kind: 'fresh'; readonly owner: string }
  /** `owner` holds it since an earlier try at the same pack, which worked on batch `batchId`. */
  | { readonly kind: 'own'; readonly owner: string; readonly batchId: string }
  /** Somebody else holds it. */
  | { readonly kind: 'taken' }
  /** The table did not answer for this key. */
  | { readonly kind: 'failed' };

export type Claims = {
  /** One result for each request, in order. The keys must differ. */
  claim(requests: readonly ClaimRequest[], batchId: string): Promise<ClaimResult[]>;
  /** Moves a key that its owner holds for batch `from` to batch `to`. False when somebody was faster. */
  adopt(key: string, from: string, to: string): Promise<boolean>;
};

/** For who has to know what was claimed, and must not claim more. */
export type HeldClaims = {
  /** For each claim, in order, whether its owner holds it for this batch. The keys may be the same. */
  holds(
    claims: readonly { readonly key: string; readonly owner: string }[],
    batchId: string,
  ): Promise<readonly boolean[]>;
};

type Held = { owner: string; batchId: string; expiresAt: number };

const TRIES = 4;
const FIRST_PAUSE_MS = 25;

/**
 * Claims in DynamoDB. Nearly every key is new, so the first and mostly only request is a batch of inserts; only keys
 * that exist are read. TTL deletes up to days late, so an expired claim may still lie there: it is overwritten.
 */
export function createClaims(
  deps: Table & { readonly windowHours: number; readonly now: () => Date },
): Claims & HeldClaims {
  return {
    async claim(requests, batchId) {
      const nowSeconds = Math.floor(deps.now().getTime() / 1000);
      const claim: Claim = { batchId, nowSeconds, expiresAt: nowSeconds + deps.windowHours * 3600 };
      const inserted = await insertAll(deps, requests, claim);
      const existing = requests.filter((_, index) => inserted[index] === 'exists');
      const held = await readHeld(deps, existing);
      return Promise.all(
        requests.map(async (request, index): Promise<ClaimResult> => {
          if (inserted[index] === 'inserted') return { kind: 'fresh', owner: request.owners[0] };
          const holder = inserted[index] === 'exists' ? held.get(request.key) : undefined;
          // No answer, or the item went away between insert and read: the message comes again and finds out.
          return holder === undefined ? { kind: 'failed' } : judge(deps, { request, holder, claim });
        }),
      );
    },

    adopt: (key, from, to) =>
      updateIf(deps.dynamodb, {
        TableName: deps.table,
        Key: { pk: { S: key } },
        UpdateExpression: 'SET batchId = :to',
        // The SDK repeats a request whose answer was lost: what it finds then is what it wrote itself.
        ConditionExpression: 'batchId = :from OR batchId = :to',
        ExpressionAttributeValues: { ':to': { S: to }, ':from': { S: from } },
      }),

    async holds(claims, batchId) {
      const keys = [...new Set(claims.map(({ key }) => key))];
      const { items, unread } = await batchGet(
        deps,
        keys.map((key) => ({ pk: { S: key } })),
      );
      if (unread.length > 0) throw new Error(`${unread.length} claims could not be read`);
      const held = new Map(items.map((item) => [item['pk']?.S, toHeld(item)]));
      return claims.map(({ key, owner }) => held.get(key)?.owner === owner && held.get(key)?.batchId === batchId);
    },
  };
}

type Claim = { readonly batchId: string; readonly nowSeconds: number; readonly expiresAt: number };
type Contest = { readonly request: ClaimRequest; readonly holder: Held; readonly claim: Claim };

/** Who has a key that existed before. */
async function judge(table: Table, contest: Contest): Promise<ClaimResult> {
  const { request, holder, claim } = contest;
  const owner = request.owners.find((candidate) => candidate === holder.owner);
  // An insert whose answer was lost is repeated by the SDK and then meets what it wrote itself.
  if (owner !== undefined && holder.batchId === claim.batchId) return { kind: 'fresh', owner };
  if (owner !== undefined) return { kind: 'own', owner, batchId: holder.batchId };
  if (holder.expiresAt > claim.nowSeconds) return { kind: 'taken' };
  return (await replaceExpired(table, contest)) ? { kind: 'fresh', owner: request.owners[0] } : { kind: 'taken' };
}

function replaceExpired({ dynamodb, table }: Table, { request, holder, claim }: Contest): Promise<boolean> {
  return updateIf(dynamodb, {
    TableName: table,
    Key: { pk: { S: request.key } },
    UpdateExpression: 'SET #owner = :owner, batchId = :batch, expiresAt = :expiry',
    // Since it was read, TTL may have deleted it. The last is what a request finds that the SDK repeats because the
    // answer to it was lost.
    ConditionExpression:
      'attribute_not_exists(pk) OR expiresAt = :oldExpiry AND #owner = :oldOwner OR #owner = :owner AND batchId = :batch',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':owner': { S: request.owners[0] },
      ':batch': { S: claim.batchId },
      ':expiry': { N: String(claim.expiresAt) },
      ':oldExpiry': { N: String(holder.expiresAt) },
      ':oldOwner': { S: holder.owner },
    },
  });
}

async function insertAll(table: Table, requests: readonly ClaimRequest[], claim: Claim): Promise<InsertResult[]> {
  const statements = requests.map((request) => insertStatement(table.table, request, claim));
  const parts = split(statements, DYNAMODB_MAX_BATCH_STATEMENTS);
  return (await Promise.all(parts.map((part) => insert(table, part)))).flat();
}

type InsertResult = 'inserted' | 'exists' | 'failed';

function insertStatement(table: string, request: ClaimRequest, claim: Claim): BatchStatementRequest {
  const item: Item = {
    ...{ pk: { S: request.key }, owner: { S: request.owners[0] }, batchId: { S: claim.batchId } },
    expiresAt: { N: String(claim.expiresAt) },
  };
  const fields = Object.entries(numberedItem('claim', item));
  return {
    Statement: `INSERT INTO "${table}" VALUE {${fields.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: fields.map(([, value]) => value),
  };
}

/** Statements of a batch fail one by one; those that fail for the moment are repeated with growing pauses. */
async function insert(
  { dynamodb, waitMs }: Table,
  statements: readonly BatchStatementRequest[],
): Promise<InsertResult[]> {
  const results = statements.map((): InsertResult => 'failed');
  let pending = statements.map((_, index) => index);
  for (let attempt = 0; attempt < TRIES && pending.length > 0; attempt += 1) {
    if (attempt > 0) await waitMs(FIRST_PAUSE_MS * 2 ** attempt);
    const { Responses: responses = [] } = await dynamodb.send(
      new BatchExecuteStatementCommand({ Statements: pending.flatMap((index) => statements[index] ?? []) }),
    );
    pending = pending.filter((statement, position) => {
      const error = responses[position]?.Error;
      if (responses[position] === undefined) return true;
      if (error !== undefined && error.Code !== 'DuplicateItem') return true;
      results[statement] = error === undefined ? 'inserted' : 'exists';
      return false;
    });
  }
  return results;
}

async function readHeld(table: Table, requests: readonly ClaimRequest[]): Promise<Map<string, Held>> {
  const keys = requests.map(({ key }): Item => ({ pk: { S: key } }));
  const { items } = await batchGet(table, keys);
  return new Map(items.map((item) => [item['pk']?.S ?? '', toHeld(item)]));
}

/** Reads a claim, of any form that there was. */
export function toHeld(stored: Item): Held {
  const item = upgrade<Item>('claim', stored);
  return {
    owner: item['owner']?.S ?? '',
    batchId: item['batchId']?.S ?? '',
    expiresAt: Number(item['expiresAt']?.N ?? 0),
  };
}

function updateIf(
  dynamodb: DynamoDBClient,
  input: ConstructorParameters<typeof UpdateItemCommand>[0],
): Promise<boolean> {
  return isAllowed(dynamodb.send(new UpdateItemCommand(input)));
}
