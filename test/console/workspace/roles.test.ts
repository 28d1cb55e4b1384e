import { describe, expect, test } from 'vitest';
import { permissionsOf, ROLES } from '../../../domain/access/permissions.ts';
import { DEEDS, may, ROLE_SAYS, whyProtected } from '../../../console/src/workspace/roles.ts';

describe('what the roles may', () => {
  test('is what the API lets them, deed by deed', () => {
    for (const role of ROLES) {
      const shown = DEEDS.filter(([permission]) => may(role, permission)).map(([permission]) => permission);
      expect(shown, role).toEqual(
        DEEDS.map(([permission]) => permission).filter((one) => permissionsOf(role).has(one)),
      );
    }
  });

  test('sets each role apart from every other', () => {
    const columns = ROLES.map((role) => DEEDS.map(([permission]) => may(role, permission)).join());

    expect(new Set(columns).size).toBe(ROLES.length);
  });

  test('is all of it for owners only', () => {
    expect(ROLES.filter((role) => DEEDS.every(([permission]) => may(role, permission)))).toEqual(['owner']);
  });

  test('is said in a line that is true: who reads only sees no events and no secrets', () => {
    expect(ROLE_SAYS['read-only']).toContain('sees no events and no secrets');
    expect([may('read-only', 'events:read'), may('read-only', 'secrets:read')]).toEqual([false, false]);
    expect(ROLE_SAYS.operator).toContain('reads the audit log');
    expect(may('operator', 'audit:read')).toBe(true);
  });
});

describe('the last owner', () => {
  const ada = { id: 'ada', role: 'owner' } as const;
  const bob = { id: 'bob', role: 'developer' } as const;

  test('can neither go nor become anything else, whoever else is there', () => {
    expect(whyProtected(ada, [ada, bob])).toBe('The last owner');
    expect(whyProtected(bob, [ada, bob])).toBeUndefined();
  });

  test('is none where there are two', () => {
    const cid = { id: 'cid', role: 'owner' } as const;

    expect([ada, cid].map((user) => whyProtected(user, [ada, bob, cid]))).toEqual([undefined, undefined]);
  });
});
