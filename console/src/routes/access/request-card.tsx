import type { ItemOf } from '../../../../client/api-client.ts';
import { canBeInvited } from '../../../../domain/access/accounts.ts';
import { Button } from '../../parts/button.tsx';
import { useWhyNot } from '../../parts/permission-note.tsx';
import { Time } from '../../parts/time.tsx';
import { AccountState } from '../../workspace/account-state.tsx';
import css from './access.module.css';

export type AccessRequest = ItemOf<'GET /access-requests'>;

type CardProps = {
  readonly request: AccessRequest;
  readonly ask: (deed: 'approve' | 'decline' | 'invite') => void;
};

/** What a stranger has written: all of it text, and the address no link, so that nobody is led away by a click. */
export function RequestCard({ request, ask }: CardProps) {
  const { company, website, name, email, useCase, requestedAt } = request;
  return (
    <li className={css['request']}>
      <h2 className={css['company']}>{company}</h2>
      <div className={`${css['facts'] ?? ''} t2`}>
        <span>{name}</span>
        <span>{email}</span>
        <span className="mono">{website}</span>
        <span>
          asked <Time at={requestedAt} />
        </span>
      </div>
      <p className={css['case']}>{useCase}</p>
      <Circumstances request={request} />
      <Acts request={request} ask={ask} />
    </li>
  );
}

function Circumstances({ request }: { readonly request: AccessRequest }) {
  const { memberOf = [], decidedAt, decidedBy, reason, workspaceId, account, state } = request;
  return (
    <div className={`${css['facts'] ?? ''} t2`}>
      {memberOf.length > 0 && <span>Member of {memberOf.join(', ')} already</span>}
      {decidedAt !== undefined && (
        <span>
          {state} <Time at={decidedAt} /> by {decidedBy}
        </span>
      )}
      {workspaceId !== undefined && (
        <span>
          workspace <code>{workspaceId}</code>
        </span>
      )}
      {account !== undefined && state !== 'declined' && <AccountState account={account} />}
      {reason !== undefined && <span>because: {reason}</span>}
    </div>
  );
}

function Acts({ request: { state, company, account }, ask }: CardProps) {
  const whyNot = useWhyNot('access-requests:write');
  const ofCompany = <span className="sr"> {company}</span>;
  if (state === 'waiting') {
    return (
      <div className={css['acts']}>
        <Button kind="quiet" why={whyNot} onClick={() => ask('decline')}>
          Decline…{ofCompany}
        </Button>
        {whyNot === undefined && <Button onClick={() => ask('approve')}>Approve…{ofCompany}</Button>}
      </div>
    );
  }
  const canInvite = state === 'approved' && account !== undefined && canBeInvited(account) && whyNot === undefined;
  if (!canInvite) return null;
  return (
    <div className={css['acts']}>
      <Button size="small" onClick={() => ask('invite')}>
        Send the invitation again{ofCompany}
      </Button>
    </div>
  );
}
