import * as z from 'zod/mini';
import { ACCOUNT_STATES } from '../../../domain/access/accounts.ts';

/** What the sign-in provider says of an email; absent where nobody signs in. */
export const accountView = z.optional(
  z.object({ state: z.enum(ACCOUNT_STATES), invitationEndsAt: z.optional(z.string()) }),
);

/** Of every route that may invite somebody. */
export const INVITATION_ERRORS = [
  ...(['no_sign_in', 'quota_exceeded.rate', 'too_many_invitations', 'invitation_not_sent'] as const),
];
