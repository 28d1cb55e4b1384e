import { describe, expect, test } from 'vitest';
import { permissionsOf, PERMISSIONS, ROLES } from '../../../domain/access/permissions.ts';
import { expiryOf, LIFETIMES, rolesWithin } from '../../../console/src/workspace/token-form.ts';

describe('the end of a token', () => {
  test.each([
    ['30', '2026-12-02T10:42:14.000Z'],
    ['90', '2027-01-31T10:42:14.000Z'],
    ['365', '2027-11-02T10:42:14.000Z'],
    ['never', undefined],
  ] as const)('that is made for "%s" is %s', (lifetime, end) => {
    expect(expiryOf(lifetime, new Date('2026-11-02T10:42:14.000Z'))).toBe(end);
  });

  test('can be chosen, and never is the last choice', () => {
    expect(LIFETIMES.map(([name]) => name)).toEqual(['30', '90', '365', 'never']);
  });
});

describe('the roles of a token', () => {
  test('are all of them for who may everything', () => {
    expect(rolesWithin(PERMISSIONS)).toEqual(ROLES);
  });

  test.each(ROLES)('are for %s its own, and none that may more', (role) => {
    const own = [...permissionsOf(role)];

    const offered = rolesWithin(own);

    expect(offered).toContain(role);
    for (const one of offered) expect(permissionsOf(one).isSubsetOf(new Set(own))).toBe(true);
  });

  test('are none for who may less than any role', () => {
    expect(rolesWithin(['workspace:read'])).toEqual([]);
  });
});
