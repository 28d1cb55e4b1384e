// Where one lands in a workspace: on the page of what the workspace, or the role there, is for.

import type { Permission } from '../../../domain/access/permissions.ts';

export type Comer = {
  readonly role?: string | undefined;
  /** Whether the workspace decides about the components of all others. */
  readonly reviews: boolean;
  /** Whether the workspace was made for this person, who wanted to build for the catalog. */
  readonly isFromAccessRequest: boolean;
  readonly permissions: readonly Permission[];
};

/** How many there are of what; undefined while it is not known, or not allowed to be. */
export type Contents = { readonly sources: number | undefined; readonly apps: number | undefined };

export type Landing = 'connections' | 'developer' | 'reviews';

/** Who reviews has nothing else to do there; who builds and receives nothing has come to build. */
export function landingOf({ role, reviews, isFromAccessRequest }: Comer, { sources, apps = 0 }: Contents): Landing {
  if (role === 'reviewer' && reviews) return 'reviews';
  const isBuilding = isFromAccessRequest || apps > 0;
  return sources === 0 && isBuilding ? 'developer' : 'connections';
}

/** Whether what is in the workspace makes a difference to where this person lands. */
export function dependsOnContents(comer: Comer): boolean {
  return comer.permissions.includes('apps:read') && landingOf(comer, { sources: 0, apps: 1 }) === 'developer';
}
