import { describe, expect, test } from 'vitest';
import { bothPermit, PERMISSIONS, permissionsOf, ROLES, rolesWith } from '../../../domain/access/permissions.ts';

/** Who may what, written down a second time: a change of the table is a change here. */
const TABLE = `
                      owner  operator  developer  reviewer  read-only
  workspace:read      yes    yes       yes        yes       yes
  workspace:write     yes    -         -          -         -
  members:read        yes    yes       yes        yes       yes
  members:write       yes    -         -          -         -
  tokens:read         yes    yes       yes        -         -
  tokens:write        yes    yes       yes        -         -
  audit:read          yes    yes       -          -         -
  sources:read        yes    yes       yes        yes       yes
  sources:write       yes    yes       yes        -         -
  destinations:read   yes    yes       yes        yes       yes
  destinations:write  yes    yes       yes        -         -
  destinations:test   yes    yes       yes        -         -
  component-tests:read   yes  yes      yes        yes       yes
  component-tests:write  yes  yes      yes        -         -
  catalog:read        yes    yes       yes        yes       yes
  apps:read           yes    yes       yes        yes       yes
  apps:write          yes    yes       yes        -         -
  apps:own            yes    -         -          -         -
  reviews:read        yes    -         -          yes       -
  reviews:write       yes    -         -          yes       -
  workspace-file:read       yes    yes       yes        -         -
  workspace-file:write      yes    yes       yes        -         -
  secrets:read              yes    -         -          -         -
  delivery-overview:read    yes    yes       yes        yes       yes
  events:read               yes    yes       yes        -         -
  undelivered-events:write  yes    yes       yes        -         -
  replays:read              yes    yes       yes        yes       yes
  replays:write             yes    yes       yes        -         -
  oauth-clients:read  yes    yes       yes        -         -
  oauth-clients:write yes    yes       yes        -         -
  grants:read         yes    yes       yes        -         -
  grants:write        yes    yes       -          -         -
`;

const [head = '', ...rows] = TABLE.split('\n').filter((line) => line.trim() !== '');
const roles = head.trim().split(/\s+/);
const cells = rows.flatMap((row) => {
  const [permission = '', ...marks] = row.trim().split(/\s+/);
  return marks.map((mark, index) => [roles[index] ?? '', permission, mark === 'yes'] as const);
});

describe('permissions', () => {
  test('the table here has every role and every permission', () => {
    expect(roles).toEqual(ROLES);
    expect([...new Set(cells.map(([, permission]) => permission))].sort()).toEqual([...PERMISSIONS].sort());
  });

  test.each(cells)('%s, %s: %s', (role, permission, isAllowed) => {
    const permissions: ReadonlySet<string> = permissionsOf(role as (typeof ROLES)[number]);

    expect(permissions.has(permission)).toBe(isAllowed);
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
  });
});
