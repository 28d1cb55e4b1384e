import { useState } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { canBeInvited } from '../../../domain/access/accounts.ts';
import { useCaller } from '../data/api.tsx';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { Tag } from '../parts/state.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { AccountState } from './account-state.tsx';
import { ChangeRole, Remove, SendInvitation } from './member-dialogs.tsx';
import { whyProtected } from './roles.ts';

type User = ItemOf<'GET /users'>;
type Asked = { readonly user: User; readonly deed: 'role' | 'remove' | 'invite' };

const ACCOUNT: Column<User> = {
  key: 'account',
  head: 'Sign-in',
  width: 216,
  cell: ({ account }) => account !== undefined && <AccountState account={account} />,
};

export function Members({ users }: { readonly users: readonly User[] }) {
  const [asked, setAsked] = useState<Asked>();
  const whyNot = useWhyNot('members:write');
  const { id: mine } = useCaller();
  const close = (): void => setAsked(undefined);
  const columns: readonly Column<User>[] = [
    {
      key: 'email',
      head: 'Person',
      cell: ({ id, email, name }) => (
        <>
          <b>{name ?? email}</b> {name !== undefined && <span className="t2">{email}</span>}{' '}
          {id === mine && <Tag>you</Tag>}
        </>
      ),
    },
    { key: 'role', head: 'Role', width: 104, cell: ({ role }) => role },
    ...(users.some(({ account }) => account !== undefined) ? [ACCOUNT] : []),
    {
      key: 'added',
      head: 'Added',
      width: 288,
      cell: ({ addedAt, addedBy }) => (
        <>
          <Time at={addedAt} /> <span className="t2">by {addedBy}</span>
        </>
      ),
    },
    {
      key: 'acts',
      head: <span className="sr">Change</span>,
      isNumber: true,
      width: 300,
      cell: (user) =>
        whyNot === undefined && (
          <>
            <InviteButton user={user} ask={() => setAsked({ user, deed: 'invite' })} />
            <Acts why={whyProtected(user, users)} ask={(deed) => setAsked({ user, deed })} />
          </>
        ),
    },
  ];
  if (users.length === 0) {
    return (
      <EmptyState
        says="Nobody is a member: on this machine whoever reaches it may do everything. Who is added can sign in when sign-in is on."
        command="penstock users add ada@example.com --role owner"
      />
    );
  }
  return (
    <>
      <Table caption="People" columns={columns} rows={users} keyOf={({ id }) => id} />
      {asked?.deed === 'role' && <ChangeRole user={asked.user} onClose={close} />}
      {asked?.deed === 'invite' && <SendInvitation user={asked.user} onClose={close} />}
      {asked?.deed === 'remove' && <Remove user={asked.user} onClose={close} />}
    </>
  );
}

/** For who cannot sign in yet. */
function InviteButton({ user: { email, account }, ask }: { readonly user: User; readonly ask: () => void }) {
  if (account === undefined || !canBeInvited(account)) return null;
  const isAgain = account.state === 'invited';
  return (
    <Button kind="quiet" size="small" onClick={ask}>
      {isAgain ? 'Send again' : 'Invite'}
      <span className="sr">{isAgain ? ` the invitation to ${email}` : ` ${email} to sign in`}</span>
    </Button>
  );
}

type ActsProps = { readonly why: string | undefined; readonly ask: (deed: Asked['deed']) => void };

function Acts({ why, ask }: ActsProps) {
  if (why !== undefined) return <span className="why">{why}</span>;
  return (
    <>
      <Button kind="quiet" size="small" onClick={() => ask('role')}>
        Change role
      </Button>
      <Button kind="quiet" size="small" onClick={() => ask('remove')}>
        Remove…
      </Button>
    </>
  );
}
