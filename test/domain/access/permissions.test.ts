import { describe, expect, test } from 'vitest';
import {
  bothPermit,
  OPERATOR_PERMISSIONS,
  PERMISSIONS,
  permissionsOf,
  ROLES,
  rolesWith,
  type Permission,
} from '../../../domain/access/permissions.ts';

/** Who may what, written down a second time: a change of the table is a change here. */
const TABLE = `
                      owner  operator  developer  reviewer  read-only  installation
  workspace:read      yes    yes       yes        yes       yes      yes
  workspace:write     yes    -         -          -         -        yes
  members:read        yes    yes       yes        yes       yes      yes
  members:write       yes    -         -          -         -        yes
  tokens:read         yes    yes       yes        -         -        yes
  tokens:write        yes    yes       yes        -         -        yes
  audit:read          yes    yes       -          -         -        yes
  sources:read        yes    yes       yes        yes       yes      yes
  sources:write       yes    yes       yes        -         -        yes
  destinations:read   yes    yes       yes        yes       yes      yes
  destinations:write  yes    yes       yes        -         -        yes
  destinations:test   yes    yes       yes        -         -        yes
  functions:read      yes    yes       yes        yes       yes      yes
  functions:write     yes    yes       yes        -         -        yes
  functions:test      yes    yes       yes        -         -        yes
  component-tests:read   yes  yes      yes        yes       yes      yes
  component-tests:write  yes  yes      yes        -         -        yes
  catalog:read        yes    yes       yes        yes       yes      yes
  apps:read           yes    yes       yes        yes       yes      yes
  apps:write          yes    yes       yes        -         -        yes
  apps:own            yes    -         -          -         -  -
  reviews:read        yes    -         -          yes       -  -
  reviews:write       yes    -         -          yes       -  -
  workspace-file:read       yes    yes       yes        -         -        yes
  workspace-file:write      yes    yes       yes        -         -        yes
  secrets:read              yes    -         -          -         -        yes
  delivery-overview:read    yes    yes       yes        yes       yes      yes
  events:read               yes    yes       yes        -         -        yes
  undelivered-events:write  yes    yes       yes        -         -        yes
  replays:read              yes    yes       yes        yes       yes      yes
  replays:write             yes    yes       yes        -         -        yes
  oauth-clients:read  yes    yes       yes        -         -        yes
  oauth-clients:write yes    yes       yes        -         -        yes
  grants:read         yes    yes       yes        -         -        yes
  grants:write        yes    yes       -          -         -        yes
  access-requests:ask    yes  yes      yes        yes       yes      yes
  access-requests:read   yes  -        -          -         -        yes
  access-requests:write  yes  -        -          -         -        yes
  workspaces:write    -      -         -          -         -          yes
  installation:read   -      -         -          -         -          yes
`;

const [head = '', ...rows] = TABLE.split('\n').filter((line) => line.trim() !== '');
const roles = head.trim().split(/\s+/);
const cells = rows.flatMap((row) => {
  const [permission = '', ...marks] = row.trim().split(/\s+/);
  return marks.map((mark, index) => [roles[index] ?? '', permission, mark === 'yes'] as const);
});

describe('permissions', () => {
  test('the table here has every role and every permission', () => {
    expect(roles).toEqual([...ROLES, 'installation']);
    expect([...new Set(cells.map(([, permission]) => permission))].sort()).toEqual([...PERMISSIONS].sort());
  });

  test.each(cells)('%s, %s: %s', (role, permission, isAllowed) => {
    const known = ROLES.find((one) => one === role);
    const permissions = known === undefined ? OPERATOR_PERMISSIONS : permissionsOf(known);

    expect(permissions.has(permission as Permission)).toBe(isAllowed);
  });

  test('scopes narrow a role and never widen it', () => {
    const permissions = permissionsOf('developer', ['sources:read', 'members:write']);

    expect([...permissions]).toEqual(['sources:read']);
  });

  test('two together allow what both allow', () => {
    const permissions = bothPermit(permissionsOf('owner', ['audit:read', 'sources:read']), permissionsOf('reviewer'));

    expect([...permissions]).toEqual(['sources:read']);
  });

  test('tells which roles have a permission', () => {
    expect(rolesWith('audit:read')).toEqual(['owner', 'operator']);
    expect(rolesWith('workspaces:write')).toEqual([]);
  });
});
