import { UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ACCESS_REQUEST_LIMITS } from '../../../domain/access/access-requests.ts';
import { INVITATIONS_OF_EMAIL_PER_DAY } from '../../../domain/access/accounts.ts';
import { failure, type Failure } from '../../../domain/base/error-texts.ts';
import { QUOTAS } from '../../../domain/workspace/quotas.ts';
import { apiCounterKey } from '../../../domain/tables/table-keys.ts';
import { ApiError } from './api-error.ts';

const WINDOW_SECONDS = 60;
const REQUESTS_PER_WINDOW = 300;
/** Of a person, who has pages open that look again and again. */
const READS_PER_WINDOW = 600;
const FAILURE_WINDOW_SECONDS = 600;
const FAILURES_PER_WINDOW = 20;
/** How long a counter stays after its window. */
const KEPT_SECONDS = 120;
const MS_PER_SECOND = 1000;
const HOUR_SECONDS = 60 * 60;
const SECONDS_PER_DAY = 24 * 60 * 60;

export type CounterTable = { readonly dynamodb: DynamoDBClient; readonly dedupeTable: string };

/** A bound of what a workspace may have tested: requests to others, or work on what it wrote itself. */
export type SendingLimit = { readonly name: string; readonly most: number; readonly windowSeconds: number };

type Counted = { readonly count: number; readonly resetSeconds: number };

/** What people read is counted apart: their open pages take nothing away from what they change, nor from programs. */
export type RequestClass = 'read-of-person' | 'other';

const OF_CALLER = {
  'read-of-person': { counter: 'reads', most: READS_PER_WINDOW },
  other: { counter: 'rate', most: REQUESTS_PER_WINDOW },
} as const;

/** Counts a request of a caller. Returns the headers that say what is left, and throws 429 when nothing is. */
export async function countRequest(
  table: CounterTable,
  { callerKey: whose, as, now }: { readonly callerKey: string; readonly as: RequestClass; readonly now: Date },
): Promise<Record<string, string>> {
  const { counter, most } = OF_CALLER[as];
  const { count, resetSeconds } = await addOne(table, { counter, whose, windowSeconds: WINDOW_SECONDS, now });
  const headers = {
    'ratelimit-limit': String(most),
    'ratelimit-remaining': String(Math.max(0, most - count)),
    'ratelimit-reset': String(resetSeconds),
  };
  if (count <= most) return headers;
  throw new ApiError(failure('too_many_requests', { most, seconds: resetSeconds }), {
    headers: { ...headers, 'retry-after': String(resetSeconds) },
  });
}

/** Counts what a workspace does, whoever does it: tokens make tokens. Throws 429 when it was too much. */
export async function countOfWorkspace(
  table: CounterTable,
  quota: { readonly name: 'requestsPerMinute' | 'replaysPerDay' | 'invitationsPerDay'; readonly most: number },
  { workspace, now, as = 'other' }: { readonly workspace: string; readonly now: Date; readonly as?: RequestClass },
): Promise<void> {
  const { name, most } = quota;
  const windowSeconds = name === 'requestsPerMinute' ? WINDOW_SECONDS : SECONDS_PER_DAY;
  const counter = as === 'other' ? name : `${name}.${as}`;
  const { count, resetSeconds } = await addOne(table, { counter, whose: workspace, windowSeconds, now });
  if (count <= most) return;
  const error = name === 'requestsPerMinute' ? 'too_many_requests.workspace' : 'quota_exceeded.rate';
  throw later(failure(error, { most, what: QUOTAS[name].what, seconds: resetSeconds, name }));
}

/**
 * Counts wrong credentials from an address, and throws 429 once there were too many. Right ones are never refused for
 * it: otherwise one bad client would lock out everybody behind the same address.
 */
export async function countFailure(table: CounterTable, address: string, now: Date): Promise<void> {
  const counted = { counter: 'failures', whose: address, windowSeconds: FAILURE_WINDOW_SECONDS, now };
  const { count, resetSeconds } = await addOne(table, counted);
  if (count <= FAILURES_PER_WINDOW) return;
  throw later(failure('too_many_failures', { seconds: resetSeconds }));
}

/** Counts a test that a workspace is about to run. Throws 429 when it is too much. */
export async function countSending(
  table: CounterTable,
  { name, most, windowSeconds }: SendingLimit,
  { workspace, now }: { readonly workspace: string; readonly now: Date },
): Promise<void> {
  const { count, resetSeconds } = await addOne(table, { counter: name, whose: workspace, windowSeconds, now });
  if (count <= most) return;
  throw later(failure('too_many_tests', { most, window: windowSeconds, seconds: resetSeconds }));
}

/** Counts an invitation of a workspace, and of the email that it goes to. Throws 429 when it is one too many. */
export async function countInvitation(
  table: CounterTable,
  quota: { readonly most: number },
  { workspace, emailId, now }: { readonly workspace: string; readonly emailId: string; readonly now: Date },
): Promise<void> {
  await countOfWorkspace(table, { name: 'invitationsPerDay', ...quota }, { workspace, now });
  const counted = { counter: 'invitations', whose: emailId, windowSeconds: SECONDS_PER_DAY, now };
  const { count, resetSeconds: seconds } = await addOne(table, counted);
  if (count <= INVITATIONS_OF_EMAIL_PER_DAY) return;
  throw later(failure('too_many_invitations', { most: INVITATIONS_OF_EMAIL_PER_DAY, seconds }));
}

/** Counts a request for access, of the address that it comes from and of all. Throws 429 when there were too many. */
export async function countAccessRequest(table: CounterTable, address: string, now: Date): Promise<void> {
  const { ofAddressPerHour, perDay } = ACCESS_REQUEST_LIMITS;
  const bounds = [
    { most: ofAddressPerHour, whose: address, windowSeconds: HOUR_SECONDS },
    { most: perDay, whose: '', windowSeconds: SECONDS_PER_DAY },
  ];
  for (const { most, ...counted } of bounds) {
    const { count, resetSeconds: seconds } = await addOne(table, { counter: 'access-requests', ...counted, now });
    if (count > most) throw later(failure('too_many_access_requests', { seconds }));
  }
}

/** With the time of the text in a header too. */
function later(what: Failure): ApiError {
  return new ApiError(what, { headers: { 'retry-after': String(what.params['seconds']) } });
}

async function addOne(
  { dynamodb, dedupeTable }: CounterTable,
  { counter, whose, windowSeconds, now }: { counter: string; whose: string; windowSeconds: number; now: Date },
): Promise<Counted> {
  const seconds = now.getTime() / MS_PER_SECOND;
  const window = Math.floor(seconds / windowSeconds);
  const endsAt = (window + 1) * windowSeconds;
  const { Attributes: item } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: dedupeTable,
      Key: { pk: { S: apiCounterKey(counter, whose, window) } },
      UpdateExpression: 'SET expiresAt = :expires ADD #count :one',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':expires': { N: String(endsAt + KEPT_SECONDS) } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { count: Number(item?.['count']?.N ?? 1), resetSeconds: Math.max(1, Math.ceil(endsAt - seconds)) };
}
