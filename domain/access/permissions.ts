// Who may do what: roles of members, permissions, and how a token's scopes narrow them. The control API decides every
// request by this table, and nowhere else.

export const ROLES = ['owner', 'operator', 'developer', 'reviewer', 'read-only'] as const;
export type Role = (typeof ROLES)[number];

const EVERYBODY: readonly Role[] = ROLES;
const BUILDERS: readonly Role[] = ['owner', 'operator', 'developer'];

/** Permission -> roles that have it. A new kind of resource adds its rows here. */
const TABLE = {
  'workspace:read': EVERYBODY,
  'workspace:write': ['owner'],
  'members:read': EVERYBODY,
  'members:write': ['owner'],
  'tokens:read': BUILDERS,
  'tokens:write': BUILDERS,
  'audit:read': ['owner', 'operator'],
  'sources:read': EVERYBODY,
  /** Also shows write keys. */
  'sources:write': BUILDERS,
  'destinations:read': EVERYBODY,
  'destinations:write': BUILDERS,
  /** Sends requests to destinations, with their secrets. */
  'destinations:test': BUILDERS,
  'component-tests:read': EVERYBODY,
  'component-tests:write': BUILDERS,
  'catalog:read': EVERYBODY,
  'apps:read': EVERYBODY,
  'apps:write': BUILDERS,
  /** Accepting the terms, retiring a component. */
  'apps:own': ['owner'],
  /** Submissions of all workspaces, and only in a workspace that the operator has made the reviewing one. */
  'reviews:read': ['owner', 'reviewer'],
  'reviews:write': ['owner', 'reviewer'],
  /** All sources and destinations as one file, which may also be changed as one. */
  'workspace-file:read': BUILDERS,
  'workspace-file:write': BUILDERS,
  /** Shows secrets of destinations, in an exported file and nowhere else. */
  'secrets:read': ['owner'],
  /** Numbers, no events. */
  'delivery-overview:read': EVERYBODY,
  /** Events as people sent them, with whatever personal data is in them. */
  'events:read': BUILDERS,
  /** Sends undelivered events round again, or writes them off. */
  'undelivered-events:write': BUILDERS,
  'replays:read': EVERYBODY,
  'replays:write': BUILDERS,
  'oauth-clients:read': BUILDERS,
  'oauth-clients:write': BUILDERS,
  'grants:read': BUILDERS,
  /** Letting a partner in. */
  'grants:write': ['owner', 'operator'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof TABLE;

export const PERMISSIONS = Object.keys(TABLE) as readonly Permission[];

/** What a role may do; of that, only what the scopes name, when there are any. */
export function permissionsOf(role: Role, scopes?: readonly Permission[]): ReadonlySet<Permission> {
  const ofRole = PERMISSIONS.filter((permission) => (TABLE[permission] as readonly Role[]).includes(role));
  return new Set(scopes === undefined ? ofRole : ofRole.filter((permission) => scopes.includes(permission)));
}

/** Permissions that both have. */
export function bothPermit(one: ReadonlySet<Permission>, other: ReadonlySet<Permission>): ReadonlySet<Permission> {
  return one.intersection(other);
}

/** The roles that have a permission, for whoever lacks it. */
export function rolesWith(permission: Permission): readonly Role[] {
  return TABLE[permission];
}
