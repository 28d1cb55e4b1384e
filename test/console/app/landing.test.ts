import { expect, test } from 'vitest';
import { dependsOnContents, landingOf, type Comer } from '../../../console/src/app/landing.ts';
import { permissionsOf, type Role } from '../../../domain/access/permissions.ts';

const aComer = (role: Role, fields: Partial<Comer> = {}): Comer => ({
  ...{ role, reviews: false, isFromAccessRequest: false, permissions: [...permissionsOf(role)] },
  ...fields,
});

test.each([
  ['a customer with nothing yet', aComer('owner'), { sources: 0, apps: 0 }, 'connections'],
  ['a customer with sources', aComer('owner'), { sources: 3, apps: 0 }, 'connections'],
  ['who builds and receives nothing', aComer('developer'), { sources: 0, apps: 1 }, 'developer'],
  ['who builds and sends as well', aComer('developer'), { sources: 1, apps: 1 }, 'connections'],
  ['a partner on the first day', aComer('owner', { isFromAccessRequest: true }), { sources: 0, apps: 0 }, 'developer'],
  ['a partner with sources', aComer('owner', { isFromAccessRequest: true }), { sources: 1, apps: 0 }, 'connections'],
  ['a reviewer', aComer('reviewer', { reviews: true }), { sources: undefined, apps: undefined }, 'reviews'],
  ['a reviewer where nothing is reviewed', aComer('reviewer'), { sources: 0, apps: 0 }, 'connections'],
  ['who could not be told', aComer('owner'), { sources: undefined, apps: undefined }, 'connections'],
] as const)('%s lands where what they have come for is', (...[, comer, contents, page]) => {
  const landing = landingOf(comer, contents);

  expect(landing).toBe(page);
});

test('what is in the workspace is read only if it makes a difference', () => {
  const comers = [aComer('owner'), aComer('read-only'), aComer('reviewer', { reviews: true })];

  const asked = comers.map(dependsOnContents);

  expect(asked).toEqual([true, true, false]);
});
