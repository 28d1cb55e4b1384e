import pLimit from 'p-limit';
import { invitedAccount, type Account } from '../../../domain/access/accounts.ts';
import { MINUTE_MS } from '../../../domain/base/time-units.ts';
import { log } from '../../shared/lambda/log.ts';
import { apiError } from '../http/api-error.ts';
import type { Accounts } from '../http/context.ts';

/** What a user pool says of one user, as far as it is needed. */
export type PoolUser = {
  readonly UserStatus?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly UserLastModifiedDate?: Date | undefined;
};

/** The two operations of a user pool. They fail with errors whose names are Cognito's. */
export type UserPool = {
  /** Undefined for a user that is not there. */
  getUser(email: string): Promise<PoolUser | undefined>;
  /** Makes a user, and sends the invitation; `isAgain` sends it once more to one who is there. */
  createUser(email: string, options: { readonly isAgain: boolean }): Promise<void>;
};

/** Asked at once: a list has up to 200 people, and Cognito answers 120 such requests a second for a whole account. */
const ASKED_AT_ONCE = 10;
/** Who has an account keeps it: only that is not asked for again at once. */
const ACTIVE_KNOWN_MS = 5 * MINUTE_MS;
const MOST_KNOWN = 10_000;

/** Statuses of users, https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html */
const NOT_YET_THERE = ['FORCE_CHANGE_PASSWORD', 'UNCONFIRMED'];
const THERE = ['CONFIRMED', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER'];

/** `open` is called when first somebody is asked about: most requests of the API ask about nobody. */
export function createAccounts({
  open,
  now,
}: {
  readonly open: () => Promise<UserPool>;
  readonly now: () => Date;
}): Accounts {
  let opened: Promise<UserPool> | undefined;
  const pool = (): Promise<UserPool> => (opened ??= open());
  const knownActive = new Map<string, number>();
  const limit = pLimit(ASKED_AT_ONCE);

  async function ask(email: string): Promise<Account> {
    const askedAt = knownActive.get(email);
    if (askedAt !== undefined && now().getTime() - askedAt < ACTIVE_KNOWN_MS) return { state: 'active' };
    const account = toAccount(await (await pool()).getUser(email));
    knownActive.delete(email);
    if (knownActive.size >= MOST_KNOWN) knownActive.clear();
    if (account.state === 'active') knownActive.set(email, now().getTime());
    return account;
  }

  return {
    of: (email) =>
      limit(async () => {
        try {
          return await ask(email);
        } catch (error) {
          // People are listed also while the provider is away, or has been asked too often.
          log.failed('the sign-in provider does not say what account somebody has', { error });
          return { state: 'unknown' };
        }
      }),
    async invite(email) {
      try {
        await send(await pool(), email);
      } catch (error) {
        log.failed('the sign-in provider has sent no invitation', { error });
        throw apiError('invitation_not_sent', { why: whyNot(error) });
      }
      return invitedAccount(now());
    },
  };
}

async function send(pool: UserPool, email: string): Promise<void> {
  try {
    await pool.createUser(email, { isAgain: false });
  } catch (error) {
    if (nameOf(error) !== 'UsernameExistsException') throw error;
    await pool.createUser(email, { isAgain: true });
  }
}

function toAccount(user: PoolUser | undefined): Account {
  if (user === undefined) return { state: 'none' };
  const { UserStatus: status = '', Enabled: isEnabled = true, UserLastModifiedDate: changedAt } = user;
  if (!isEnabled) return { state: 'disabled' };
  if (NOT_YET_THERE.includes(status)) return changedAt === undefined ? { state: 'invited' } : invitedAccount(changedAt);
  return { state: THERE.includes(status) ? 'active' : 'unknown' };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

function whyNot(error: unknown): string {
  switch (nameOf(error)) {
    case 'TooManyRequestsException':
    case 'LimitExceededException':
      return 'it has sent as many as it may for now';
    case 'UnsupportedUserStateException':
      return 'the person has an account already';
    case 'CodeDeliveryFailureException':
    case 'InvalidParameterException':
      return 'it cannot send mail to this address';
    default:
      return 'it cannot be reached';
  }
}
