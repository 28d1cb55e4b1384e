import { canBeInvited, type Account } from '../../../domain/access/accounts.ts';
import type { Member } from '../../../domain/access/people.ts';
import { memberIdOf } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import type { Accounts, WideContext } from '../http/context.ts';
import { countInvitation } from '../http/limits.ts';

// Invitations: the sign-in provider makes an account and writes to the person. Here it is decided whether, and how often.

type Context = Pick<WideContext, 'outside' | 'counters' | 'quotas' | 'now'>;

/** A member with what the provider says of the account; nothing where nobody signs in. */
export async function withAccount<Person extends Pick<Member, 'email'>>(
  { outside: { accounts } }: Pick<Context, 'outside'>,
  person: Person,
): Promise<Person & { readonly account?: Account }> {
  return accounts === undefined ? person : { ...person, account: await accounts.of(person.email) };
}

/** An invitation that is admitted, and not sent yet. */
export type Invitation = { readonly account: Account; send(): Promise<Account> };

/**
 * What inviting somebody will be: nothing is sent before the membership is written, and nothing is written that is refused
 * here. Who has an account is sent nothing, and can sign in.
 */
export async function admitInvitation(
  context: Context,
  { email, workspace }: { readonly email: string; readonly workspace: string },
): Promise<Invitation> {
  const accounts = requireAccounts(context);
  const account = await accounts.of(email);
  if (!canBeInvited(account)) return { account, send: async () => account };
  const { counters, quotas, now } = context;
  await countInvitation(counters, { most: quotas.invitationsPerDay }, { workspace, emailId: memberIdOf(email), now });
  return { account, send: () => accounts.invite(email) };
}

/** The same for who asks for an invitation and nothing else: 409 where there is nothing to send. */
export async function requireInvitation(
  context: Context,
  about: { readonly email: string; readonly workspace: string },
): Promise<Invitation> {
  const invitation = await admitInvitation(context, about);
  const { state } = invitation.account;
  if (state === 'active') throw apiError('account_active', { email: about.email });
  if (state === 'disabled') throw apiError('account_disabled', { email: about.email });
  return invitation;
}

function requireAccounts({ outside: { accounts } }: Context): Accounts {
  if (accounts === undefined) throw apiError('no_sign_in');
  return accounts;
}
