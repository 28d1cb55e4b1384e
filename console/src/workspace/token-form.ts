import { permissionsOf, ROLES, type Permission, type Role } from '../../../domain/access/permissions.ts';
import { DAY_MS } from '../../../domain/base/time-units.ts';

export const LIFETIMES = [
  ['30', 'In 30 days'],
  ['90', 'In 90 days'],
  ['365', 'In a year'],
  ['never', 'It does not end'],
] as const;
export type Lifetime = (typeof LIFETIMES)[number][0];

/** Undefined: it does not end. */
export function expiryOf(lifetime: Lifetime, now: Date): string | undefined {
  return lifetime === 'never' ? undefined : new Date(now.getTime() + Number(lifetime) * DAY_MS).toISOString();
}

/** The roles that may do nothing which `own` does not allow; the only ones that a token can be given. */
export function rolesWithin(own: readonly Permission[]): Role[] {
  return ROLES.filter((role) => [...permissionsOf(role)].every((permission) => own.includes(permission)));
}
