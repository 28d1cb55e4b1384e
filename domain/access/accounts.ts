// The accounts that people sign in with. They are the sign-in provider's: Cognito on AWS, its twin on one machine. Penstock
// knows people by their email, and asks the provider what there is for it. The control API and the console rely on this.

import { DAY_MS } from '../base/time-units.ts';

/**
 * `none`: nobody can sign in with this email. `invited`: the provider has sent a first password, which was not used yet.
 * `active`: there is an account. `disabled`: it is switched off at the provider. `unknown`: the provider does not say.
 */
export const ACCOUNT_STATES = ['none', 'invited', 'active', 'disabled', 'unknown'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

export type Account = {
  readonly state: AccountState;
  /** ISO 8601; until when the invitation is good, and then it has to be sent again. */
  readonly invitationEndsAt?: string | undefined;
};

/** How long a first password is good. The user pool is set up with it. */
export const INVITATION_DAYS = 7;

/** Invitations to one email in a day, whoever sends them: nobody's mailbox is filled from here. */
export const INVITATIONS_OF_EMAIL_PER_DAY = 5;

export function invitedAccount(invitedAt: Date): Account {
  return { state: 'invited', invitationEndsAt: new Date(invitedAt.getTime() + INVITATION_DAYS * DAY_MS).toISOString() };
}

/** Whether the provider would send something: who has an account, or is not to have one, is sent nothing. */
export function canBeInvited({ state }: Account): boolean {
  return state !== 'active' && state !== 'disabled';
}
