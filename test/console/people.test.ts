import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../domain/access/accounts.ts';
import { accountTexts } from '../../console/src/workspace/account-texts.ts';
import { refuse, Revised, startConsoleSite, type ConsoleSite } from '../support/console/console-site.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const AT = '2026-11-02T10:00:00.000Z';
const HOSTILE = `<img src=x onerror="globalThis.pwned=1">${'Ein sehr langer Name '.repeat(8)}`;

const aUser = (id: string, role: 'owner' | 'developer', account: Account) => ({
  ...{ id: `usr_${id.padStart(20, '0')}`, email: `${id}@example.com`, role, addedAt: AT, addedBy: 'ada@example.com' },
  account,
});
const OWNER = aUser('1', 'owner', { state: 'active' });
const INVITED = aUser('2', 'developer', { state: 'invited', invitationEndsAt: '2026-11-09T10:00:00.000Z' });
const users = (...all: readonly ReturnType<typeof aUser>[]) => ({
  'GET /users': { users: [...all], pagination: {} },
});

describe('people', () => {
  test('shows of each whether they can sign in, whatever the provider says', async () => {
    const all = users(
      { ...OWNER, ...{ name: HOSTILE } },
      INVITED,
      aUser('3', 'developer', { state: 'invited', invitationEndsAt: '2026-11-01T10:00:00.000Z' }),
      aUser('4', 'developer', { state: 'none' }),
      aUser('5', 'developer', { state: 'disabled' }),
      aUser('6', 'developer', { state: 'unknown' }),
    );
    const { page, expectSound, close } = await site.open('/w/acme/people', all);

    await page.getByText('invited until 9 Nov 2026, 10:00').waitFor();

    for (const says of ['can sign in', 'invitation has ended', 'no account', 'account switched off', 'not known now']) {
      expect(await page.getByText(says, { exact: true }).count(), says).toBe(1);
    }
    expect(await page.getByRole('button', { name: /^(Send again|Invite)/ }).count()).toBe(4);
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    await expectSound('people-accounts');
    await close();
  });

  test('sends an invitation again, and says why not', async () => {
    let isAway = true;
    const { page, expectSound, close } = await site.open('/w/acme/people', {
      ...users(OWNER, INVITED),
      'POST /users/{userId}/invitations': () =>
        isAway
          ? refuse(409, 'account_disabled', 'The account is switched off at the sign-in provider.')
          : { user: INVITED },
    });
    await page.getByRole('button', { name: 'Send again the invitation to 2@example.com' }).click();
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('alert').getByText('is switched off at the sign-in provider').waitFor();
    await expectSound('people-invitation');

    isAway = false;
    await page.getByRole('button', { name: 'Send the invitation' }).click();

    await page.getByText('2@example.com was sent an invitation').waitFor();
    await close();
  });

  test('changes a role on condition that it still is what was shown', async () => {
    const sent: (string | undefined)[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/people', {
      ...users(OWNER, INVITED),
      'GET /users/{userId}': () => ({ user: sent.length === 0 ? INVITED : { ...INVITED, role: 'operator' as const } }),
      'PATCH /users/{userId}': ({ headers }) => {
        sent.push(headers['if-match']?.toString());
        return refuse(412, 'precondition_failed', 'It is not what If-Match says any more.');
      },
    });
    await page.getByRole('button', { name: 'Change role' }).last().click();
    await page.getByLabel('Role', { exact: true }).selectOption('reviewer');
    await page.getByRole('button', { name: 'Make them reviewer' }).click();

    await page.getByRole('alert').getByText('It is not what If-Match says').waitFor();

    expect(sent).toEqual(['"revision-1"']);
    await expectSound('people-role');
    await close();
  });

  test('shows both roles when somebody else has changed it meanwhile, and goes on with the chosen one', async () => {
    const sent: (string | undefined)[] = [];
    const { page, expectSound, close } = await site.open('/w/acme/people', {
      ...users(OWNER, INVITED),
      'GET /users/{userId}': () =>
        sent.length === 0
          ? { user: INVITED }
          : new Revised({ user: { ...INVITED, role: 'operator' as const } }, '"revision-2"'),
      'PATCH /users/{userId}': ({ headers }) => {
        sent.push(headers['if-match']?.toString());
        return sent.length === 1
          ? refuse(412, 'precondition_failed', 'It is not what If-Match says any more.')
          : { user: { ...INVITED, role: 'reviewer' as const } };
      },
    });
    await page.getByRole('button', { name: 'Change role' }).last().click();
    await page.getByLabel('Role', { exact: true }).selectOption('reviewer');
    await page.getByRole('button', { name: 'Make them reviewer' }).click();
    await page.getByText('they are operator now, and you chose reviewer').waitFor();
    expect(await page.getByRole('button', { name: 'Leave operator' }).count()).toBe(1);
    await expectSound('people-conflict');

    await page.getByRole('button', { name: 'Go on with reviewer' }).click();
    await page.getByRole('button', { name: 'Make them reviewer' }).click();
    await page.getByText('2@example.com is reviewer now').waitFor();

    expect(sent).toEqual(['"revision-1"', '"revision-2"']);
    await close();
  });

  test('says who may invite to who may not', async () => {
    const { page, close } = await site.open('/w/acme/people', users(OWNER, INVITED), { role: 'developer' });

    await page.getByText('For owner', { exact: true }).waitFor();

    expect(await page.getByRole('button', { name: /^Send again/ }).count()).toBe(0);
    await close();
  });
});

testWorstStates(() => site, {
  ...{ name: 'people', path: '/w/acme/people', shows: '2@example.com', answers: users(OWNER, INVITED) },
  named: (names) => users(...names.map((name, index) => ({ ...aUser(String(index), 'owner', INVITED.account), name }))),
});

test('an invitation without an end is one all the same', () => {
  const said = accountTexts({ state: 'invited' }, new Date(AT), () => 'never');

  expect(said).toMatchObject({ state: 'waiting', words: 'invited' });
});
