import { createHash, randomUUID } from 'node:crypto';
import { GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AUDIT_DAYS, type Actor, type ApiToken, type AuditEvent, type Member } from '../../../domain/access/people.ts';
import type { Role } from '../../../domain/access/permissions.ts';
import {
  auditPartition,
  idKey,
  memberKey,
  membershipKey,
  ownersKey,
  tokenHashKey,
  tokenKey,
} from '../../../domain/tables/table-keys.ts';
import { readPartition } from '../dynamo/control-table.ts';
import {
  itemKey,
  toStored,
  writeItem,
  type DocumentWrite,
  type Stored,
  type TableOnly,
} from '../dynamo/document-store.ts';

export type Membership = { readonly workspace: string; readonly memberId: string };
export type Owners = { readonly owners: readonly string[] };
/** What a token's listing and its hash both say. */
export type StoredToken = ApiToken & { readonly hash: string };

const ID_CHARACTERS = 20;
const MS_PER_SECOND = 1000;
const SECONDS_PER_DAY = 24 * 60 * 60;

export function memberIdOf(email: string): string {
  return `usr_${sha256(email).slice(0, ID_CHARACTERS)}`;
}

/** Somebody who was no member until now, or not any more: nothing that he had made before is his again. */
export function newMember(fields: Omit<Member, 'id' | 'membership'>): Member {
  return { id: memberIdOf(fields.email), ...fields, membership: randomUUID() };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Adds a member, gives him another role, or (without `member`) takes him out. */
export function memberWrites(
  workspace: string,
  change: { before: Stored<Member> | undefined; member: Member | undefined; owners: Stored<Owners> | undefined },
): DocumentWrite[] {
  const { before, member, owners } = change;
  const { id, email } = member ?? before?.document ?? { id: '', email: '' };
  const key = memberKey(workspace, id);
  const membership: Membership = { workspace, memberId: id };
  return [
    { key, replaces: before ?? 'nothing', ...(member === undefined ? {} : { document: member }) },
    {
      key: membershipKey(email, workspace),
      replaces: 'anything',
      ...(member === undefined ? {} : { document: membership }),
    },
    ...ownersWrites(workspace, { id, role: member?.role, owners }),
  ];
}

function ownersWrites(
  workspace: string,
  { id, role, owners }: { id: string; role: Role | undefined; owners: Stored<Owners> | undefined },
): DocumentWrite[] {
  const before = owners?.document.owners ?? [];
  const after = [...before.filter((owner) => owner !== id), ...(role === 'owner' ? [id] : [])];
  if (before.includes(id) === (role === 'owner')) return [];
  return [{ key: ownersKey(workspace), document: { owners: after }, replaces: owners ?? 'nothing' }];
}

/** A token is found by its hash and listed by its id. */
export function tokenWrites(token: StoredToken): DocumentWrite[] {
  const expiresAt = token.expiresAt === undefined ? {} : { expiresAt: Math.ceil(Date.parse(token.expiresAt) / 1000) };
  return [
    { key: tokenKey(token.workspace, token.id), document: token, replaces: 'nothing', ...expiresAt },
    { key: tokenHashKey(token.hash), document: token, replaces: 'nothing', ...expiresAt },
  ];
}

/** Says for ever whose an id is, so that nobody comes by another workspace's archive with an id that it has given up. */
export function claimId(table: string, resource: string, workspace: string): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: { ...itemKey(idKey(resource)), workspace: { S: workspace } },
      ConditionExpression: 'attribute_not_exists(pk) OR workspace = :workspace',
      ExpressionAttributeValues: { ':workspace': { S: workspace } },
    },
  };
}

/** Whose an id is, or was before it was given up; undefined for one that nobody has had. */
export async function readIdOwner({ dynamodb, table }: TableOnly, resource: string): Promise<string | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: itemKey(idKey(resource)), ConsistentRead: true }),
  );
  return item?.['workspace']?.S;
}

