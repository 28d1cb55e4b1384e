// Who may do what: roles of members, the operator of the installation, permissions, and how a token's scopes narrow them. The
// control API decides every request by this table, and nowhere else.

export const ROLES = ['owner', 'operator', 'developer', 'reviewer', 'read-only'] as const;
export type Role = (typeof ROLES)[number];

/** `installation`: who calls with an AWS identity, in a workspace that he names, or for all where a route can. */
type Holder = Role | 'installation';

const EVERYBODY: readonly Holder[] = [...ROLES, 'installation'];
const BUILDERS: readonly Holder[] = ['owner', 'operator', 'developer', 'installation'];
const OWNERS: readonly Holder[] = ['owner', 'installation'];

/**
 * Permission -> roles that have it. A new kind of resource adds its rows here. The operator of the installation, who can
 * make himself a token of every workspace, has what owners have; but terms are accepted, and components reviewed, by people
 * of a workspace.
 */
const TABLE = {
  'workspace:read': EVERYBODY,
  'workspace:write': OWNERS,
  'members:read': EVERYBODY,
  'members:write': OWNERS,
  'tokens:read': BUILDERS,
  'tokens:write': BUILDERS,
  'audit:read': ['owner', 'operator', 'installation'],
  'sources:read': EVERYBODY,
  /** Also shows write keys. */
  'sources:write': BUILDERS,
  'destinations:read': EVERYBODY,
  'destinations:write': BUILDERS,
  /** Sends requests to destinations, with their secrets. */
  'destinations:test': BUILDERS,
  /** Their code too. */
  'functions:read': EVERYBODY,
  'functions:write': BUILDERS,
  /** Runs code with events, which may call whom it likes. */
  'functions:test': BUILDERS,
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
  'secrets:read': OWNERS,
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
  'grants:write': ['owner', 'operator', 'installation'],
  /** Asking for access; where the stage lets strangers ask, they may do this and nothing else. */
  'access-requests:ask': EVERYBODY,
  /** Partners who ask: for the operator, and for owners of the workspace that the operator has made the reviewing one. */
  'access-requests:read': OWNERS,
  'access-requests:write': OWNERS,
  /** Making workspaces, and tokens of owners. */
  'workspaces:write': ['installation'],
  /** What is of no workspace: lanes that components ask for, events with unknown write keys, whether the ledger closes. */
  'installation:read': ['installation'],
} as const satisfies Readonly<Record<string, readonly Holder[]>>;

export type Permission = keyof typeof TABLE;

export const PERMISSIONS = Object.keys(TABLE) as readonly Permission[];

/** What a role may do; of that, only what the scopes name, when there are any. */
export function permissionsOf(role: Role, scopes?: readonly Permission[]): ReadonlySet<Permission> {
  const ofRole = permissionsWith(role);
  return new Set(scopes === undefined ? ofRole : ofRole.filter((permission) => scopes.includes(permission)));
}

function permissionsWith(holder: Holder): readonly Permission[] {
  return PERMISSIONS.filter((permission) => (TABLE[permission] as readonly Holder[]).includes(holder));
}

export const OPERATOR_PERMISSIONS: ReadonlySet<Permission> = new Set(permissionsWith('installation'));

/** Permissions that both have. */
export function bothPermit(one: ReadonlySet<Permission>, other: ReadonlySet<Permission>): ReadonlySet<Permission> {
  return one.intersection(other);
}

/** The roles that have a permission, for whoever lacks it; none for what only the operator of the installation may. */
export function rolesWith(permission: Permission): readonly Role[] {
  const holders: readonly Holder[] = TABLE[permission];
  return holders.filter((holder) => holder !== 'installation');
}
