import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { DEMO_PEOPLE } from './demo-people.ts';

/** Who can sign in on one machine, by being chosen. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Shown beside the name. */
  readonly is: string;
};

/** Somebody who was invited. Whoever was there before needs no invitation. */
type Invited = { readonly email: string; readonly invitedAt: string; readonly signedInAt?: string };

export type People = {
  list(): readonly Person[];
  find(id: string): Person | undefined;
  /** The status of a user, as Cognito names it; undefined for one who is not there. */
  statusOf(email: string): { readonly status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD'; readonly at: Date } | undefined;
  invite(email: string): void;
  /** Notes that somebody has signed in: from now on it is an account, and no invitation. */
  confirm(id: string): void;
};

const OWNER_ONLY = 0o600;
const BEGINNING = new Date(0);

/** The demo people, and those whom the API has invited: these are kept in a file, or in memory without one. */
export function openPeople(file: string | undefined): People {
  const invited = new Map<string, Invited>();
  if (file !== undefined && existsSync(file)) {
    for (const one of JSON.parse(readFileSync(file, 'utf8')) as readonly Invited[]) invited.set(one.email, one);
  }
  const put = (one: Invited): void => {
    invited.set(one.email, one);
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify([...invited.values()]), { mode: OWNER_ONLY });
    renameSync(`${file}.new`, file);
  };
  const list = (): readonly Person[] => [...DEMO_PEOPLE, ...[...invited.values()].map(toPerson)];
  return {
    list,
    find: (id) => list().find((person) => person.id === id),
    statusOf(email) {
      if (DEMO_PEOPLE.some((person) => person.email === email)) return { status: 'CONFIRMED', at: BEGINNING };
      const found = invited.get(email);
      if (found === undefined) return undefined;
      const { signedInAt, invitedAt } = found;
      return signedInAt === undefined
        ? { status: 'FORCE_CHANGE_PASSWORD', at: new Date(invitedAt) }
        : { status: 'CONFIRMED', at: new Date(signedInAt) };
    },
    invite: (email) => put({ ...invited.get(email), email, invitedAt: new Date().toISOString() }),
    confirm(id) {
      const found = invited.get(id);
      if (found !== undefined && found.signedInAt === undefined)
        put({ ...found, signedInAt: new Date().toISOString() });
    },
  };
}

function toPerson({ email, signedInAt }: Invited): Person {
  return { id: email, name: email, email, is: signedInAt === undefined ? 'invited' : 'came by an invitation' };
}
