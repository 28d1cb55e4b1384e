// What is said of somebody's account at the sign-in provider.

import type { Account } from '../../../domain/access/accounts.ts';
import type { StateName } from '../parts/state-name.ts';

type Texts = { readonly state: StateName; readonly words: string; readonly title: string };

export function accountTexts({ state, invitationEndsAt }: Account, now: Date, timeText: (at: Date) => string): Texts {
  switch (state) {
    case 'active':
      return { state: 'ok', words: 'can sign in', title: 'There is an account with this email.' };
    case 'invited': {
      const endsAt = invitationEndsAt === undefined ? undefined : new Date(invitationEndsAt);
      if (endsAt !== undefined && endsAt <= now) {
        return { state: 'warn', words: 'invitation has ended', title: `It was good until ${timeText(endsAt)}.` };
      }
      const until = endsAt === undefined ? '' : ` until ${timeText(endsAt)}`;
      return { state: 'waiting', words: `invited${until}`, title: 'The first password was sent and not used yet.' };
    }
    case 'none':
      return { state: 'off', words: 'no account', title: 'Nobody can sign in with this email yet.' };
    case 'disabled':
      return { state: 'held', words: 'account switched off', title: 'The operator can switch it on at the provider.' };
    case 'unknown':
      return { state: 'off', words: 'not known now', title: 'The sign-in provider does not say.' };
  }
}
