// What one workspace may have, so that none takes what all share. The control API enforces it; a stage may say otherwise
// (`quotas` in its settings). What one thing may be (an event, a filter, settings) is in limits.ts.

import * as z from 'zod/mini';

/** What is counted of a workspace, with what people call it and how many there may be. */
export const QUOTAS = {
  sources: { what: 'sources', most: 100 },
  destinations: { what: 'destinations', most: 200 },
  /** Of all sources and destinations together, as they are stored. */
  configBytes: { what: 'bytes of sources and destinations', most: 1_000_000 },
  writeKeysOfSource: { what: 'write keys for one source', most: 10 },
  tokens: { what: 'API tokens', most: 200 },
  members: { what: 'members', most: 500 },
  grants: { what: 'grants to apps', most: 200 },
  apps: { what: 'apps', most: 50 },
  components: { what: 'components', most: 100 },
  /** Dry runs too. */
  replaysPerDay: { what: 'replays in a day, dry runs too', most: 500 },
  /** That the sign-in provider sends. Cognito's own mail is 50 a day for a whole account. */
  invitationsPerDay: { what: 'invitations in a day', most: 30 },
  /** Of all tokens and people of a workspace together. */
  requestsPerMinute: { what: 'requests of the API in a minute', most: 1_200 },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly most: number }>>;

export type QuotaName = keyof typeof QUOTAS;
export type Quotas = Readonly<Record<QuotaName, number>>;

/** All of them; the table above has no other keys. */
export const QUOTA_NAMES = Object.keys(QUOTAS) as QuotaName[];
/** What no stage can go beyond. */
export const MOST_QUOTA = 1_000_000_000;

/** Other quotas of a stage, by their names. */
export const quotaOverrides = z.partialRecord(
  z.enum(QUOTA_NAMES),
  z.int().check(z.gte(1, 'must be 1 or more'), z.lte(MOST_QUOTA, `must be at most ${MOST_QUOTA}`)),
);

/** All quotas, with those that a stage has of its own. */
export function quotasWith(overrides: z.output<typeof quotaOverrides>): Quotas {
  const all = QUOTA_NAMES.map((name) => [name, overrides[name] ?? QUOTAS[name].most] as const);
  return Object.fromEntries(all) as Quotas;
}
