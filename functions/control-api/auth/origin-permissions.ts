import type { Member, Origin } from '../../../domain/access/people.ts';
import { bothPermit, permissionsOf, type Permission } from '../../../domain/access/permissions.ts';
import { memberKey, tokenKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, type Table } from '../../shared/dynamo/document-store.ts';
import { type StoredToken } from '../../shared/stores/workspace-items.ts';

type Permissions = ReadonlySet<Permission>;

/**
 * What is left of what somebody may do who has it from others. Undefined once one of them is gone: the member, also when
 * he has come back since, or a token in between.
 */
export async function permissionsOfOrigin(
  tables: Table,
  workspace: string,
  origin: Origin,
): Promise<Permissions | undefined> {
  const { createdBy, ancestors = [] } = origin;
  const tokens = await Promise.all(ancestors.map((id) => readDocument(tables, tokenKey(workspace, id))));
  if (tokens.includes(undefined)) return undefined;
  if (createdBy.type !== 'member') return permissionsOf('owner');
  const member = (await readDocument<Member>(tables, memberKey(workspace, createdBy.id)))?.document;
  return member !== undefined && isOf(member, origin) ? permissionsOf(member.role) : undefined;
}

function isOf(member: Member, { membership, createdAt }: Origin): boolean {
  if (membership !== undefined || member.membership !== undefined) return membership === member.membership;
  // Both are of before there were memberships: who came back came back later than what he had made.
  return createdAt >= member.addedAt;
}

/** What a token may do at the moment. */
export async function permissionsOfToken(tables: Table, token: StoredToken): Promise<Permissions | undefined> {
  const ofOrigin = await permissionsOfOrigin(tables, token.workspace, token);
  return ofOrigin && bothPermit(permissionsOf(token.role, token.scopes), ofOrigin);
}
