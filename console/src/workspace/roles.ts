// What each role may do, out of the table by which the API decides, in words for people.

import { ROLES, rolesWith, type Permission, type Role } from '../../../domain/access/permissions.ts';

/** What is asked about a role most. */
export const DEEDS: readonly (readonly [Permission, string])[] = [
  ['delivery-overview:read', 'Look at sources, destinations and numbers'],
  ['events:read', 'See events, with the personal data in them'],
  ['sources:write', 'Change sources and see their write keys'],
  ['destinations:write', 'Change destinations, their settings and secrets'],
  ['functions:write', 'Write and deploy functions'],
  ['undelivered-events:write', 'Redrive and discard undelivered events'],
  ['replays:write', 'Start, pause and cancel replays'],
  ['apps:write', 'Build apps in the Developer Center'],
  ['apps:own', 'Accept terms, retire components'],
  ['reviews:write', 'Review components, in the reviewing workspace'],
  ['tokens:write', 'Make and revoke tokens within own rights'],
  ['grants:write', 'Let partners in'],
  ['audit:read', 'Read the audit log'],
  ['workspace-file:write', 'Apply a workspace file'],
  ['secrets:read', 'Export secrets'],
  ['members:write', 'Add and remove people'],
];

export const may = (role: Role, permission: Permission): boolean => rolesWith(permission).includes(role);

export const ROLE_OPTIONS = ROLES.map((role) => [role, role] as const);

/** What sets a role apart, in a line. */
export const ROLE_SAYS: Readonly<Record<Role, string>> = {
  owner: 'Everything, people and secrets included.',
  operator: 'Runs it: changes sources and destinations, lets partners in, reads the audit log.',
  developer: 'Builds: changes sources and destinations and makes apps.',
  reviewer: 'Looks at numbers, and reviews components in the reviewing workspace.',
  'read-only': 'Looks at numbers and settings, sees no events and no secrets.',
};

type Member = { readonly id: string; readonly role: Role };

/** Why somebody can neither go nor be anything else; undefined where they can. */
export function whyProtected(user: Member, users: readonly Member[]): string | undefined {
  const isLast = user.role === 'owner' && users.filter(({ role }) => role === 'owner').length === 1;
  return isLast ? 'The last owner' : undefined;
}
