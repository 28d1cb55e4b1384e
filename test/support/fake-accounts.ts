import type { Account } from '../../domain/access/accounts.ts';
import { apiError } from '../../functions/control-api/http/api-error.ts';
import type { Accounts } from '../../functions/control-api/http/context.ts';

/** A sign-in provider with these accounts, and no others, which notes whom it has written to. */
export function aSignInProvider(known: Readonly<Record<string, Account>> = {}) {
  const accounts = new Map(Object.entries(known));
  const invited: string[] = [];
  let isAway = false;
  const provider: Accounts = {
    of: async (email) => (isAway ? { state: 'unknown' } : (accounts.get(email) ?? { state: 'none' })),
    async invite(email) {
      if (isAway) throw apiError('invitation_not_sent', { why: 'it cannot be reached' });
      invited.push(email);
      const account: Account = { state: 'invited', invitationEndsAt: '2026-12-07T10:00:00.000Z' };
      accounts.set(email, account);
      return account;
    },
  };
  return {
    provider,
    invited,
    goAway: (away = true): void => {
      isAway = away;
    },
  };
}