/** Part of the transaction of every change. `before` and `after` have no secrets in them. */
export function auditItem(
  table: string,
  workspace: string,
  { at, ...event }: Omit<AuditEvent, 'id' | 'timestamp'> & { readonly actor: Actor; readonly at: Date },
): TransactWriteItem {
  const timestamp = at.toISOString();
  const id = `${timestamp}#${randomUUID().slice(0, 8)}`;
  return writeItem(table, {
    key: { pk: auditPartition(workspace), sk: id },
    document: { id, timestamp, ...event } satisfies AuditEvent,
    replaces: 'anything',
    expiresAt: Math.floor(at.getTime() / MS_PER_SECOND) + AUDIT_DAYS * SECONDS_PER_DAY,
  });
}

/** The tokens of a workspace, as far as they may be shown. */
export async function readTokens(
  { dynamodb, table }: TableOnly,
  workspace: string,
): Promise<(ApiToken & { readonly lastUsedAt?: string })[]> {
  const items = await readPartition(dynamodb, table, tokenKey(workspace, '').pk);
  return items.flatMap((item) => {
    const stored = item['sk']?.S?.startsWith(tokenKey('', '').sk) === true ? toStored<StoredToken>(item) : undefined;
    if (stored === undefined) return [];
    const { hash: _, ...token } = stored.document;
    return [{ ...token, ...(item['lastUsedAt']?.S === undefined ? {} : { lastUsedAt: item['lastUsedAt'].S }) }];
  });
}

/** Which changes are meant. What is not said does not matter. */
export type AuditFilter = {
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly actorId?: string | undefined;
  /** From this time on, and before that one. ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** Looked at by one request; DynamoDB ends a page at 1 MB. */
const AUDIT_ITEMS_OF_PAGE = 200;
const AUDIT_PAGES = 5;

/** The audit log, newest first, from before an event on. `next` is where to go on: there may be more. */
export async function readAuditEvents(
  { dynamodb, table }: TableOnly,
  workspace: string,
  { limit, before, filter = {} }: { limit: number; before: string | undefined; filter?: AuditFilter },
): Promise<{ events: AuditEvent[]; next: string | undefined }> {
  const events: AuditEvent[] = [];
  const { from = FIRST, to = LAST } = filter;
  let last = before === undefined || to < before ? to : before;
  if (from > last) return { events, next: undefined };
  const isForAny = [filter.resourceType, filter.resourceId, filter.actorId].every((wanted) => wanted === undefined);
  for (let page = 0; page < AUDIT_PAGES; page += 1) {
    const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        // Both ends belong to BETWEEN; the upper one is no event, or one that the page before has had.
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :last',
        ExpressionAttributeValues: {
          ...{ ':pk': { S: auditPartition(workspace) }, ':from': { S: from }, ':last': { S: last } },
        },
        ScanIndexForward: false,
        // One that the page before has had, and one that says that there are more.
        Limit: isForAny ? limit + 2 : AUDIT_ITEMS_OF_PAGE,
        ConsistentRead: true,
      }),
    );
    const found = items.flatMap((item) => toStored<AuditEvent>(item)?.document ?? []);
    events.push(...found.filter((event) => event.id !== last && fits(filter, event)));
    if (events.length > limit) return { events: events.slice(0, limit), next: events[limit - 1]?.id };
    if (lastKey === undefined) return { events, next: undefined };
    last = lastKey['sk']?.S ?? FIRST;
  }
  return { events, next: last };
}

/** Before and after all ids, which begin with a time. */
const FIRST = '0';
const LAST = '~';

function fits({ resourceType, resourceId, actorId }: AuditFilter, event: AuditEvent): boolean {
  const { actor } = event;
  return (
    (resourceType ?? event.resourceType) === event.resourceType &&
    (resourceId ?? event.resourceId) === event.resourceId &&
    (actorId ?? actor.id) === actor.id
  );
}
