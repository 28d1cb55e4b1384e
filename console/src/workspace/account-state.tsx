import type { Account } from '../../../domain/access/accounts.ts';
import { State } from '../parts/state.tsx';
import { shortText, useNow } from '../parts/time.tsx';
import { useZone } from '../parts/zone.tsx';
import { accountTexts } from './account-texts.ts';

/** Whether somebody can sign in, as the provider says. */
export function AccountState({ account }: { readonly account: Account }) {
  const { zone } = useZone();
  const now = useNow();
  const { state, words, title } = accountTexts(account, now, (at) => shortText(at, { zone, now }));
  return (
    <span title={title}>
      <State state={state}>{words}</State>
    </span>
  );
}
