import { describe, expect, test } from 'vitest';
import { createAccounts, type PoolUser, type UserPool } from '../../../../functions/control-api/auth/accounts.ts';

const NOW = new Date('2026-11-30T10:00:00.000Z');

/** A pool that has these users, and notes what it is asked. */
function aPool(users: Readonly<Record<string, PoolUser>> = {}) {
  const asked: string[] = [];
  const there = new Map(Object.entries(users));
  const pool: UserPool = {
    async getUser(email) {
      asked.push(`get ${email}`);
      return there.get(email);
    },
    async createUser(email, { isAgain }) {
      asked.push(`${isAgain ? 'resend' : 'create'} ${email}`);
      if (there.has(email) !== isAgain) throw named(isAgain ? 'UserNotFoundException' : 'UsernameExistsException');
      there.set(email, { UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true, UserLastModifiedDate: NOW });
    },
  };
  return { pool, asked, accounts: createAccounts({ open: async () => pool, now: () => NOW }) };
}

const named = (name: string): Error => Object.assign(new Error('the provider says no'), { name });

const failing = (name: string) =>
  createAccounts({
    open: async () => ({ getUser: () => Promise.reject(named(name)), createUser: () => Promise.reject(named(name)) }),
    now: () => NOW,
  });

describe('the account of an email', () => {
  test.each([
    ['none', undefined],
    ['active', { UserStatus: 'CONFIRMED', Enabled: true }],
    ['active', { UserStatus: 'RESET_REQUIRED', Enabled: true }],
    ['active', { UserStatus: 'EXTERNAL_PROVIDER', Enabled: true }],
    ['disabled', { UserStatus: 'CONFIRMED', Enabled: false }],
    ['disabled', { UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: false }],
    ['invited', { UserStatus: 'UNCONFIRMED', Enabled: true }],
    ['unknown', { UserStatus: 'COMPROMISED', Enabled: true }],
  ])('is %s where the provider says %o', async (state, user) => {
    const { accounts } = aPool(user === undefined ? {} : { 'ann@example.com': user });

    expect(await accounts.of('ann@example.com')).toEqual({ state });
  });

  test('is invited for seven days from the last invitation', async () => {
    const invitedAt = new Date('2026-11-28T09:00:00.000Z');
    const { accounts } = aPool({
      'ann@example.com': { UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true, UserLastModifiedDate: invitedAt },
    });

    expect(await accounts.of('ann@example.com')).toEqual({
      state: 'invited',
      invitationEndsAt: '2026-12-05T09:00:00.000Z',
    });
  });

  test('is not asked for again at once when it is active, and always when it is not', async () => {
    const { accounts, asked } = aPool({ 'ann@example.com': { UserStatus: 'CONFIRMED', Enabled: true } });

    for (const email of ['ann@example.com', 'ann@example.com', 'bob@example.com', 'bob@example.com']) {
      await accounts.of(email);
    }

    expect(asked).toEqual(['get ann@example.com', 'get bob@example.com', 'get bob@example.com']);
  });

  test.each(['TooManyRequestsException', 'TimeoutError'])('is unknown when the provider answers %s', async (name) => {
    expect(await failing(name).of('ann@example.com')).toEqual({ state: 'unknown' });
  });
});

describe('an invitation', () => {
  test('makes the account, and is sent again to who has one that was not used', async () => {
    const { accounts, asked } = aPool();

    const first = await accounts.invite('ann@example.com');
    const second = await accounts.invite('ann@example.com');

    expect(first).toEqual({ state: 'invited', invitationEndsAt: '2026-12-07T10:00:00.000Z' });
    expect(second).toEqual(first);
    expect(asked).toEqual(['create ann@example.com', 'create ann@example.com', 'resend ann@example.com']);
  });

  test.each([
    ['LimitExceededException', 'it has sent as many as it may for now'],
    ['CodeDeliveryFailureException', 'it cannot send mail to this address'],
    ['TimeoutError', 'it cannot be reached'],
  ])('says why none was sent: %s', async (name, why) => {
    const invited = failing(name).invite('ann@example.com');

    await expect(invited).rejects.toMatchObject({ status: 503, code: 'invitation_not_sent' });
    await expect(invited).rejects.toThrow(why);
  });
});
