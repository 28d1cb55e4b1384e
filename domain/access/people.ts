// Workspaces, their members, the tokens of programs, and the log of what they changed, as the control table keeps them.

import type { GrantLimits } from './oauth.ts';
import type { Permission, Role } from './permissions.ts';

/** A workspace. Everything else carries its id. */
export type WorkspaceInfo = {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Whether its reviewers decide about the components of all workspaces. Only the operator can say so. */
  readonly reviews?: boolean;
};

/** A person who may work in a workspace. */
export type Member = {
  /** Follows from the email, so that URLs and logs hold no addresses. */
  readonly id: string;
  /** In lower case; sign-in knows people by it. */
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: Role;
  /** ISO 8601. */
  readonly addedAt: string;
  readonly addedBy: string;
  /** Another one each time that the person is added. Absent for who was added before there were any. */
  readonly membership?: string | undefined;
};

/** From whom a token or a grant has what it may do. It may nothing any more once one of them is gone. */
export type Origin = {
  /** The person at the root. What a member has made can do no more than the member. */
  readonly createdBy: Actor;
  /** That of the member at that time: who was taken out and comes back has another one. */
  readonly membership?: string | undefined;
  /** The tokens that it comes from, the first one first: a token that has made one that has made this. */
  readonly ancestors?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
};

/** What lets a program call the API. The token itself is nowhere, only its hash. */
export type ApiToken = Origin & {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly role: Role;
  /** Narrow the role; absent for all that the role may do. */
  readonly scopes?: readonly Permission[] | undefined;
  /** ISO 8601; absent for one that does not expire. */
  readonly expiresAt?: string | undefined;
  /** For a token of a partner's app: what it is narrowed to, and without which it is good for nothing. */
  readonly grant?: GrantLimits | undefined;
};

/** Who does something: a person, a program, a partner's app, the operator of the installation, or Penstock itself. */
export type Actor = {
  readonly type: 'member' | 'token' | 'app' | 'operator' | 'system';
  readonly id: string;
  readonly name: string;
};

/** One change. Secrets in `before` and `after` are masked. */
export type AuditEvent = {
  readonly id: string;
  /** ISO 8601. */
  readonly timestamp: string;
  /** The operation, such as `updateSource`. */
  readonly type: string;
  readonly actor: Actor;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

/** How long the log is kept. */
export const AUDIT_DAYS = 400;
