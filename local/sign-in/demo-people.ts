import type { Person } from './people.ts';

/** Becomes the owner of every workspace that has none. */
export const DEMO_OWNER: Person = {
  ...{ id: 'ada', name: 'Ada', email: 'ada@example.com' },
  is: 'an owner of the workspaces here',
};

/** One who may work here, and one who may not until somebody adds him. */
export const DEMO_PEOPLE: readonly Person[] = [
  DEMO_OWNER,
  { id: 'bob', name: 'Bob', email: 'bob@example.com', is: 'a member of nothing, until somebody adds him' },
];
